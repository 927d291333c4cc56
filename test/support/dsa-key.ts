/** The lengths of the numbers of a DSA key, in bits. */
export type DsaBits = Readonly<Record<'p' | 'q' | 'g' | 'x', number>>;

/** Writes a DSA key in PKCS #8 (RFC 3279, 2.3.2) whose numbers have no meaning. To read it, OpenSSL computes `g^x mod p`. */
export function dsaKey({ p, q, g, x }: DsaBits): string {
  const algorithm = element(0x30, Buffer.from('06072a8648ce380401', 'hex'), element(0x30, ...[p, q, g].map(number)));
  return pem('PRIVATE KEY', element(0x30, Buffer.from('020100', 'hex'), algorithm, element(0x04, number(x))));
}

/** Writes a DSA key in the older form of OpenSSL. */
export function olderDsaKey({ p, q, g, x }: DsaBits): string {
  return pem('DSA PRIVATE KEY', element(0x30, Buffer.from('020100', 'hex'), ...[p, q, g, p, x].map(number)));
}

/** Writes an element in DER. */
export function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([Buffer.from([tag, 0x84]), length, value]);
}

function number(bits: number): Buffer {
  return element(0x02, Buffer.from([0]), Buffer.alloc(Math.ceil(bits / 8), 0xb5));
}

function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;
}
