import { print } from 'graphql';
import { DetachCertificateDomainsDocument, ReplaceCertificateDocument } from '../../../schema/generated/operations';
import { SIMULATOR_PROJECT_ID } from '../../../src/simulator/tokens';
import { FAULTS, type Fault, type FaultServer, startFaultServer, type WireRequest } from '../../faults/fault-server';
import { estateOf } from '../../oracle/estates';
import { scrape, sum } from '../../support/metrics';
import { startTestServer, type TestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const NAME = 'a.example.com';
const OTHER = 'b.example.com';
const [OLD, NEW] = ['old-certificate', 'new-certificate'];
const OUTCOMES = ['APPLIED', 'PARTLY_APPLIED', 'NOT_APPLIED', 'RESTORED', 'UNKNOWN', 'LOST'];

const DETACH = print(DetachCertificateDomainsDocument);
const REPLACE = print(ReplaceCertificateDocument);

const isDetach = ({ path }: WireRequest) => path.endsWith(`${OLD}/domains/detach`);
const isAttachNew = ({ path }: WireRequest) => path.endsWith(`${NEW}/domains/attach`);
const isAttachOld = ({ path }: WireRequest) => path.endsWith(`${OLD}/domains/attach`);

interface Result {
  readonly __typename: string;
  readonly outcome?: string;
  readonly domains?: readonly { readonly outcome: string }[];
}

/** A server whose upstream has faults, before a project on which two domains have the old certificate. */
async function start(env: Record<string, string> = {}) {
  const domains = [
    { name: NAME, holds: OLD },
    { name: OTHER, holds: OLD },
  ];
  const project = estateOf(SIMULATOR_PROJECT_ID, [{ id: OLD }, { id: NEW }], domains);
  const { simulator } = await startTestSimulator({ projects: [project] });
  const upstream = await startFaultServer(simulator.url);
  const server = await startTestServer({ endpoint: upstream.url, env: { UPSTREAM_TIMEOUT_MS: '400', ...env } });
  const holder = (name: string) => project.domains.find((it) => it.name === name)?.certificateId;
  const restore = () => {
    for (const domain of project.domains) Object.assign(domain, { certificateId: OLD });
  };
  return { upstream, server, holder, restore };
}

/** Runs a change. Returns its result and the counts of changes that it added, by outcome. */
async function run(server: TestServer, document: string, variables: object) {
  const counts = async () => {
    const samples = await scrape(server.url);
    return OUTCOMES.map((outcome) => sum(samples, 'gateway_changes_total', { outcome }));
  };
  const before = await counts();
  const { data } = await server.run<Record<string, Result>, object>(document, variables);
  const after = await counts();
  const added = OUTCOMES.filter((_, index) => (after[index] ?? 0) > (before[index] ?? 0));
  const total = after.reduce((all, count, index) => all + count - (before[index] ?? 0), 0);
  return { result: Object.values(data)[0] as Result, added, total };
}

/** The outcome that a result of a detach claims. */
function claimed({ __typename, outcome }: Result): string {
  return __typename.endsWith('Success') ? 'APPLIED' : (outcome ?? 'NOT_APPLIED');
}

describe('gateway_changes_total', () => {
  let context: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    context = await start({ REQUEST_TIMEOUT_MS: '3000' });
  });
  const detach = { certificateId: OLD, domains: [{ domain: NAME }] };

  it.each(Object.entries(FAULTS))(
    'counts a detach once, with its true outcome, after "%s"',
    async (_, fault: Fault) => {
      const { upstream, server, holder, restore } = context;
      restore();
      upstream.rule = (request) => (isDetach(request) ? fault : undefined);
      const { result, added, total } = await run(server, DETACH, detach);
      expect(total).toBe(1);
      expect(added).toEqual([claimed(result)]);
      const isDetached = holder(NAME) !== OLD;
      if (added[0] === 'APPLIED') expect(isDetached).toBe(true);
      if (added[0] === 'NOT_APPLIED') expect(isDetached).toBe(false);
    },
  );

  it.each([
    ['invalid input', { ...detach, certificateId: 'a/b' }],
    ['an unknown certificate', { ...detach, certificateId: 'unknown' }],
  ])('counts a change with %s as NOT_APPLIED', async (_, variables) => {
    const { upstream, server } = context;
    upstream.rule = () => undefined;
    expect(await run(server, DETACH, variables)).toMatchObject({ added: ['NOT_APPLIED'], total: 1 });
  });

  it('counts every field of a mutation', async () => {
    const { upstream, server, restore } = context;
    restore();
    upstream.rule = () => undefined;
    const domains = `[{ domain: "${NAME}" }]`;
    const two = `mutation {
      one: detachCertificateDomains(certificateId: "${OLD}", domains: ${domains}) { __typename }
      two: detachCertificateDomains(certificateId: "${OLD}", domains: ${domains}) { __typename }
    }`;
    expect(await run(server, two, {})).toMatchObject({ added: ['APPLIED', 'NOT_APPLIED'], total: 2 });
  });
});

describe('gateway_changes_total of a replacement', () => {
  const replace = { from: OLD, to: NEW, domains: [{ domain: NAME }] };
  const refuse: Fault = (socket) => {
    const body = '{"error_code":"APIG.2103","error_msg":"no match"}';
    socket.write(`HTTP/1.1 400 Bad Request\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  };
  const rules: Readonly<Record<string, { rule: FaultServer['rule']; holds: string | undefined; domains?: string[] }>> =
    {
      APPLIED: { rule: () => undefined, holds: NEW },
      NOT_APPLIED: { rule: (request) => (isDetach(request) ? refuse : undefined), holds: OLD },
      RESTORED: { rule: (request) => (isAttachNew(request) ? refuse : undefined), holds: OLD },
      UNKNOWN: { rule: (request) => (isAttachNew(request) ? FAULTS['500 before'] : undefined), holds: OLD },
      LOST: {
        rule: (request) => (isAttachNew(request) || isAttachOld(request) ? refuse : undefined),
        holds: undefined,
      },
    };

  it.each(Object.entries(rules))(
    'has %s',
    async (outcome, { rule, holds }) => {
      const { upstream, server, holder } = await start({ REQUEST_TIMEOUT_MS: '4000' });
      upstream.rule = rule;
      const { result, added, total } = await run(server, REPLACE, replace);
      expect({ added, total, result }).toMatchObject({ added: [outcome], total: 1 });
      expect(holder(NAME) ?? undefined).toBe(holds);
    },
    60_000,
  );

  it('has PARTLY_APPLIED if some domains are replaced and the others are unchanged', async () => {
    const { upstream, server, holder } = await start({ REQUEST_TIMEOUT_MS: '6000' });
    let detached = 0;
    upstream.rule = (request) => (isDetach(request) && ++detached === 2 ? refuse : undefined);
    const domains = [{ domain: NAME }, { domain: OTHER }];
    const { result, added } = await run(server, REPLACE, { ...replace, domains });
    expect(result.domains?.map(({ outcome }) => outcome)).toEqual(['REPLACED', 'UNCHANGED']);
    expect(added).toEqual(['PARTLY_APPLIED']);
    expect([holder(NAME), holder(OTHER)]).toEqual([NEW, OLD]);
  });
});
