/** Returns true if one of the names of a certificate covers a domain. A wildcard covers exactly one label (RFC 6125, 6.4.3). */
export function isCovered(domain: string, names: readonly string[]): boolean {
  const wanted = domain.toLowerCase();
  return names.some((given) => {
    const name = given.toLowerCase();
    if (name === wanted) return true;
    const rest = wanted.slice(wanted.indexOf('.'));
    return name.startsWith('*.') && wanted.includes('.') && name.slice(1) === rest && !wanted.startsWith('*');
  });
}
