import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { initialLocale, type Locale, type TextKey, type TextValues, textOf } from './locale';

/** Returns a text of the catalogue in the current language. */
export type Translate = (key: TextKey, values?: TextValues) => string;

interface Language {
  readonly locale: Locale;
  readonly setLocale: (locale: Locale) => void;
  readonly t: Translate;
}

const LanguageContext = createContext<Language | undefined>(undefined);

/** Provides the language to all components below, and sets `lang` on the page. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [locale, setLocale] = useState(() => initialLocale(window.location.search, navigator.languages));
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const value = useMemo<Language>(
    () => ({ locale, setLocale, t: (key, values) => textOf(locale, key, values) }),
    [locale],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

/** Returns the current language. */
export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('LanguageProvider is missing');
  return language;
}

/** Returns the function that translates. */
export function useText(): Translate {
  return useLanguage().t;
}
