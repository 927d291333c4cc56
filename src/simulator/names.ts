/** Returns true if one of the names is the domain, or a wildcard for its first label. The service checks this before binding (APIG.2103). */
export function covers(names: readonly string[], domain: string): boolean {
  const plain = plainName(domain);
  const parent = plain.replace(/^[^.]+/, '*');
  return names.some((name) => name.toLowerCase() === plain || name.toLowerCase() === parent);
}

/** Returns a domain name in lower case, without a final dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
