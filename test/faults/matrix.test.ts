import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BlackBox, complaintsOf, issueContent, startBlackBox } from '../oracle/black-box';
import type { ControlPlane } from '../oracle/control-plane';
import type { Exchange } from '../oracle/judge';
import { type Content, DOCUMENTS, QUERIES } from '../oracle/requests';
import { labelOf } from '../oracle/response';
import { ROOT } from '../support/process';
import { FAULTS, type FaultServer, startFaultServer, type WireRequest } from './fault-server';
import { CELL, type FaultyOperation, OPERATIONS, projectOf } from './operations';

/** `once`: the fault befalls the call that does the work, the first time. `always`: every call of the request, reads too. */
const MODES = ['once', 'always'] as const;

const UPSTREAM_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 6_000;
/** What a response may take beyond its time: many requests share two cores here. */
const SLACK_MS = 1_500;
const AT_ONCE = 24;

/** The part of the page that is measured. */
const MEASURED = /(<!-- measured -->\n)[\s\S]*?(?=<!-- end -->)/;

interface Row {
  readonly operation: FaultyOperation;
  readonly fault: string;
  readonly mode: (typeof MODES)[number];
  readonly projectId: string;
}

const ROWS: Row[] = Object.keys(FAULTS)
  .flatMap((fault) => MODES.flatMap((mode) => OPERATIONS.map((operation) => ({ fault, mode, operation }))))
  .map((row, index) => ({ ...row, projectId: `matrix-${index}` }));

describe('every fault in every operation', () => {
  let box: BlackBox;
  let faults: FaultServer;
  let content: Content;

  beforeAll(async () => {
    content = await issueContent();
    box = await startBlackBox(
      {
        UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS),
        REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
        // So many faults at once would open it; it has tests of its own.
        CIRCUIT_BREAKER: 'off',
        UPSTREAM_CONCURRENCY: '200',
      },
      async (url) => {
        faults = await startFaultServer(url);
        return faults.url;
      },
    );
    await box.warmUp();
  }, 60_000);

  it('knows every kind of request', () => {
    const kinds = new Set(OPERATIONS.map(({ request }) => request(CELL, content).kind));
    expect(Object.keys(DOCUMENTS).filter((kind) => !kinds.has(kind as never))).toEqual([]);
  });

  it('is responded to well, in time and truly, and is applied once at most', async () => {
    const planes = new Map<string, ControlPlane>();
    const strike = new Map<string, Row & { struck: boolean }>();
    const marks = new Map<ControlPlane, string[]>();
    const prepare = (row: Row) => {
      const plane = box.plane(projectOf(row.projectId, row.operation), {}, () => {
        const wire = marks.get(plane)?.shift();
        return wire === undefined ? undefined : { wire };
      });
      planes.set(row.projectId, plane);
      marks.set(plane, []);
      strike.set(row.projectId, { ...row, struck: false });
      return plane;
    };
    faults.rule = (request) => {
      const entry = strike.get(request.path.split('/')[2] ?? '');
      const plane = entry && planes.get(entry.projectId);
      if (!entry || !plane) return undefined;
      if (entry.mode === 'once' && (entry.struck || plane.operationOf(request) !== entry.operation.main))
        return undefined;
      entry.struck = true;
      return befall(entry.fault, request, plane, (wire) => marks.get(plane)?.push(wire));
    };
    const exchanges = new Map<Row, Exchange>();
    const ask = async (row: Row) => {
      const isReplacement = row.operation.name === 'replace';
      const exchange = await box.ask(prepare(row), row.operation.request(CELL, content), {
        undisturbed: true,
        ...(isReplacement ? {} : { withinMs: REQUEST_TIMEOUT_MS + SLACK_MS }),
      });
      exchanges.set(row, exchange);
      return exchange.response ? labelOf(exchange.response) : 'none';
    };
    const labels = new Map<Row, string>();
    const queue = ROWS.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const row of queue) labels.set(row, await ask(row));
      }),
    );
    // On a busy machine, a retry may not fit into its time. What differs from the page is asked again, alone.
    const page = join(ROOT, 'docs/outcomes.md');
    const documented = readFileSync(page, 'utf8').split('\n');
    for (const [fault, line] of linesOf(labels)) {
      if (documented.includes(line)) continue;
      for (const row of ROWS.filter((it) => it.fault === fault)) {
        labels.set(row, await ask({ ...row, projectId: `${row.projectId}-again` }));
      }
    }
    // A change that was applied late must show now.
    await new Promise((resolve) => setTimeout(resolve, 500));

    const wrong = [...exchanges].flatMap(([{ operation, fault, mode, projectId }, exchange]) =>
      complaintsOf(exchange, planes.get(projectId) as ControlPlane).map((it) => ({
        operation: operation.name,
        fault,
        mode,
        ...it,
      })),
    );
    expect(wrong).toEqual([]);

    const table = render(labels);
    const summary = `${labels.size} requests: ${countsOf([...labels.values()])}.`;
    process.stdout.write(`${table}\n\n${summary}\n`);
    // The page has the measured results. To update it after an intended change: `FAULTS=write npm test -- test/faults`.
    const shown = readFileSync(page, 'utf8').replace(MEASURED, `$1${table}\n\n${summary}\n`);
    if (process.env['FAULTS'] === 'write') writeFileSync(page, shown);
    expect(readFileSync(page, 'utf8')).toBe(shown);

    const health = await fetch(`${box.server.url}/healthz`);
    expect(health.status).toBe(200);
    expect(box.server.child.exitCode).toBeNull();
    expect(box.server.output()).not.toContain('masked');
  }, 240_000);

  it('is NOT_APPLIED if the connection is refused', async () => {
    faults.rule = () => undefined;
    await faults.refuse();
    for (const operation of OPERATIONS) {
      const plane = box.plane(projectOf(`refused-${operation.main}`, operation));
      const exchange = await box.ask(plane, operation.request(CELL, content));
      const result = Object.values(exchange.response?.data ?? {})[0];
      expect([operation.name, complaintsOf(exchange, plane), plane.journal.received]).toEqual([operation.name, [], []]);
      expect(result).toMatchObject({ __typename: 'ApigUpstreamError', code: 'GATEWAY.UNREACHABLE' });
      expect(result?.outcome ?? null).toBe(QUERIES.has(exchange.request.kind) ? null : 'NOT_APPLIED');
    }
    await faults.listen();
    const [first] = OPERATIONS;
    const plane = box.plane(projectOf('again', first as FaultyOperation));
    const exchange = await box.ask(plane, { kind: 'certificate', id: CELL.certificateId }, { undisturbed: true });
    expect(labelOf(exchange.response ?? {})).toBe('success');
  }, 30_000);

  it('alternates: reads succeed, and a change is never sent again if it may have been applied', async () => {
    const calls = new Map<string, number>();
    const [certificates] = OPERATIONS.filter(({ name }) => name === 'certificates');
    // Calls run at the same time, so they alternate each on its own.
    faults.rule = ({ path }) => {
      const count = calls.get(path) ?? 0;
      calls.set(path, count + 1);
      return count % 2 === 0 ? FAULTS['reset before'] : undefined;
    };
    for (let round = 0; round < 10; round++) {
      const plane = box.plane(projectOf(`flap-${round}`, certificates as FaultyOperation));
      const exchange = await box.ask(plane, { kind: 'certificates' });
      expect([labelOf(exchange.response ?? {}), complaintsOf(exchange, plane)]).toEqual(['success', []]);
    }
    faults.rule = () => undefined;
  }, 30_000);
});

