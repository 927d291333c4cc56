/** A block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** The label, such as `CERTIFICATE`. */
  readonly label: string;
  readonly der: Buffer;
  /** True if its headers say that it is encrypted (RFC 1421, `Proc-Type`). Its bytes are then of no use. */
  readonly isEncrypted: boolean;
}

/** The reason for which a text in PEM format, or what it contains, cannot be used. */
export type PemFault =
  | 'none'
  | 'unfinished'
  | 'unreadable'
  | 'other_block'
  | 'private_key'
  | 'pkcs12'
  | 'pkcs7'
  | 'der'
  | 'base64_pem'
  | 'binary'
  | 'too_many'
  | 'several_keys'
  | 'encrypted'
  | 'unsupported_key'
  | 'other_algorithm'
  | 'explicit_parameters'
  | 'short_key'
  | 'large_key'
  | 'slow_issuer';

/** A text in PEM format that cannot be used. It contains nothing of the text. */
export class PemError extends Error {
  override readonly name = 'PemError';

  constructor(readonly fault: PemFault) {
    super(`unusable PEM: ${fault}`);
  }
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';

/** The maximum length of a label, in characters: twice that of the longest in use. */
const MAX_LABEL_LENGTH = 64;

/** Lines of 64 characters of base64 (RFC 7468, 2). */
const LINES = /.{1,64}/g;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A line outside of a block that begins like a BEGIN or END line, and is none. A line of more than five dashes only is a ruler. */
const CUT_OFF_LINE = /^[^\S\r\n]*-----(?!-+[^\S\r\n]*$)/m;

/**
 * Reads all blocks of a text, in one pass. What stands around them is ignored, as are a byte order mark and the kind of line breaks.
 * Line breaks may be missing, or be written as `\n`, `\u000a` or `%0A`, as in a shell variable, a JSON file or a URL.
 * @throws PemError `unfinished` for a beginning without its end, an end without its beginning, or a line that is cut off inside of
 *   either; `unreadable` for anything but base64 in a block.
 */
export function readPem(text: string): PemBlock[] {
  const plain = withoutEscapes(text);
  const blocks: PemBlock[] = [];
  let at = 0;
  for (;;) {
    const begin = plain.indexOf(BEGIN, at);
    const outside = plain.slice(at, begin < 0 ? plain.length : begin);
    if (outside.includes(END) || CUT_OFF_LINE.test(outside)) throw new PemError('unfinished');
    if (begin < 0) return blocks;
    const { label, start } = readLabel(plain, begin + BEGIN.length);
    const marker = `${END}${label}${DASHES}`;
    const end = plain.indexOf(marker, start);
    if (end < 0) throw new PemError('unfinished');
    blocks.push(readBlock(label, plain.slice(start, end)));
    at = end + marker.length;
  }
}

/** Returns blocks as a text in which every parser of PEM can read them: in lines of 64 characters, with nothing between the blocks. */
export function toPem(blocks: readonly PemBlock[]): string {
  return blocks
    .map(({ label, der }) => {
      const lines = der.toString('base64').match(LINES) ?? [];
      return [`${BEGIN}${label}${DASHES}`, ...lines, `${END}${label}${DASHES}`, ''].join('\n');
    })
    .join('');
}

/** Resolves the escapes of line breaks, and those of a URL for the other characters of a PEM text. */
function withoutEscapes(text: string): string {
  const unescaped = text.includes('\\') ? text.replace(/\\(?:[rn]|u000[ad])/gi, '\n').replaceAll('\\', '') : text;
  return unescaped.includes('%') ? unescaped.replace(URL_ESCAPE, (it) => decodeURIComponent(it)) : unescaped;
}

/** Line feed, carriage return, space, plus, slash and equals sign in a URL. */
const URL_ESCAPE = /%(?:0[AD]|2[0BF]|3D)/gi;

function readLabel(text: string, at: number): { label: string; start: number } {
  const end = text.slice(at, at + MAX_LABEL_LENGTH + DASHES.length).indexOf(DASHES);
  if (end < 0) throw new PemError('unfinished');
  return { label: text.slice(at, at + end), start: at + end + DASHES.length };
}

function readBlock(label: string, body: string): PemBlock {
  // A block that was cut off goes on with the beginning of the next one.
  if (body.includes(DASHES)) throw new PemError('unfinished');
  if (body.includes('Proc-Type')) return { label, der: Buffer.alloc(0), isEncrypted: true };
  const base64 = body.replace(/\s+/g, '');
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) throw new PemError('unreadable');
  return { label, der: Buffer.from(base64, 'base64'), isEncrypted: false };
}
