import { IntlMessageFormat } from 'intl-messageformat';
import en from './en.json';
import zhCN from './zh-CN.json';

/** The key of a text in the catalogue. */
export type TextKey = keyof typeof en;

/** The values of a text's placeholders. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The languages of the console. `en-XA` is English in brackets: a test finds text that bypasses the catalogue. */
export const LOCALES = ['en', 'zh-CN', 'en-XA'] as const;
export type Locale = (typeof LOCALES)[number];

/** The languages that users can choose, each with its own name. */
export const LANGUAGES: readonly (readonly [Locale, string])[] = [
  ['en', 'English'],
  ['zh-CN', '简体中文'],
];

const CATALOGUES: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, 'zh-CN': zhCN, 'en-XA': en };

const compiled = new Map<string, IntlMessageFormat>();

/** Returns the language of the page's parameter `lang`, or the first one that the browser prefers, or English. */
export function initialLocale(search: string, preferred: readonly string[]): Locale {
  const given = new URLSearchParams(search).get('lang');
  const known = LOCALES.find((it) => it === given);
  if (known) return known;
  const first = preferred.find((it) => /^(en|zh)\b/i.test(it));
  return first !== undefined && /^zh\b/i.test(first) ? 'zh-CN' : 'en';
}

/** Returns a text of the catalogue in a language. */
export function textOf(locale: Locale, key: TextKey, values: TextValues = {}): string {
  const text = String(formatOf(locale, key).format(values));
  return locale === 'en-XA' ? `⟦${text}⟧` : text;
}

function formatOf(locale: Locale, key: TextKey): IntlMessageFormat {
  const id = `${locale} ${key}`;
  const format = compiled.get(id) ?? new IntlMessageFormat(CATALOGUES[locale][key], locale);
  compiled.set(id, format);
  return format;
}
