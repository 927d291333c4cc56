import { GATEWAY_CODES } from '../apig/gateway-codes';
import { DOCUMENTED_CODES } from '../contract/error-codes';
import type { Language } from '../request/language';
import chinese from './messages.zh-CN.json';

/** The messages of the codes that stand for several: the statuses of replies without a code, and the codes in no table. */
const SHARED = {
  'GATEWAY.INVALID_INPUT': 'The input is invalid.',
  'GATEWAY.HTTP': 'The upstream responded with an error status and no code.',
  OTHER: 'The upstream responded with an error that is not in the catalogue.',
};

/** The messages in English: those of the upstream's documentation, and of the server's own codes. */
const ENGLISH: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...DOCUMENTED_CODES.values()].map(({ code, message }) => [code, message])),
  ...Object.fromEntries(Object.entries(GATEWAY_CODES).map(([code, { message }]) => [code, message])),
  ...SHARED,
};

/** The message catalogue: a text for every error code, by language. The texts have no placeholders. */
export const MESSAGES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: ENGLISH,
  'zh-CN': chinese,
};

/**
 * Returns the message of an error in a language. English messages stay as they are. In other languages, it is the text for the code.
 * If the English message says more than the text for its code, such as the name of a parameter, it follows in parentheses.
 * @param code the code of the error, such as `APIG.2012`.
 * @param message the message in English.
 */
export function messageIn(language: Language, code: string, message: string): string {
  if (language === 'en') return message;
  const key = keyOf(code);
  const text = MESSAGES[language][key] ?? '';
  return plain(message) === plain(ENGLISH[key] ?? '') ? text : `${text}（${message}）`;
}

function keyOf(code: string): string {
  if (Object.hasOwn(ENGLISH, code)) return code;
  return code.startsWith('GATEWAY.HTTP_') ? 'GATEWAY.HTTP' : 'OTHER';
}

function plain(message: string): string {
  return message.replace(/\.$/, '');
}
