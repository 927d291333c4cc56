import { connect } from 'node:net';
import { createAuthority, startTlsControlPlane } from '../support/authority';
import type { Issued } from '../support/certificates';
import { startServerProcess } from '../support/process';
import { startTcpUpstream } from '../support/tls-upstream';

const DETACH = `mutation {
  detachCertificateDomains(certificateId: "c", domains: [{ domain: "www.example.com" }]) {
    __typename ... on ApigUpstreamError { code message outcome }
  }
}`;

let authority: Issued;
let trusted: Record<string, string>;

beforeAll(async () => {
  ({ authority, trusted } = await createAuthority());
});

/** A control plane with a certificate of the authority, and how many requests it got. */
function startControlPlane(options: { san: string[]; days?: [number, number] }) {
  return startTlsControlPlane(authority, options);
}

/** A detach by the built server, which trusts the authority. */
async function detach(port: number, env: Record<string, string> = {}) {
  const { url } = await startServerProcess({
    ...trusted,
    APIG_ENDPOINT: `https://localhost:${port}`,
    APIG_PROJECT_ID: 'p',
    UPSTREAM_RETRIES: '0',
    ...env,
  });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': 't' },
    body: JSON.stringify({ query: DETACH }),
  });
  const { data } = (await response.json()) as { data: { detachCertificateDomains: object } };
  return data.detachCertificateDomains;
}

it('a control plane with a trusted certificate gets the change', async () => {
  const { port, seen } = await startControlPlane({ san: ['localhost'] });
  expect(await detach(port)).toMatchObject({ __typename: 'DetachCertificateDomainsSuccess' });
  expect(seen.requests).toBe(1);
});

it.each<[string, { san: string[]; days?: [number, number] }, string]>([
  ['for another name', { san: ['elsewhere.example.com'] }, 'is for another name (ERR_TLS_CERT_ALTNAME_INVALID)'],
  ['that has expired', { san: ['localhost'], days: [-9, -1] }, 'has expired (CERT_HAS_EXPIRED)'],
  ['of the future', { san: ['localhost'], days: [1, 9] }, 'is not valid yet (CERT_NOT_YET_VALID)'],
])('a control plane with a certificate %s gets nothing, and the change is not applied', async (_, options, reason) => {
  const { port, seen } = await startControlPlane(options);
  expect(await detach(port)).toEqual({
    __typename: 'ApigUpstreamError',
    code: 'GATEWAY.UNREACHABLE',
    message: expect.stringContaining(`the certificate of the control plane ${reason}`),
    outcome: 'NOT_APPLIED',
  });
  expect(seen.requests).toBe(0);
});

it.each([
  ['its time is over', 1_000, 1_500],
  ['hardly any of its time is left', 2_000, 1_850],
])('a change whose connection is established only when %s is never sent', async (_, timeoutMs, delayMs) => {
  const { port, seen } = await startControlPlane({ san: ['localhost'] });
  let connections = 0;
  const slow = await startTcpUpstream((socket) => {
    connections++;
    socket.pause();
    setTimeout(() => socket.pipe(connect(port, '127.0.0.1').on('error', () => {})).pipe(socket), delayMs);
  });
  expect(await detach(slow, { UPSTREAM_TIMEOUT_MS: String(timeoutMs) })).toMatchObject({
    code: expect.stringMatching(/^GATEWAY\.(UNREACHABLE|TIMEOUT)$/),
    outcome: 'NOT_APPLIED',
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(connections).toBeGreaterThan(0);
  expect(seen.requests).toBe(0);
});
