import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOKENS } from '../../src/simulator/tokens';
import { type Issued, issue } from '../support/certificates';
import { ROOT, startServerProcess } from '../support/process';
import { startTestSimulator } from '../support/simulator';
import { FAULTS, type FaultServer, startFaultServer } from './fault-server';
import { type Cell, type FaultyOperation, OPERATIONS, projectOf } from './operations';

/** `once`: the fault befalls the call that does the work, the first time. `always`: every call of the request, reads too. */
const MODES = ['once', 'always'] as const;

const REQUEST_TIMEOUT_MS = 5_000;
/** Milliseconds that a response may take beyond its timeout, since 48 requests share two cores here. */
const SLACK_MS = 1_500;
const AT_ONCE = 48;

/** The part of the page that is measured. */
const MEASURED = /(<!-- measured -->\n)[\s\S]*?(?=<!-- end -->)/;

/** Faults after which it is certain that nothing was applied, whatever is read: they may not end in UNKNOWN. */
const CERTAIN = new Set(['429 without Retry-After', '429 with Retry-After']);

interface Row {
  readonly operation: FaultyOperation;
  readonly fault: string;
  readonly mode: (typeof MODES)[number];
  readonly cell: Cell;
  readonly requestId: string;
}

const ROWS: Row[] = Object.keys(FAULTS)
  .flatMap((fault) => MODES.flatMap((mode) => OPERATIONS.map((operation) => ({ fault, mode, operation }))))
  .map((row, index) => ({
    ...row,
    requestId: `cell-${index}`,
    cell: { certificateId: `cert-${index}`, domain: `d${index}.cells.example`, name: `cell_${index}` },
  }));

interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly outcome?: string | null;
}

