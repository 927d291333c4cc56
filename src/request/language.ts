/** The languages of error messages, the default first. */
export const LANGUAGES = ['en', 'zh-CN'] as const;

/** A language of error messages (BCP 47). */
export type Language = (typeof LANGUAGES)[number];
