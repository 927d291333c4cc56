import type { Variable } from './variable';

/** The default of a variable, for a reader. */
export interface DefaultInWords {
  /** The text that sets the variable to its default; absent where no text does. */
  readonly text?: string;
  /** The same with `NODE_ENV=production`, where that differs. */
  readonly productionText?: string;
  /** All of it in a phrase. */
  readonly words: string;
}

/**
 * Returns the default of a variable as text and in words, made from the value in use.
 * @param quote marks text that can be set, such as with backticks.
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

/** Returns the text that a variable's schema reads as this value. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