describe('every fault in every operation', () => {
  let server: Awaited<ReturnType<typeof startServerProcess>>;
  let faults: FaultServer;
  let site: Issued;
  let project: ReturnType<typeof projectOf>;

  beforeAll(async () => {
    site = await issue({ san: ['*.cells.example'] });
    project = projectOf(ROWS);
    const { simulator } = await startTestSimulator({ projects: [project] });
    faults = await startFaultServer(simulator.url);
    server = await startServerProcess({
      APIG_ENDPOINT: faults.url,
      APIG_PROJECT_ID: project.id,
      UPSTREAM_TIMEOUT_MS: '500',
      REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
      // So many faults at once would open it; it has tests of its own.
      CIRCUIT_BREAKER: 'off',
      RATE_LIMIT: 'off',
      UPSTREAM_CONCURRENCY: '200',
    });
    // Retries are a fifth of the calls: calls that succeed make room for them.
    const ask = () => send('{ certificate(id: "cert-0") { __typename } }', {}, 'warm');
    for (let round = 0; round < 40; round++) await Promise.all(Array.from({ length: 100 }, ask));
  }, 60_000);

  async function send(query: string, variables: object, requestId: string) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, 'x-request-id': requestId },
      body: JSON.stringify({ query, variables }),
    });
    return {
      status: response.status,
      body: (await response.json()) as { data: Record<string, Answer>; errors?: object },
    };
  }

  async function run({ operation, cell, requestId }: Row) {
    const start = performance.now();
    const { status, body } = await send(
      operation.query.replace('$id"', `${cell.certificateId}"`),
      operation.variables(cell, site),
      requestId,
    );
    return { status, errors: body.errors, result: Object.values(body.data ?? {})[0], ms: performance.now() - start };
  }

  it('gets a well-formed, timely and true response, and is applied once at most', async () => {
    const first = new Map(ROWS.map((row) => [row.requestId, { row, struck: false }]));
    faults.rule = ({ method, path, headers }) => {
      const entry = first.get(headers['x-request-id'] ?? '');
      if (!entry) return undefined;
      const { fault, mode, operation } = entry.row;
      if (mode === 'once' && (entry.struck || !operation.isMain(method, path))) return undefined;
      entry.struck = true;
      return FAULTS[fault];
    };
    const answers = new Map<Row, Awaited<ReturnType<typeof run>>>();
    const queue = ROWS.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const row of queue) answers.set(row, await run(row));
      }),
    );
    // A change that was applied late must show now.
    await new Promise((resolve) => setTimeout(resolve, 500));

    const wrong: unknown[] = [];
    const labels = new Map<Row, string>();
    const totals: Record<string, number> = {};
    for (const [row, { status, errors, result, ms }] of answers) {
      const { operation, fault, mode, cell, requestId } = row;
      const isThere = operation.isApplied?.(project, cell) ?? false;
      const applied = faults.forwarded.filter(
        ({ request, status: reply }) =>
          request.headers['x-request-id'] === requestId &&
          operation.isMain(request.method, request.path) &&
          reply < 300,
      ).length;
      const type = result?.__typename ?? 'none';
      const isError = /^Apig.*Error$/.test(type);
      const label = !isError ? 'success' : (result?.outcome ?? type.replace(/^Apig|Error$/g, ''));
      labels.set(row, label);
      totals[label] = (totals[label] ?? 0) + 1;
      const complain = (why: string) =>
        wrong.push({ why, operation: operation.name, fault, mode, label, code: result?.code, isThere, applied, ms });
      if (status !== 200 || errors || !result) complain('no well-formed answer');
      if (ms > REQUEST_TIMEOUT_MS + SLACK_MS) complain('late');
      if (!operation.isApplied) {
        if (isError && type !== 'ApigUpstreamError' && type !== 'ApigRateLimitedError') complain('wrong type');
        if (result?.outcome) complain('a read has no outcome');
        continue;
      }
      if (applied > 1) complain('applied more than once');
      if (!isError && !isThere) complain('a success that is not there');
      if (isError && label !== 'UNKNOWN' && isThere) complain('an error that says not applied, and it is there');
      if (label === 'UNKNOWN' && (mode === 'once' || CERTAIN.has(fault)))
        complain('not known, though it could be read');
      if (isError && !['ApigUpstreamError', 'ApigRateLimitedError'].includes(type)) complain('wrong type');
    }
    expect(wrong).toEqual([]);

    const table = render(labels);
    const summary = `${answers.size} requests: ${Object.entries(totals)
      .map(([label, count]) => `${count} ${label}`)
      .sort()
      .join(', ')}.`;
    process.stdout.write(`${table}\n\n${summary}\n`);
    // The page has the measured results. To update it after an intended change: `FAULTS=write npm test -- test/faults`.
    const page = join(ROOT, 'docs/outcomes.md');
    const shown = readFileSync(page, 'utf8').replace(MEASURED, `$1${table}\n\n${summary}\n`);
    if (process.env['FAULTS'] === 'write') writeFileSync(page, shown);
    expect(readFileSync(page, 'utf8')).toBe(shown);

    const health = await fetch(`${server.url}/healthz`);
    expect(health.status).toBe(200);
    expect(server.child.exitCode).toBeNull();
    expect(server.output()).not.toContain('masked');
  }, 180_000);

  it('is NOT_APPLIED if the connection is refused', async () => {
    faults.rule = () => undefined;
    await faults.refuse();
    const before = faults.forwarded.length;
    for (const operation of OPERATIONS) {
      const row = ROWS.find((it) => it.operation === operation) as Row;
      const { status, errors, result } = await run({ ...row, requestId: `refused-${operation.name}` });
      expect({ status, errors, result }).toMatchObject({
        status: 200,
        errors: undefined,
        result: { __typename: 'ApigUpstreamError', code: 'GATEWAY.UNREACHABLE' },
      });
      expect(result?.outcome ?? null).toBe(operation.isApplied ? 'NOT_APPLIED' : null);
    }
    expect(faults.forwarded.length).toBe(before);
    await faults.listen();
    const { result } = await run({ ...(ROWS[0] as Row), requestId: 'again' });
    expect(result?.__typename).toMatch(/^Certificate$|NotFound/);
  }, 30_000);

  it('alternates: reads succeed, and a change is never sent again if it may have been applied', async () => {
    let count = 0;
    faults.rule = () => (count++ % 2 === 0 ? FAULTS['reset before'] : undefined);
    for (let round = 0; round < 10; round++) {
      const { result } = await run({ ...(ROWS[1] as Row), requestId: `flap-${round}` });
      expect(result?.__typename).toBe('CertificateConnection');
    }
    faults.rule = () => undefined;
  }, 30_000);
});

/** Faults down, operations across, `once / always` in each cell. */
function render(labels: ReadonlyMap<Row, string>): string {
  const short = (label: string | undefined) => (label === 'success' ? 'ok' : (label ?? '?'));
  const lines = Object.keys(FAULTS).map((fault) => {
    const cells = OPERATIONS.map((operation) => {
      const [once, always] = MODES.map((mode) =>
        short(
          [...labels].find(([row]) => row.fault === fault && row.operation === operation && row.mode === mode)?.[1],
        ),
      );
      return once === always ? once : `${once} / ${always}`;
    });
    return `| ${[fault, ...cells].join(' | ')} |`;
  });
  const names = OPERATIONS.map(({ name }) => name);
  return [`| fault | ${names.join(' | ')} |`, `| --- |${' --- |'.repeat(names.length)}`, ...lines].join('\n');
}
