import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCovered } from '../../../examples/console/src/changes/covers';
import { inputOf, restoringInputOf, sitesOf } from '../../../examples/console/src/changes/sites';
import en from '../../../examples/console/src/i18n/en.json';
import zhCN from '../../../examples/console/src/i18n/zh-CN.json';
import { expiryOf } from '../../../examples/console/src/session/token-expiry';
import { csvOf } from '../../../examples/console/src/table/csv';
import { ROOT } from '../../support/process';

const ROW = {
  __typename: 'Certificate',
  id: 'a',
  name: 'shop',
  type: 'GLOBAL',
  instanceId: null,
  commonName: null,
  san: ['*.a.example.com', 'a.example.com'],
  notAfter: '2027-01-01T00:00:00Z',
  expiresInDays: -1,
  algorithmType: 'RSA',
  signatureAlgorithm: null,
  hasTrustedRootCa: false,
} as const;

describe('the parts of the console', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('export %j as a text, not as a formula', (name) => {
    expect(csvOf([{ ...ROW, name }])).toContain(`"'${name}"`);
  });

  it('export quotes and commas within a cell', () => {
    const [, line = ''] = csvOf([{ ...ROW, name: 'a"b,c' }]).split('\r\n');
    expect(line.startsWith('"a","a""b,c","2027-01-01T00:00:00Z",-1,"","*.a.example.com a.example.com"')).toBe(true);
  });

  it.each([
    ['a.example.com', true],
    ['A.EXAMPLE.COM', true],
    ['b.a.example.com', true],
    ['c.b.a.example.com', false],
    ['*.a.example.com', true],
    ['example.com', false],
    ['*.example.com', false],
  ])('cover %s: %s', (domain, covered) => expect(isCovered(domain, ROW.san)).toBe(covered));

  it('read the end of a PKI token, and of no other', () => {
    const token = Buffer.from('0\x82 {"token":{"expires_at":"2027-03-01T10:00:00.000000Z"}}', 'latin1').toString(
      'base64',
    );
    const pki = `MII${'A'.repeat(1)}${token}`.replaceAll('/', '-');
    expect(expiryOf(pki)).toBe(Date.parse('2027-03-01T10:00:00Z'));
    expect(expiryOf('MII not base64')).toBeUndefined();
    expect(expiryOf('simulator-admin-token')).toBeUndefined();
  });

  it('change all ports of a domain on one gateway together, and restore its client verification', () => {
    const placement = (id: string, gateway: string, name: string, verifies: boolean | null) => ({
      id,
      name,
      resolution: 'RESOLVED' as const,
      minTlsVersion: null,
      httpPort: 80,
      httpsPort: 443,
      httpRedirectsToHttps: false,
      verifiedClientCertificateEnabled: verifies,
      gateway: { id: gateway, name: gateway },
    });
    const sites = sitesOf([
      placement('1', 'g1', 'a.example.com', true),
      placement('2', 'g1', 'a.example.com', true),
      placement('3', 'g2', 'a.example.com', true),
      placement('4', 'g2', 'b.example.com', null),
    ]);
    expect(sites).toHaveLength(3);
    expect(inputOf(sites)).toEqual([
      { domain: 'a.example.com', instanceIds: ['g1', 'g2'] },
      { domain: 'b.example.com', instanceIds: ['g2'] },
    ]);
    expect(restoringInputOf(sites)[0]).toEqual({
      domain: 'a.example.com',
      instanceIds: ['g1', 'g2'],
      verifiedClientCertificateEnabled: true,
    });
  });
});

describe('the catalogue of the console', () => {
  const placeholders = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort();
  const sources = readdirSync(join(ROOT, 'examples/console/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('gql'))
    .map((name) => readFileSync(join(ROOT, 'examples/console/src', name), 'utf8'))
    .join('\n');

  it('has the same texts with the same placeholders in both languages', () => {
    const shapes = (texts: Readonly<Record<string, string>>) =>
      Object.entries(texts).map(([key, text]) => [key, ...placeholders(text)]);
    expect(shapes(zhCN)).toEqual(shapes(en));
  });

  it('has no text that nothing uses', () => {
    const computed =
      /^(attach|replace)\.[A-Z_]+$|^certificate\.(attach|delete|detach|renew|replace)$|^overview\.(dark|expired|in\d+|unused)$/;
    expect(Object.keys(en).filter((key) => !sources.includes(`'${key}'`) && !computed.test(key))).toEqual([]);
  });
});
