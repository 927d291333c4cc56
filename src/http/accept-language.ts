import Negotiator from 'negotiator';
import type { Language } from '../request/language';

/** The maximum length of the header that is read, in characters. Browsers send less than 100. */
const MAX_LENGTH = 256;

/** The tags by which a client may ask for a language. Traditional Chinese is not offered. */
const OFFERED: Readonly<Record<string, Language>> = {
  en: 'en',
  zh: 'zh-CN',
  'zh-CN': 'zh-CN',
  'zh-SG': 'zh-CN',
  'zh-Hans': 'zh-CN',
  'zh-Hans-CN': 'zh-CN',
  'zh-Hans-SG': 'zh-CN',
};

/** Returns the language that an `Accept-Language` header prefers (RFC 9110, 12.5.4). English if it prefers none that is offered. */
export function languageOf(header: string | undefined): Language {
  // Most clients do not accept Chinese, and need no negotiation.
  if (header === undefined || header.length > MAX_LENGTH || !/zh/i.test(header)) return 'en';
  const [first = 'en'] = new Negotiator({ headers: { 'accept-language': header } }).languages(Object.keys(OFFERED));
  return OFFERED[first] ?? 'en';
}
