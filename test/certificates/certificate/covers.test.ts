import { coversDomain } from '../../../src/certificates/certificate/covers';

const names = (...san: string[]) => ({ san, commonName: 'common.example.com' });

describe('coversDomain', () => {
  it.each([
    ['www.example.com', ['www.example.com'], true],
    ['WWW.Example.COM', ['www.example.com'], true],
    ['www.example.com.', ['www.example.com'], true],
    ['www.example.com', ['WWW.EXAMPLE.COM'], true],
    ['www.example.com', ['*.example.com'], true],
    ['example.com', ['*.example.com'], false],
    ['a.b.example.com', ['*.example.com'], false],
    ['*.example.com', ['*.example.com'], true],
    ['*.a.example.com', ['*.example.com'], false],
    ['www.example.com', ['w*.example.com'], false],
    ['www.example.com', ['www.*.com'], false],
    ['www.example.com.evil.org', ['www.example.com'], false],
    ['bücher.example', ['xn--bcher-kva.example'], true],
    ['www.bücher.example', ['*.xn--bcher-kva.example'], true],
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.1', ['*.0.2.1'], false],
    ['2001:db8::1', ['2001:DB8:0:0:0:0:0:1'], true],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', ['2001:db8::1'], true],
    ['[2001:db8::1]', ['2001:db8::1'], true],
    ['::ffff:192.0.2.1', ['::ffff:c000:201'], true],
    ['::ffff:192.0.2.1', ['192.0.2.1'], false],
    ['2001:db8::1', ['2001:db8::2'], false],
    ['fe80::1%eth0', ['fe80::1'], false],
    ['', ['www.example.com'], false],
    ['.', ['*.'], false],
  ])('%s by %j: %s', (domain, san, expected) => {
    expect(coversDomain(names(...san), domain)).toBe(expected);
  });

  it('uses the common name only if there is no subject alternative name', () => {
    expect(coversDomain(names(), 'common.example.com')).toBe(true);
    expect(coversDomain(names('www.example.com'), 'common.example.com')).toBe(false);
    expect(coversDomain({ san: [], commonName: null }, 'common.example.com')).toBe(false);
  });
});

describe('the names of a certificate', () => {
  it('are read once, for any number of fields of a request', () => {
    let reads = 0;
    const san = ['placeholder', 'www.example.com'];
    Object.defineProperty(san, 0, {
      get: () => {
        reads++;
        return 'a.example.com';
      },
    });
    // Each field has an object of its own for the same row of the upstream.
    for (let field = 0; field < 10; field++) {
      expect(coversDomain({ san, commonName: null }, 'a.example.com')).toBe(true);
      expect(coversDomain({ san, commonName: null }, 'b.example.com')).toBe(false);
    }
    expect(reads).toBe(1);
  });
});
