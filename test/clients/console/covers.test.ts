import fc from 'fast-check';
import { isCovered, namesOf } from '../../../examples/console/src/changes/covers';
import { coversDomain } from '../../../src/certificates/certificate/covers';

const LABELS = ['a', 'B', 'xn--bcher-kva', 'bücher', 'BÜCHER', '例子', 'ﬁ', '*', '', '-', 'x_y', 'ß', '１'];
const ADDRESSES = [
  '192.0.2.1',
  '192.0.2.01',
  '192.0.2',
  '192.0.2.1.',
  '256.1.1.1',
  '*.0.2.1',
  '2001:db8::1',
  '2001:DB8:0:0:0:0:0:1',
  '[2001:db8::1]',
  '::ffff:192.0.2.1',
  '::FFFF:C000:201',
  'fe80::1%eth0',
  '[fe80::1%25eth0]',
  '::1::',
  '::',
];
const ODD = [
  '',
  ' ',
  '.',
  '*.',
  '*',
  'bü/cher',
  'bü cher',
  'bü%cher',
  'bü@a',
  'ü:80',
  'none.invalid',
  'ｘ',
  'a\u0000b',
  'ü\n',
];

const name = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '*.', ' '), fc.array(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 3 }))
    .chain(([start, labels]) => fc.constantFrom('', '.', '。x', ' ').map((end) => start + labels.join('.') + end)),
  fc.constantFrom(...ADDRESSES, ...ODD),
  fc.ipV6(),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

describe("the console's matcher of names", () => {
  it("decides as the server's does", () => {
    fc.assert(
      fc.property(
        name,
        fc.array(name, { maxLength: 4 }),
        fc.option(name),
        fc.boolean(),
        (domain, names, commonName, own) => {
          const san = own ? [...names, domain] : names;
          const certificate = { san, commonName };
          expect([domain, certificate, isCovered(domain, namesOf(certificate))]).toEqual([
            domain,
            certificate,
            coversDomain(certificate, domain),
          ]);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("decides as the server's does for each pair of odd spellings", () => {
    const texts = [...ADDRESSES, ...ODD];
    const pairs = texts.flatMap((domain) => texts.map((san) => ({ domain, san })));
    expect(pairs.filter(({ domain, san }) => isCovered(domain, [san]))).toEqual(
      pairs.filter(({ domain, san }) => coversDomain({ san: [san], commonName: null }, domain)),
    );
  });

  it.each([
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.1', ['*.0.2.1'], false],
    ['2001:DB8:0:0::1', ['2001:db8::1'], true],
    ['shop.bücher.example', ['*.xn--bcher-kva.example'], true],
    ['shop.xn--bcher-kva.example', ['*.BÜCHER.example'], true],
    ['www.example.com.', ['*.example.com'], true],
  ] as const)('covers %s with %j: %s', (domain, names, covered) => {
    expect(isCovered(domain, names)).toBe(covered);
  });
});
