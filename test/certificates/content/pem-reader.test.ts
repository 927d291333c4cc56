import { generateKeyPairSync } from 'node:crypto';
import { pemReader } from '../../../src/certificates/content/pem-reader';
import { issue } from '../../support/certificates';

describe('the reader of PEM texts', () => {
  it('reads an equal text once', async () => {
    const { pem, key } = await issue({ san: ['www.example.com'] });
    const reader = pemReader();
    expect(reader.certificates(`${pem}`)).toBe(reader.certificates(Buffer.from(pem).toString()));
    expect(reader.privateKey(key)).toBe(reader.privateKey(Buffer.from(key).toString()));
    expect(pemReader().privateKey(key)).not.toBe(reader.privateKey(key));
  });

  it('refuses a signing key that is not SM2, and remembers that', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const reader = pemReader();
    const errorOf = () => {
      try {
        return reader.sm2Key(privateKey);
      } catch (error) {
        return error;
      }
    };
    expect(errorOf()).toMatchObject({ fault: 'other_algorithm' });
    expect(errorOf()).toBe(errorOf());
  });
});
