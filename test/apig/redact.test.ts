import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { redact, secretsOf } from '../../src/apig/redact';
import { base32, bytes, DUMPS, ENCODINGS, leftIn, signedBytes, wrap } from '../support/encodings';

const word = fc.stringMatching(/^[a-z ,.:'"(){}%\\&=<>-]{0,60}$/);
const tokens = fc.oneof(
  // An IAM token: base64 with other symbols. A short one, a UUID, a JSON web token.
  fc.base64String({ minLength: 200, maxLength: 3_000 }).map((text) => text.replaceAll('/', '-')),
  fc.stringMatching(/^[A-Za-z0-9]{32}$/),
  fc.uuid(),
  fc
    .tuple(fc.json(), fc.uint8Array({ minLength: 32, maxLength: 32 }))
    .map(([claims, signature]) =>
      ['{"alg":"HS256"}', claims, signature].map((part) => Buffer.from(part as string).toString('base64url')).join('.'),
    ),
  fc.stringMatching(/^[\x21-\x7e]{24,200}$/),
);

describe('a secret in a message', () => {
  const names = Object.keys(ENCODINGS);

  it.each(names)('is redacted %s', (name) => {
    const token = 'MIIabc+DEF/ghi-jkl=MNO_pqr.stu~v0123456789wxyzABCDEFGHIJKLM==';
    const text = `The token ${ENCODINGS[name]?.(token)} is not accepted.`;
    const shown = redact(text, secretsOf(token, undefined));
    expect(shown).toMatch(/^The token .{0,40}\*\*\*.{0,20} is not accepted\.$/s);
    expect(leftIn(shown, token)).toBeUndefined();
  });

  it('is redacted in every encoding, at every position, cut anywhere', () => {
    let tried = 0;
    fc.assert(
      fc.property(
        tokens,
        fc.constantFrom(...names),
        word,
        word,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (token, name, before, after, from, size) => {
          const encoded = ENCODINGS[name]?.(token) ?? '';
          const start = Math.floor(from * encoded.length);
          const echo = encoded.slice(start, start + Math.ceil(size * (encoded.length - start)));
          tried++;
          expect(leftIn(redact(before + echo + after, secretsOf(token, undefined)), token)).toBeUndefined();
        },
      ),
      { numRuns: 3_000 },
    );
    process.stdout.write(`redaction: ${tried} echoes of tokens in ${names.length} encodings.\n`);
  });

  it.each([
    ['a tag', '<', '>'],
    ['the end of a tag', '</', '>'],
    ['the name of a character', '&', ';'],
  ])('is redacted where it looks like %s', (_, before, after) => {
    for (const token of ['00000000-0000-1000-8000-000000000000', 'abcdefgh-ijkl+mnop/qrst=uvwx&yz;end']) {
      for (const name of names) {
        const echo = before + ENCODINGS[name]?.(token) + after;
        for (const text of [echo, echo.slice(0, 31) + after]) {
          expect([name, leftIn(redact(text, secretsOf(token, undefined)), token)]).toEqual([name, undefined]);
        }
      }
    }
  });

  it.each(names)('is redacted %s if it consists of symbols, or has few letters', (name) => {
    for (const token of [
      '!!!!!!!!!!!!!!!!!!!!!!!!',
      '!a#$%b&(c)*,d-./e:;<f=>?@G[h]^_',
      'ab{c|d}e~f!g#h$i%j&k(l)m*n,o',
      '!!!!!!!!!![00000A!!!!!!!!!',
    ]) {
      const echo = ENCODINGS[name]?.(token) ?? '';
      for (const text of [echo, echo.slice(0, -1)]) {
        const shown = redact(text, secretsOf(token, undefined));
        expect([token, leftIn(shown, token)]).toEqual([token, undefined]);
      }
    }
  });

  it('does not take other text with it', () => {
    fc.assert(
      fc.property(tokens, fc.lorem({ maxCount: 40 }), (token, text) => {
        expect(redact(text, secretsOf(token, undefined))).toBe(text);
      }),
    );
    const secrets = secretsOf('MIIabc+DEF/ghi-jkl=MNO_pqr.stu~v0123456789', undefined);
    for (const text of [
      'The API 5c8e4d2f0b9a4d27b1a3c7f6e5d4c3b2 does not exist.',
      'See https://support.example.com/apig/?a=1&b=%2F for APIG.2012 &amp; others.',
    ]) {
      expect(redact(text, secrets)).toBe(text);
    }
    const block = '-----BEGIN CERTIFICATE-----MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A-----END CERTIFICATE-----';
    expect(redact(`The certificate ${block} is not valid.`, secrets)).toBe('The certificate *** is not valid.');
  });
});

describe('a private key in a message', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  it.each([
    ['RSA, PKCS#8', rsa, 'pkcs8'],
    ['RSA, PKCS#1', rsa, 'pkcs1'],
    ['EC, PKCS#8', ec, 'pkcs8'],
    ['EC, SEC1', ec, 'sec1'],
  ] as const)('is redacted in every format: %s', (_, key, type) => {
    const pem = key.export({ type, format: 'pem' } as never) as unknown as string;
    const secrets = secretsOf('a-token-of-the-caller', { name: 'site', private_key: pem });
    const body = pem.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
    const der = Buffer.from(body, 'base64');
    const jwk = createPrivateKey(pem).export({ format: 'jwk' });
    const d = Buffer.from(jwk.d ?? '', 'base64url');
    const others = (key.asymmetricKeyType === 'rsa' ? (['pkcs1', 'pkcs8'] as const) : (['sec1', 'pkcs8'] as const)).map(
      (other) => key.export({ type: other, format: 'der' } as never) as unknown as Buffer,
    );
    const echoes = [
      pem,
      body,
      wrap(body, 76, '\n'),
      wrap(body, 40, '\\n'),
      body.slice(100),
      encodeURIComponent(pem),
      JSON.stringify(JSON.stringify({ pem })),
      bytes(pem).toString('base64'),
      bytes(pem).toString('hex'),
      ...[der, ...others, d].flatMap((it) => [
        it.toString('hex'),
        it.toString('hex').toUpperCase(),
        wrap(it.toString('hex'), 2, ':'),
        it.toString('base64'),
        it.toString('base64url'),
        JSON.stringify(it),
        signedBytes(it),
        base32(it),
        ...Object.values(DUMPS).map((dump) => dump(it.toString('latin1'))),
      ]),
      ...Object.values(DUMPS).flatMap((dump) => [dump(pem), dump(pem).replace(/\s+/g, ' ')]),
      JSON.stringify(jwk),
    ];
    const secretTexts = [d.toString('hex'), d.toString('base64url'), body.slice(-60)];
    for (const echo of echoes) {
      const shown = redact(`The key ${echo} is not accepted.`, secrets);
      expect(shown).toContain('***');
      for (const text of secretTexts) {
        for (let start = 0; start + 32 <= text.length; start++)
          expect(shown).not.toContain(text.slice(start, start + 32));
      }
    }
  });
});

describe('the time to redact a message', () => {
  it('is short, whatever the message and the secrets', () => {
    const texts = [
      'a'.repeat(2_000),
      '%25'.repeat(660),
      '\\\\'.repeat(1_000),
      '&#x25;'.repeat(330),
      '<'.repeat(2_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(74),
      'ab12'.repeat(500),
      bytes('4142'.repeat(180)).toString('base64').repeat(2),
      'ABCDEFGHIJKLMNOP'.repeat(125),
      '00000010: 4142 4344 '.repeat(100),
      '4142 '.repeat(400),
      '012 060 '.repeat(250),
      '01000001 '.repeat(222),
      '1: a '.repeat(400),
      '[1m[1'.repeat(400),
      '&#x000000'.repeat(222),
      'H4sI'.repeat(500),
      base32(bytes('&#65; 41 '.repeat(130))),
      `${'<br>&nbsp;\\u0041 '.repeat(50)}${'41 101 a '.repeat(120)}`,
    ];
    const secrets = ['a', 'ab12', 'ab12ab13cd', '%25'].map((it) => secretsOf(it.repeat(16_000 / it.length), undefined));
    for (const text of texts) {
      for (const secret of secrets) {
        const start = performance.now();
        redact(text, secret);
        expect([text.slice(0, 10), performance.now() - start < 500]).toEqual([text.slice(0, 10), true]);
      }
    }
  });
});
