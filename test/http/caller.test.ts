import { CertificatesDocument } from '../../schema/generated/operations';
import { OTHER_PROJECT_ID, SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

describe("the caller's headers", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
  });
  beforeEach(() => server.forget());

  async function ask(headers: Record<string, string>, token: string | null = null) {
    const { data } = await server.run(CertificatesDocument, { first: 1 }, { token, headers });
    return data.certificates;
  }

  it('without a token there is no upstream call', async () => {
    const nothing: Record<string, string>[] = [
      {},
      { 'x-auth-token': '' },
      { authorization: 'Basic abc' },
      { authorization: 'Bearer' },
    ];
    for (const headers of nothing) {
      expect(await ask(headers)).toMatchObject({
        __typename: 'ApigUnauthenticatedError',
        code: 'APIG.1000',
        retryable: false,
      });
    }
    const detach = await server.run<Record<string, unknown>, object>(
      'mutation { detachCertificateDomains(certificateId: "../", domains: []) { __typename ... on ApigError { code } } }',
      {},
      { token: null },
    );
    expect(detach.data).toEqual({
      detachCertificateDomains: { __typename: 'ApigUnauthenticatedError', code: 'APIG.1000' },
    });
    expect(server.received).toEqual([]);
  });

  it('do not take the token, or a part of it, as the id of the request or the project', async () => {
    const token = 'an-invented-token-of-some-length';
    for (const id of [token, token.slice(3, 20), `x${token}`]) {
      const { headers } = await server.run('{ __typename }', {}, { token, headers: { 'x-request-id': id } });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      const other = { 'x-auth-token': TOKENS.admin, authorization: `Bearer ${token}`, 'x-request-id': id };
      expect(
        (await server.run('{ __typename }', {}, { token: null, headers: other })).headers.get('x-request-id'),
      ).toMatch(/^[0-9a-f-]{36}$/);
      expect(await ask({ 'x-project-id': id }, token)).toMatchObject({ __typename: 'ApigInvalidInputError' });
    }
    expect(server.log.join('')).not.toContain(token.slice(3, 20));
    expect(server.received).toEqual([]);
    const { headers } = await server.run('{ __typename }', {}, { token, headers: { 'x-request-id': 'order-1' } });
    expect(headers.get('x-request-id')).toBe('order-1');
  });

  it('a malformed token is not sent to the upstream', async () => {
    for (const token of ['a b', 'a\tb', 'tökén']) {
      expect(await ask({ 'x-auth-token': token })).toMatchObject({
        __typename: 'ApigUnauthenticatedError',
        code: 'APIG.1002',
      });
    }
    expect(server.received).toEqual([]);
  });

  it('provide the token as X-Auth-Token, or else as Authorization: Bearer', async () => {
    await ask({ authorization: `Bearer ${TOKENS.admin}` });
    await ask({ authorization: 'Bearer other', 'x-auth-token': TOKENS.admin });
    for (const { headers } of server.received) {
      expect(headers['x-auth-token']).toBe(TOKENS.admin);
      expect(headers.authorization).toBeUndefined();
    }
  });

  it('may have a token of 16 KB', async () => {
    const token = `${TOKENS.admin}.${'x'.repeat(16 * 1024)}`;
    expect(await ask({}, token)).toMatchObject({ __typename: 'CertificateConnection' });
    expect(server.received[0]?.headers['x-auth-token']).toBe(token);
  });

  it.each([
    [TOKENS.expired, 'ApigUnauthenticatedError', 'APIG.1001'],
    ['nobody', 'ApigUnauthenticatedError', 'APIG.1002'],
    [TOKENS.otherProject, 'ApigPermissionDeniedError', 'APIG.1005'],
    [TOKENS.reader, 'CertificateConnection', undefined],
  ])('%s gets %s', async (token, typename, code) => {
    expect(await ask({}, token)).toMatchObject({ __typename: typename, ...(code ? { code } : {}) });
  });

  it('name the project as X-Project-Id, else it is the configured one', async () => {
    expect(await ask({ 'x-project-id': OTHER_PROJECT_ID }, TOKENS.otherProject)).toMatchObject({ totalCount: 1 });
    expect(await ask({}, TOKENS.admin)).toMatchObject({ totalCount: 7 });
    expect(server.received.map(({ url }) => url.split('/')[2])).toEqual([OTHER_PROJECT_ID, SIMULATOR_PROJECT_ID]);
    server.forget();
    for (const id of ['../x', 'a/b', 'a'.repeat(65), '%2e%2e', 'a?b']) {
      expect(await ask({ 'x-project-id': id }, TOKENS.admin)).toMatchObject({
        __typename: 'ApigInvalidInputError',
        parameter: 'X-Project-Id',
      });
    }
    expect(server.received).toEqual([]);
  });

  it('reach configured regions only, by X-Region or the default', async () => {
    const region = (name: string) =>
      startUpstream((_, response) => {
        const certs = [{ id: 'one', name: 'name_1', not_after: '2027-01-01T00:00:00Z' }];
        response.end(JSON.stringify({ total: name.length, certs }));
      });
    const [one, three] = [await region('1'), await region('333')];
    const several = await startTestServer({
      env: { APIG_ENDPOINT: '', APIG_REGIONS: `one=${one}, three=${three}`, APIG_REGION: 'three' },
    });
    const total = async (headers: Record<string, string>) =>
      (await several.run(CertificatesDocument, { first: 1 }, { headers })).data.certificates;
    expect(await total({})).toMatchObject({ totalCount: 3 });
    expect(await total({ 'x-region': 'one' })).toMatchObject({ totalCount: 1 });
    for (const name of ['four', 'evil.example', '__proto__', one]) {
      expect(await total({ 'x-region': name })).toMatchObject({
        __typename: 'ApigInvalidInputError',
        parameter: 'X-Region',
        message: expect.stringContaining('one, three'),
      });
    }
  });
});
