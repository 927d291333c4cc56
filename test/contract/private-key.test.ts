import { PemError } from '../../src/contract/pem';
import { readPrivateKey } from '../../src/contract/private-key';
import { dsaKey, olderDsaKey } from '../support/dsa-key';

const LARGEST = { p: 3_072, q: 256, g: 3_072, x: 256 } as const;

/** Returns the reason why a key is refused; undefined if it is read. */
function faultOf(pem: string, only?: 'SM2'): string | undefined {
  try {
    readPrivateKey(pem, only);
    return undefined;
  } catch (error) {
    return error instanceof PemError ? error.fault : String(error);
  }
}

describe('a DSA key', () => {
  it('is read if none of its numbers is longer than that of the largest standard key', () => {
    expect(readPrivateKey(dsaKey(LARGEST)).algorithm).toBe('DSA');
  });

  it.each(['p', 'q', 'g', 'x'] as const)('is too large if only %s is longer', (name) => {
    const bits = { ...LARGEST, [name]: LARGEST[name] + 8 };
    expect([faultOf(dsaKey(bits)), faultOf(olderDsaKey(bits))]).toEqual(['large_key', 'large_key']);
  });

  it('is not parsed where only an SM2 key is accepted', () => {
    expect(faultOf(dsaKey(LARGEST), 'SM2')).toBe('other_algorithm');
  });
});
