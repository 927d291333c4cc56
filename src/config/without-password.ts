/** Masks the user and password of a URL in a text. */
export function withoutPassword(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const scheme = text.indexOf('://');
  const start = scheme >= 0 && scheme < at ? scheme + '://'.length : 0;
  return `${text.slice(0, start)}***${text.slice(at)}`;
}
