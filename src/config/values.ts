/** A base URL that upstream calls may be made to; undefined for what is none, or carries a user, query or fragment. */
export function parseEndpoint(value: string): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
}

/** Whether the value is what a browser sends as `Origin`: scheme, host and port, nothing else. */
export function isValidOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value;
}
