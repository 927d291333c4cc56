/** An element of a DER encoding (X.690): its tag, and the bytes of its value. */
export interface DerElement {
  readonly tag: number;
  readonly value: Buffer;
}

/** The tags of the types that keys and certificates are made of (X.690, 8). */
export const DER = { INTEGER: 0x02, OCTET_STRING: 0x04, OID: 0x06, SEQUENCE: 0x30, CONTEXT_0: 0xa0 } as const;

/** The maximum number of elements that are read: those that matter come first. */
const MAX_ELEMENTS = 16;

/** Returns the elements that bytes consist of, at most 16, without what is inside of them. @throws Error if the bytes are not DER. */
export function readElements(bytes: Buffer): DerElement[] {
  const found: DerElement[] = [];
  for (let at = 0; at < bytes.length && found.length < MAX_ELEMENTS; ) {
    const tag = bytes.readUInt8(at);
    const { start, length } = readLength(bytes, at + 1);
    if (start + length > bytes.length) throw new Error('not DER');
    found.push({ tag, value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/** Returns the elements of the sequence that bytes consist of. @throws Error if they are anything else. */
export function readSequence(bytes: Buffer): DerElement[] {
  const [only, ...others] = readElements(bytes);
  if (only?.tag !== DER.SEQUENCE || others.length > 0) throw new Error('not a sequence');
  return readElements(only.value);
}

/** Returns the number of bits of a positive integer. */
export function bitLength(integer: Buffer): number {
  const start = integer.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (integer.length - start) * 8 - Math.clz32(integer.readUInt8(start)) + 24;
}

/** Reads a length of up to four bytes (X.690, 8.1.3). */
function readLength(bytes: Buffer, at: number): { start: number; length: number } {
  const first = bytes.readUInt8(at);
  if (first < 0x80) return { start: at + 1, length: first };
  const count = first - 0x80;
  if (count === 0 || count > 4) throw new Error('not DER');
  return { start: at + 1 + count, length: bytes.readUIntBE(at + 1, count) };
}