/** The fault, with the journal told of it: by a mark where the call goes on to the upstream, else as a call that it swallowed. */
function befall(fault: string, request: WireRequest, plane: ControlPlane, mark: (wire: string) => void) {
  return async (...[socket, forward]: Parameters<(typeof FAULTS)[string]>) => {
    let isForwarded = false;
    await FAULTS[fault]?.(socket, () => {
      isForwarded = true;
      mark(fault);
      return forward();
    });
    if (!isForwarded) plane.missed(request, fault, fault.startsWith('429') ? { status: 429, text: '' } : 'none');
  };
}

/** How many there are of each label, by name. */
function countsOf(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .map(([label, count]) => `${count} ${label}`)
    .sort()
    .join(', ');
}

/** Faults down, operations across, `once / always` in each cell. */
function render(labels: ReadonlyMap<Row, string>): string {
  const names = OPERATIONS.map(({ name }) => name);
  const lines = [...linesOf(labels).values()];
  return [`| fault | ${names.join(' | ')} |`, `| --- |${' --- |'.repeat(names.length)}`, ...lines].join('\n');
}

/** The line of each fault. */
function linesOf(labels: ReadonlyMap<Row, string>): Map<string, string> {
  const short = (label: string | undefined) => (label === 'success' ? 'ok' : (label ?? '?'));
  const lineOf = (fault: string) => {
    const cells = OPERATIONS.map((operation) => {
      const [once, always] = MODES.map((mode) =>
        short(
          [...labels].find(([row]) => row.fault === fault && row.operation === operation && row.mode === mode)?.[1],
        ),
      );
      return once === always ? once : `${once} / ${always}`;
    });
    return `| ${[fault, ...cells].join(' | ')} |`;
  };
  return new Map(Object.keys(FAULTS).map((fault) => [fault, lineOf(fault)]));
}
