import { checkAll, checkEach } from '../../src/input/check-all';
import { checkId } from '../../src/input/check-id';
import { InputError } from '../../src/input/input-error';
import { startTestServer, type TestServer } from '../support/server';

describe('checks of an input', () => {
  it('return their values if all pass', () => {
    expect(
      checkAll(
        () => 1,
        () => 'two',
      ),
    ).toEqual([1, 'two']);
    expect(checkEach(['a', 'b'], (id, index) => checkId(id, `ids[${index}]`))).toEqual(['a', 'b']);
  });

  it('report the violations of all that fail, at most 50', () => {
    const all = Array.from({ length: 80 }, () => '!');
    const error = failureOf(() => checkEach(all, (id, index) => checkId(id, `ids[${index}]`)));
    expect(error.violations).toHaveLength(50);
    expect(error.violations[49]?.path).toEqual(['ids', '49']);
  });

  it('are an invalid certificate only if nothing else is wrong', () => {
    const certificate = () => {
      throw InputError.at('input.certContent', 'It is wrong.', 'GATEWAY.INVALID_CERTIFICATE');
    };
    expect(failureOf(() => checkAll(certificate)).code).toBe('GATEWAY.INVALID_CERTIFICATE');
    expect(failureOf(() => checkAll(certificate, () => checkId('!', 'id'))).code).toBe('GATEWAY.INVALID_INPUT');
  });

  it('pass an unexpected error on', () => {
    expect(() =>
      checkAll(
        () => checkId('!', 'id'),
        () => {
          throw new TypeError('a bug');
        },
      ),
    ).toThrow(TypeError);
  });
});

describe('an operation with several faults in its input', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });

  const long = 'x'.repeat(300);
  const domains = [
    { domain: 'ok.example.com' },
    { domain: 'not a name' },
    { domain: 'a.example', instanceIds: ['', 'b', '../c'] },
  ];
  const ofDomains = ['domains.1.domain', 'domains.2.instanceIds.0', 'domains.2.instanceIds.2'];
  const DOMAINS = '[CertificateDomainInput!]!';

  it.each([
    [
      'detachCertificateDomains',
      'mutation',
      { certificateId: 'ID!', domains: DOMAINS },
      { certificateId: '../x', domains },
      ['certificateId', ...ofDomains],
    ],
    [
      'attachCertificateDomains',
      'mutation',
      { certificateId: 'ID!', domains: DOMAINS },
      { certificateId: '../x', domains },
      ['certificateId', ...ofDomains],
    ],
    [
      'detachPreview',
      'query',
      { certificateId: 'ID!', domains: DOMAINS },
      { certificateId: '../x', domains },
      ['certificateId', ...ofDomains],
    ],
    [
      'attachPreview',
      'query',
      { certificateId: 'ID!', domains: DOMAINS },
      { certificateId: '../x', domains },
      ['certificateId', ...ofDomains],
    ],
    [
      'replaceCertificate',
      'mutation',
      { from: 'ID!', to: 'ID!', domains: DOMAINS },
      { from: '/', to: '/', domains },
      ['from', 'to', 'to', ...ofDomains],
    ],
    [
      'replacePreview',
      'query',
      { from: 'ID!', to: 'ID!', domains: DOMAINS },
      { from: '/', to: '/', domains },
      ['from', 'to', 'to', ...ofDomains],
    ],
    [
      'attachCertificateToDomain',
      'mutation',
      { domainId: 'ID!', certificateId: 'ID!', instanceId: 'ID', groupId: 'ID' },
      { domainId: '/', certificateId: '/', instanceId: '/', groupId: '/' },
      ['domainId', 'instanceId', 'groupId', 'certificateId'],
    ],
    [
      'detachCertificateFromDomain',
      'mutation',
      { domainId: 'ID!', certificateId: 'ID!', instanceId: 'ID', groupId: 'ID' },
      { domainId: '/', certificateId: '/', instanceId: '/', groupId: '/' },
      ['domainId', 'instanceId', 'groupId', 'certificateId'],
    ],
    [
      'createCertificate',
      'mutation',
      { input: 'CreateCertificateInput!' },
      { input: { name: '1', type: 'INSTANCE', algorithmType: 'SM2', certContent: 'x', privateKey: 'y' } },
      ['input.name', 'input.instanceId', 'input.certContentSign', 'input.certContent', 'input.privateKey'],
    ],
    [
      'updateCertificate',
      'mutation',
      { id: 'ID!', input: 'UpdateCertificateInput!' },
      { id: '/', input: { name: '1', instanceId: '/', certContent: 'x', privateKey: 'y' } },
      ['id', 'input.name', 'input.instanceId', 'input.certContent', 'input.privateKey'],
    ],
    [
      'updatePreview',
      'query',
      { id: 'ID!', input: 'UpdateCertificateInput!' },
      { id: '/', input: { name: '1', instanceId: '/', certContent: 'x', privateKey: 'y' } },
      ['id', 'input.name', 'input.instanceId', 'input.certContent', 'input.privateKey'],
    ],
    [
      'certificates',
      'query',
      { first: 'Int!', filter: 'CertificateFilter' },
      { first: 0, filter: { instanceId: '/', name: '', commonName: '', covers: 'not a name' } },
      ['filter.instanceId', 'filter.name', 'filter.commonName', 'filter.covers', 'first'],
    ],
  ])('%s reports all of them before any upstream call', async (field, kind, types, variables, paths) => {
    server.forget();
    const declared = Object.entries(types).map(([name, type]) => `$${name}: ${type}`);
    const passed = Object.keys(types).map((name) => `${name}: $${name}`);
    const query = `${kind} (${declared}) { ${field}(${passed}) { ... on ApigError { __typename code } ... on ApigInvalidInputError { parameter violations { path message } } } }`;
    const { data } = await server.run<Record<string, { violations: { path: string[]; message: string }[] }>, object>(
      query,
      variables,
    );
    const result = data[field];
    expect(result).toMatchObject({ __typename: 'ApigInvalidInputError', code: 'GATEWAY.INVALID_INPUT' });
    expect(result?.violations.map(({ path }) => path.join('.'))).toEqual(paths);
    expect(JSON.stringify(result)).not.toContain(long);
    expect(server.received).toEqual([]);
  });
});

function failureOf(check: () => unknown): InputError {
  try {
    check();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
