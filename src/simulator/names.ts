/** Returns true if one of the names is the domain, or a wildcard for its first label. The service checks this before binding (APIG.2103). */
export function covers(names: readonly string[], domain: string): boolean {
  const parent = domain.replace(/^[^.]+/, '*').toLowerCase();
  return names.some((name) => name.toLowerCase() === domain.toLowerCase() || name.toLowerCase() === parent);
}
