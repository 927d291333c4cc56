/** The data that the server embeds in the page. */
export interface Settings {
  /** The names of the configured regions. */
  readonly regions: readonly string[];
  /** The tokens of the embedded simulator; empty for a real upstream. */
  readonly sampleTokens: readonly string[];
}

/** Reads the settings from the page. Served by Vite, the page has none, so the simulator's tokens are offered. */
export function readSettings(): Settings {
  const given = JSON.parse(document.getElementById('settings')?.textContent ?? '{}') as Partial<Settings>;
  return {
    regions: given.regions ?? [],
    sampleTokens:
      given.sampleTokens ?? (import.meta.env.DEV ? ['simulator-admin-token', 'simulator-reader-token'] : []),
  };
}
