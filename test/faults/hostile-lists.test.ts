import type { ServerResponse } from 'node:http';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { startServerProcess } from '../support/process';
import { startUpstream } from '../support/upstream';

/** The pages of a hostile upstream, by the offset and the number of the call. */
interface Pages {
  readonly gateways: (offset: number, call: number) => object;
  readonly certificates: (offset: number, call: number, gatewayId: string) => object;
}

const rows = (count: number, start = 0, prefix = 'x') =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}-${start + i}`, name: `name_${start + i}` }));
const certs = (found: object[], total?: number) => ({ certs: found, ...(total === undefined ? {} : { total }) });
const instances = (found: object[], total?: number) => ({
  instances: found,
  ...(total === undefined ? {} : { total }),
});
const ONE = () => instances([{ id: 'gw-a' }], 1);
const NONE = () => certs([], 0);

const HOSTILE: readonly [string, Pages][] = [
  ['endless pages of gateways', { gateways: (offset) => instances(rows(500, offset)), certificates: NONE }],
  ['the same page of gateways again and again', { gateways: () => instances(rows(500), 2_000), certificates: NONE }],
  ['a total of gateways that grows', { gateways: (_, call) => instances(rows(1), 1 + call), certificates: NONE }],
  ['a page of a million gateways', { gateways: () => instances(rows(1_000_000), 1_000_000), certificates: NONE }],
  ['a gateway twice in a page', { gateways: () => instances([{ id: 'a' }, { id: 'a' }], 2), certificates: NONE }],
  ...['a/b', '..', '.', '%2e%2e', 'a?b', 'a#b', 'a\r\nb', 'x'.repeat(1_000_000)].map((id): [string, Pages] => [
    `a gateway with the id ${JSON.stringify(id.slice(0, 8))}`,
    { gateways: () => instances([{ id }], 1), certificates: NONE },
  ]),
  ['endless pages of certificates', { gateways: ONE, certificates: (offset) => certs(rows(500, offset)) }],
  ['the same page of certificates', { gateways: ONE, certificates: () => certs(rows(500), 100_000) }],
  ['a total of certificates that changes', { gateways: ONE, certificates: (_, call) => certs(rows(500), 600 + call) }],
  ['a page of a million certificates', { gateways: ONE, certificates: () => certs(rows(1_000_000), 1_000_000) }],
];

const LIST = 'totalCount edges { node { id } }';
const QUERIES = [
  `gateways(first: 500) { __typename ... on GatewayConnection { ${LIST} } ... on ApigError { code } }`,
  ...['', ', orderBy: { field: NAME, direction: ASC }', ', filter: { covers: "a.example" }'].map(
    (more) =>
      `certificates(first: 500${more}) { __typename ... on CertificateConnection { ${LIST} } ... on ApigError { code } }`,
  ),
];

describe('a list by gateway', () => {
  it.each(HOSTILE)(
    'ends with a clear result within its limits: %s',
    async (_, pages) => {
      let calls = 0;
      const send = (response: ServerResponse, body: object) => response.end(JSON.stringify(body));
      const endpoint = await startUpstream(({ url = '' }, response) => {
        const { pathname, searchParams } = new URL(url, 'http://x');
        const offset = Number(searchParams.get('offset'));
        calls++;
        if (pathname.endsWith('/instances')) return void send(response, pages.gateways(offset, calls));
        send(response, pages.certificates(offset, calls, searchParams.get('instance_id') ?? ''));
      });
      const { url, child } = await startServerProcess({
        APIG_ENDPOINT: endpoint,
        APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
        CERTIFICATE_LIST: 'gateway',
        NODE_OPTIONS: '--max-old-space-size=192',
      });
      for (const query of QUERIES) {
        calls = 0;
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
          body: JSON.stringify({ query: `{ it: ${query} }` }),
        });
        const text = await response.text();
        const { data, errors = [] } = JSON.parse(text);
        expect(text).not.toContain('Internal server error');
        expect(text.length).toBeLessThan(2_000_000);
        expect(calls).toBeLessThan(400);
        // A total is that of the upstream, or an error.
        if (data?.it?.__typename?.endsWith('Connection')) {
          const ids = data.it.edges.map(({ node }: { node: { id: string } }) => node.id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(data.it.totalCount === null ? errors.length : data.it.totalCount).toBeGreaterThanOrEqual(
            data.it.totalCount === null ? 1 : ids.length,
          );
        } else expect(data?.it?.code).toMatch(/^(GATEWAY|APIG)\./);
      }
      expect(child.exitCode).toBeNull();
    },
    60_000,
  );
});
