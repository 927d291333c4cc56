import { IamClient, type IamFailure } from '../../src/iam/iam-client';
import { TokenSource } from '../../src/iam/token-source';
import { systemClock } from '../../src/lib/clock';
import { SIMULATOR_DOMAIN, SIMULATOR_PASSWORD, SIMULATOR_USERS } from '../../src/simulator/iam';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { startTestSimulator } from '../support/simulator';
import { startUpstream } from '../support/upstream';

const CREDENTIALS = { domain: SIMULATOR_DOMAIN, user: 'simulator-reader', password: SIMULATOR_PASSWORD };

function clientOf(url: string): IamClient {
  const client = new IamClient(url, {});
  onTestEnd(() => client.close());
  return client;
}

async function failureOf(work: Promise<unknown>): Promise<IamFailure> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: IamFailure) => error,
  );
}

describe('the client of IAM', () => {
  it('gets a token that the upstream accepts, and its end', async () => {
    const { simulator, call } = await startTestSimulator();
    const { token, expiresAt } = await clientOf(simulator.url).issueToken(CREDENTIALS, SIMULATOR_PROJECT_ID, 5_000);
    expect((await call('GET', '/instances', undefined, { 'x-auth-token': token })).status).toBe(200);
    expect(expiresAt - Date.now()).toBeGreaterThan(23 * 60 * 60 * 1000);
  });

  it('reads the user of a token', async () => {
    const { simulator } = await startTestSimulator();
    const { user, expiresAt } = await clientOf(simulator.url).userOf(`${TOKENS.admin}.x`, 5_000);
    expect(user).toEqual({ ...SIMULATOR_USERS[TOKENS.admin], domain: SIMULATOR_DOMAIN });
    expect(expiresAt).toBeGreaterThan(Date.now());
  });

  it.each([
    ['a wrong password', { ...CREDENTIALS, password: 'canary' }, SIMULATOR_PROJECT_ID],
    ['an unknown user', { ...CREDENTIALS, user: 'canary' }, SIMULATOR_PROJECT_ID],
    ['another account', { ...CREDENTIALS, domain: 'canary' }, SIMULATOR_PROJECT_ID],
    ['an unknown project', CREDENTIALS, 'canary'],
  ])('reports %s as a refusal, without the value', async (_, credentials, projectId) => {
    const { simulator } = await startTestSimulator();
    const failure = await failureOf(clientOf(simulator.url).issueToken(credentials, projectId, 5_000));
    expect([failure.isRefusal, failure.message]).toEqual([true, 'IAM responded with status 401']);
  });

  it.each<[string, number, string, Record<string, string>]>([
    ['no token', 201, '{"token":{"expires_at":"2030-01-01T00:00:00.000000Z"}}', {}],
    ['no end', 201, '{"token":{}}', { 'x-subject-token': 'x' }],
    ['no JSON', 201, '<html>', { 'x-subject-token': 'x' }],
    ['a 500', 500, '', {}],
    ['a redirect', 302, '', { location: 'http://127.0.0.1:9/' }],
    ['too much', 201, `"${'x'.repeat(2 * 1024 * 1024)}"`, {}],
  ])('fails on a response with %s', async (_, status, body, headers) => {
    const url = await startUpstream((__, response) => response.writeHead(status, headers).end(body));
    const failure = await failureOf(clientOf(url).issueToken(CREDENTIALS, 'p', 5_000));
    expect([failure.name, failure.isRefusal]).toEqual(['IamFailure', false]);
  });

  it('gives up after its time limit, and when nothing listens', async () => {
    const silent = clientOf(await startUpstream(() => {}));
    const begin = Date.now();
    expect((await failureOf(silent.issueToken(CREDENTIALS, 'p', 100))).isRefusal).toBe(false);
    expect(Date.now() - begin).toBeLessThan(3_000);
    expect((await failureOf(clientOf('http://127.0.0.1:9').userOf('t', 1_000))).message).toBe('IAM did not respond');
  });
});

describe('a token source', () => {
  it('uses a token that should be replaced while IAM fails, until it expires', async () => {
    let status = 201;
    let issued = 0;
    const url = await startUpstream((_, response) => {
      const expires = new Date(now + 60_000).toISOString();
      response.writeHead(status, { 'x-subject-token': `token-${++issued}` });
      response.end(JSON.stringify({ token: { expires_at: expires } }));
    });
    let now = Date.now();
    const clock = { ...systemClock, now: () => now };
    const iam = clientOf(url);
    const source = new TokenSource({ iam, credentials: () => CREDENTIALS, projectId: 'p', timeoutMs: 5_000, clock });
    expect([await source.token(), await source.token()]).toEqual(['token-1', 'token-1']);
    now += 50_000;
    status = 500;
    expect(await source.token()).toBe('token-1');
    now += 10_001;
    await expect(source.token()).rejects.toThrow('IAM responded with status 500');
    status = 201;
    expect(await source.token()).toBe('token-4');
    source.drop();
    expect(await source.token()).toBe('token-5');
  });
});
