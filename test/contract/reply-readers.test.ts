import fc from 'fast-check';
import { OPERATIONS } from '../../src/contract/operations';
import { REPLY_READERS } from '../../src/contract/reply-readers';
import { damaged, OPERATION_IDS, REPLIES, valid, validatorOf, withoutEmpty } from '../support/contract';

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const CERTIFICATE = { id: 'c', name: 'name', not_after: '2030-01-01T00:00:00Z' };
const DOMAIN = { id: 'd', url_domain: 'www.example.com', instance_id: 'gw' };

it('every operation with a 200 reply has a reader, and no other', () => {
  expect(Object.keys(REPLY_READERS).sort()).toEqual([...REPLIES.keys()].sort());
  expect(OPERATION_IDS.filter((it) => OPERATIONS[it][2] === 200).sort()).toEqual([...REPLIES.keys()].sort());
});

describe.each([...REPLIES])('the reader of %s', (operation, schema) => {
  const read = REPLY_READERS[operation] ?? (() => undefined);
  const isOfContract = validatorOf(schema);

  it('returns a valid response without its empty attributes', () => {
    fc.assert(
      fc.property(valid(schema), (body) => {
        const expected = withoutEmpty(schema, copy(body));
        expect(isOfContract(expected)).toBe(true);
        expect(read(copy(body))).toStrictEqual(expected);
      }),
    );
  });

  it('agrees with Ajv about invalid responses', () => {
    let refused = 0;
    fc.assert(
      fc.property(damaged(schema), (body) => {
        const expected = withoutEmpty(schema, copy(body));
        const result = read(copy(body));
        if (isOfContract(expected)) expect(result).toStrictEqual(expected);
        else expect(result).toBeUndefined();
        if (!result) refused++;
      }),
      { numRuns: 1_000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

describe('a page', () => {
  const readCertificates = REPLY_READERS.listCertificates ?? (() => undefined);
  const readDomains = REPLY_READERS.listAttachedDomains ?? (() => undefined);

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['an error', { error_code: 'APIG.2000', error_msg: 'no' }],
    ['a total and no list', { total: 4 }],
    ['null for the list', { total: 4, bound_domains: null }],
    ['an object for the list', { bound_domains: {} }],
    ['a null row', { bound_domains: [DOMAIN, null] }],
    ['a row without its name', { bound_domains: [{ ...DOMAIN, url_domain: undefined }] }],
    ['a row with an empty name', { bound_domains: [{ ...DOMAIN, url_domain: '' }] }],
    ['a row without its gateway', { bound_domains: [{ ...DOMAIN, instance_id: null }] }],
    ['a total that is no integer', { total: 1.5, bound_domains: [] }],
    ['a total below 0', { total: -1, bound_domains: [] }],
    ['a total that no list has', { total: 1e12, bound_domains: [] }],
    ['a total in words', { total: '4', bound_domains: [] }],
    ['a list', []],
    ...['.', 'a.example.com:443', 'https://a.example.com', 'a.example.com..', 'a b', 'x'.repeat(256), '\u00ad'].map(
      (url_domain): [string, unknown] => [
        `a name that no other compares with: ${url_domain.slice(0, 30)}`,
        { bound_domains: [{ ...DOMAIN, url_domain }] },
      ],
    ),
    ...[' gw', 'a/b', '../../etc', '<script>', 'ü', 'x'.repeat(65), 5].map((instance_id): [string, unknown] => [
      `an id that is none: ${String(instance_id).slice(0, 30)}`,
      { bound_domains: [{ ...DOMAIN, instance_id }] },
    ]),
  ])('with %s cannot be read', (_, body) => {
    expect(readDomains(copy(body))).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no list for the names', { ...CERTIFICATE, san: 'www.example.com' }],
    ['a name that is none', { ...CERTIFICATE, san: [null] }],
    ['no name', { ...CERTIFICATE, name: null }],
    ['a number for its id', { ...CERTIFICATE, id: 5 }],
  ])('with a certificate with %s cannot be read', (_, certificate) => {
    expect(readCertificates(copy({ certs: [certificate] }))).toBeUndefined();
  });

  it.each(['soon', '', null, 0, '2030-13-01T00:00:00Z', '2030-01-01', 1_900_000_000, {}])(
    'with an end that is no time does not have that end: %j',
    (not_after) => {
      const { not_after: _, ...rest } = CERTIFICATE;
      expect(readCertificates(copy({ certs: [{ ...CERTIFICATE, not_after }] }))).toStrictEqual({ certs: [rest] });
    },
  );

  it.each(['a.example.com.', ' A.example.com', '*.example.com', '_x.example.com', 'Bücher.example', 'a-.example', 'a'])(
    'may have a domain %j',
    (url_domain) => {
      const page = { bound_domains: [{ ...DOMAIN, url_domain }] };
      expect(readDomains(copy(page))).toStrictEqual(page);
    },
  );

  it('may lack its total', () => {
    expect(readDomains({ bound_domains: [DOMAIN] })).toStrictEqual({ bound_domains: [DOMAIN] });
    expect(readDomains({ total: null, bound_domains: [] })).toStrictEqual({ bound_domains: [] });
    expect(readDomains({ total: 0, bound_domains: [] })).toStrictEqual({ total: 0, bound_domains: [] });
  });

  it('keeps unknown values of an enumeration', () => {
    const certificate = { ...CERTIFICATE, type: 'regional', algorithm_type: 'ML-DSA' };
    expect(readCertificates({ certs: [certificate] })).toStrictEqual({ certs: [certificate] });
    const domain = { ...DOMAIN, status: 9, min_ssl_version: 'TLSv1.4' };
    expect(readDomains({ bound_domains: [domain] })).toStrictEqual({ bound_domains: [domain] });
  });

  it('loses the attributes that the service leaves empty', () => {
    const empty = {
      is_http_redirect_to_https: null,
      ingress_http_port: 0,
      ingress_https_port: null,
      ssl_id: '',
      ssl_name: '',
    };
    expect(readDomains({ bound_domains: [{ ...DOMAIN, ...empty }] })).toStrictEqual({ bound_domains: [DOMAIN] });
  });

  it('takes nothing from a prototype', () => {
    const page = JSON.parse(
      `{"bound_domains":[{"__proto__":{"id":"d","url_domain":"a","instance_id":"gw"},"ssl_id":""}]}`,
    );
    expect(readDomains(page)).toBeUndefined();
    const row = JSON.parse(
      `{"bound_domains":[{"id":"d","url_domain":"a","instance_id":"gw","ssl_id":"","__proto__":{"ssl_id":"x"}}]}`,
    );
    const [read] = (readDomains(row)?.['bound_domains'] ?? []) as { id?: string; ssl_id?: string }[];
    expect([read?.id, read?.ssl_id]).toEqual(['d', undefined]);
  });
});
