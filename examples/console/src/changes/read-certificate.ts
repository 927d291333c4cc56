/** The facts that a certificate's text shows before it is sent. */
export interface LocalCertificate {
  /** The subject alternative names that are domain names or IPv4 addresses. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The organization of the issuer, or its common name. Empty if it has neither. */
  readonly issuer: string;
  /** The algorithm of the key, as the API names it; undefined for others. */
  readonly algorithm: 'RSA' | 'ECC' | 'SM2' | undefined;
  /** The size of the key in bits; undefined if the algorithm or the curve is not known here. */
  readonly bits: number | undefined;
}

/**
 * Reads the first certificate of a PEM text (RFC 5280, 4.1). It shows users what they are about to send; the server checks it.
 * @returns undefined if the text cannot be read.
 */
export function readCertificate(pem: string): LocalCertificate | undefined {
  const [, body = ''] = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem) ?? [];
  try {
    const der = Uint8Array.from(atob(body.replace(/\\[rn]?|\s/g, '')), (it) => it.charCodeAt(0));
    const fields = elements(child(child({ tag: 0, content: der }, 0), 0)).filter(({ tag }) => tag !== VERSION);
    const [, , issuer, validity, , key] = fields;
    const [notBefore, notAfter] = elements(validity).map(timeOf);
    if (!notBefore || !notAfter) return undefined;
    return {
      names: namesOf(fields.find(({ tag }) => tag === EXTENSIONS)),
      notBefore,
      notAfter,
      issuer: nameOf(issuer),
      ...keyOf(key),
    };
  } catch {
    return undefined;
  }
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Tags of DER elements (X.690), and those of RFC 5280. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const OBJECT_ID = 0x06;
const OCTETS = 0x04;
const UTC_TIME = 0x17;
const BMP_STRING = 0x1e;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** Object identifiers, in hexadecimal. */
const SUBJECT_ALT_NAME = '551d11';
const ORGANIZATION = '55040a';
const COMMON_NAME = '550403';
const RSA_KEY = '2a864886f70d010101';

/** The named curves (RFC 5480; GB/T 32918 for SM2), with the size of a key. */
const CURVES: Readonly<Record<string, Pick<LocalCertificate, 'algorithm' | 'bits'>>> = {
  '2a8648ce3d030107': { algorithm: 'ECC', bits: 256 },
  '2b81040022': { algorithm: 'ECC', bits: 384 },
  '2b81040023': { algorithm: 'ECC', bits: 521 },
  '2a811ccf5501822d': { algorithm: 'SM2', bits: 256 },
};

function elements(parent: Element | undefined): Element[] {
  const bytes = parent?.content ?? new Uint8Array();
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const extra = first < 0x80 ? 0 : first & 0x7f;
    const length = extra === 0 ? first : bytes.subarray(at + 2, at + 2 + extra).reduce((sum, it) => sum * 256 + it, 0);
    const start = at + 2 + extra;
    if (start + length > bytes.length) throw new RangeError('the element is cut off');
    found.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

function child(parent: Element | undefined, index: number): Element {
  const found = elements(parent)[index];
  if (!found) throw new RangeError('the element is missing');
  return found;
}

function namesOf(extensions: Element | undefined): string[] {
  if (!extensions) return [];
  const extension = elements(child(extensions, 0)).find((it) => hex(child(it, 0)) === SUBJECT_ALT_NAME);
  const value = elements(extension).find(({ tag }) => tag === OCTETS);
  return value === undefined ? [] : elements(child(value, 0)).flatMap((it) => addressOf(it) ?? []);
}

function addressOf({ tag, content }: Element): string | undefined {
  if (tag === DNS_NAME) return String.fromCharCode(...content);
  return tag === IP_ADDRESS && content.length === 4 ? content.join('.') : undefined;
}

function nameOf(name: Element | undefined): string {
  const attributes = elements(name).flatMap(elements).map(elements);
  const attribute = (id: string) => attributes.find(([type]) => type?.tag === OBJECT_ID && hex(type) === id)?.[1];
  const value = attribute(ORGANIZATION) ?? attribute(COMMON_NAME);
  if (!value) return '';
  return new TextDecoder(value.tag === BMP_STRING ? 'utf-16be' : 'utf-8').decode(value.content);
}

function keyOf(info: Element | undefined): Pick<LocalCertificate, 'algorithm' | 'bits'> {
  const [algorithm, key] = elements(info);
  const [type, parameters] = elements(algorithm);
  if (type && hex(type) === RSA_KEY) return { algorithm: 'RSA', bits: key && modulusBits(key) };
  return (parameters && CURVES[hex(parameters)]) ?? { algorithm: undefined, bits: undefined };
}

/** The key is a bit string, whose first byte is the number of unused bits. */
function modulusBits({ tag, content }: Element): number {
  const modulus = child(child({ tag, content: content.subarray(1) }, 0), 0).content;
  const start = modulus.findIndex((it) => it !== 0);
  return (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}

/** UTCTime has years from 1950 to 2049, GeneralizedTime has all of them (RFC 5280, 4.1.2.5). */
function timeOf({ tag, content }: Element): Date {
  const text = String.fromCharCode(...content);
  const year = Number(text.slice(0, 2)) < 50 ? '20' : '19';
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(tag === UTC_TIME ? year + text : text) ?? [];
  const [y, m, d, hour, minute, second] = parts;
  const time = new Date(`${y}-${m}-${d}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime())) throw new RangeError('the time cannot be read');
  return time;
}

function hex({ content }: Element): string {
  return [...content].map((it) => it.toString(16).padStart(2, '0')).join('');
}
