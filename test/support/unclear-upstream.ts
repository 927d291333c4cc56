import { setTimeout as sleep } from 'node:timers/promises';
import { AttachCertificateDomainsDocument, DetachCertificateDomainsDocument } from '../../schema/generated/operations';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { type Fault, startFaultServer, type WireRequest } from '../faults/fault-server';
import { type CertificateSpec, type DomainSpec, estateOf } from '../oracle/estates';
import { startTestServer } from './server';
import { startTestSimulator } from './simulator';

/** The domain that most of these tests change. */
export const NAME = 'a.example.com';
/** On two gateways, with the certificate on both. */
export const ON_TWO: DomainSpec[] = [
  { name: NAME, gateway: 'gw-1', holds: 'cert-1' },
  { name: NAME, gateway: 'gw-2', holds: 'cert-1' },
];
/** On two gateways, with the certificate on one. */
export const ON_ONE: DomainSpec[] = [
  { name: NAME, gateway: 'gw-1', holds: 'cert-1' },
  { name: NAME, gateway: 'gw-2' },
];

/** Returns true for a change. */
export const isChange = ({ method }: WireRequest) => method !== 'GET';
export const isRead = ({ method }: WireRequest) => method === 'GET';
/** An error response in the upstream's format. */
export const body = (code: string) => JSON.stringify({ error_code: code, error_msg: 'in the words of the upstream' });

/** Replaces the upstream's response. The upstream applies the change before it, some milliseconds later, or never. */
export function reply(status: number, text = '', applied: 'before' | 'never' | number = 'never'): Fault {
  return async (socket, forward) => {
    if (applied === 'before') await forward();
    socket.write(`HTTP/1.1 ${status} x\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    if (typeof applied !== 'number') return;
    await sleep(applied);
    await forward();
  };
}

/** The fields of a result that the tests check. */
export interface Result {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly outcome?: string | null;
  readonly domains?: readonly { domain: string; outcome?: string }[];
}

/** Starts a server in this process, on its own upstream that follows the rule. */
export async function start(
  domains: readonly DomainSpec[],
  rule: (request: WireRequest) => Fault | undefined = () => undefined,
  {
    env = {},
    certificates = [{ id: 'cert-1' }],
  }: { env?: Record<string, string>; certificates?: CertificateSpec[] } = {},
) {
  const project = estateOf(SIMULATOR_PROJECT_ID, certificates, domains);
  const { simulator } = await startTestSimulator({ projects: [project] });
  const upstream = await startFaultServer(simulator.url);
  const sent: WireRequest[] = [];
  upstream.rule = (request) => {
    if (isChange(request)) sent.push(request);
    return rule(request);
  };
  const server = await startTestServer({ endpoint: upstream.url, env });
  const detach = async (
    policy: 'FAIL' | 'SKIP' = 'FAIL',
    name = NAME,
    certificateId = 'cert-1',
    token: string = TOKENS.admin,
  ) => {
    const variables = { certificateId, domains: [{ domain: name }], ifNotAttached: policy };
    return (await server.run(DetachCertificateDomainsDocument, variables, { token })).data
      .detachCertificateDomains as Result;
  };
  const attach = async (certificateId = 'cert-1', more: object = {}) => {
    const variables = { certificateId, domains: [{ domain: NAME, ...more }] };
    return (await server.run(AttachCertificateDomainsDocument, variables)).data.attachCertificateDomains as Result;
  };
  return { server, project, sent, detach, attach, upstream };
}

/** The result of a change with an unknown outcome. */
export const UNKNOWN = { __typename: 'ApigUpstreamError', outcome: 'UNKNOWN' };
