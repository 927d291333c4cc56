/** Matches a text that begins with the upstream's own words, after which the server says what is known of the change. */
export function startsWith(words: string): RegExp {
  return new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.? The outcome of the change is unknown\\.`);
}
