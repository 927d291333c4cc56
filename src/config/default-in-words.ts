import type { Variable } from './variable';

/** The default of a variable, for documentation. */
export interface DefaultInWords {
  /** The text that sets the variable to its default; absent if there is none. */
  readonly text?: string;
  /** The same with `NODE_ENV=production`, if that differs. */
  readonly productionText?: string;
  /** Both defaults as a phrase. */
  readonly words: string;
}

/**
 * Returns the default of a variable as text and in words, derived from the value in use.
 * @param quote marks literal values, for example with backticks.
 */
export function defaultInWords(row: Variable, quote: (text: string) => string = (text) => text): DefaultInWords {
  const text = textOf(row.default);
  const productionText = textOf(row.productionDefault);
  const usual = row.unset ?? quote(text ?? 'none');
  const inProduction = productionText === undefined ? 'none' : quote(productionText);
  return {
    ...(text === undefined ? {} : { text }),
    ...(productionText === undefined ? {} : { productionText }),
    words: row.productionDefault === undefined ? usual : `${usual}; ${inProduction} with NODE_ENV=production`,
  };
}

/** Returns the text that a variable's schema parses to this value. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
