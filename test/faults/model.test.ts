import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from '../oracle/behaviour';
import { type BlackBox, complaintsOf, issueContent, startBlackBox } from '../oracle/black-box';
import type { Hook } from '../oracle/control-plane';
import { estateOf } from '../oracle/estates';
import type { Exchange } from '../oracle/judge';
import { type Content, QUERIES } from '../oracle/requests';
import { labelOf } from '../oracle/response';
import { type Event, historyOf, isHarmless, weatherOf } from '../simulate/history';

/** How many histories there are, and how many run at once: most of the time is spent on waiting. */
const HISTORIES = 600;
const AT_ONCE = 24;

/** The simulation's times are divided by this: here they pass. */
const PACE = 6;
const UPSTREAM_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 5_000;
/** A delay that is nearer to the upstream's time than this may or may not be in time: nothing could be said of it. */
const MOST_DELAY_MS = 400;
/** Milliseconds after the last response in which what is late takes effect. */
const LATE_MS = 1_500;
const SLACK_MS = 1_500;

type Ask = Extract<Event, { what: 'ask' }>;

/** The simulation's histories, run by the built server over sockets: what the two disagree about is a fault of one of them. */
describe('random changes and reads by two callers, before an upstream that misbehaves at random', () => {
  let box: BlackBox;
  let content: Content;

  beforeAll(async () => {
    content = await issueContent();
    box = await startBlackBox({
      UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS),
      REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
      CIRCUIT_BREAKER: 'off',
      UPSTREAM_CONCURRENCY: '400',
    });
    await box.warmUp();
  }, 60_000);

  it('satisfies the oracle', async () => {
    const first = Date.now() % 1_000_000_000;
    const labels = new Map<string, number>();
    const wrong: object[] = [];
    const queue = Array.from({ length: HISTORIES }, (_, index) => first + index).values();
    const lane = async () => {
      for (const seed of queue) wrong.push(...(await run(seed, labels)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const counts = [...labels].map(([label, count]) => `${count} ${label}`).sort();
    process.stdout.write(`${HISTORIES} sequences from seed ${first}: ${counts.join(', ')}\n`);
    expect(wrong).toEqual([]);
    expect(labels.get('success')).toBeGreaterThan(HISTORIES / 4);
    expect(labels.get('UNKNOWN')).toBeGreaterThan(0);
  }, 240_000);

  async function run(seed: number, labels: Map<string, number>): Promise<object[]> {
    const history = historyOf(seed, [content]);
    const project = estateOf(`model-${seed}`, history.certificates, history.domains);
    const plane = box.plane(project, history.habits, atPace(weatherOf(history)));
    const exchanges: Exchange[] = [];
    const tools = history.events.flatMap((event) => {
      if (event.what !== 'tool') return [];
      return [sleep(event.at / PACE).then(() => plane.otherTool(event.change))];
    });
    const asks = history.events.filter((event): event is Ask => event.what === 'ask');
    let running: Promise<void>[] = [];
    for (const [index, { at, caller, request, leavesAfter }] of asks.entries()) {
      // Those that come close together run at once; the others one after the other.
      if (at - (asks[index - 1]?.at ?? 0) > 1_000) await Promise.all(running.splice(0));
      const ask = async () => {
        const exchange = await box.ask(plane, request, {
          token: `token-of-caller-${caller}`,
          undisturbed: isHarmless(history) && leavesAfter === undefined,
          ...(request.kind === 'replace' ? {} : { withinMs: REQUEST_TIMEOUT_MS + SLACK_MS }),
          ...(leavesAfter === undefined ? {} : { signal: AbortSignal.timeout(Math.ceil(leavesAfter / PACE)) }),
        });
        exchanges.push(exchange);
      };
      running = [...running, ask()];
    }
    await Promise.all([...running, ...tools]);
    await sleep(LATE_MS);
    return exchanges.flatMap((exchange) => {
      const label = exchange.response ? labelOf(exchange.response) : 'left';
      labels.set(label, (labels.get(label) ?? 0) + 1);
      const isChange = !QUERIES.has(exchange.request.kind);
      return complaintsOf(exchange, plane).map((it) => ({ seed, weather: history.weather, isChange, ...it }));
    });
  }
});

function atPace(hook: Hook): Hook {
  return (call) => {
    const behaviour: Behaviour | undefined = hook(call);
    if (!behaviour) return undefined;
    const { effect, afterMs, ...rest } = behaviour;
    // Over HTTP nobody is unreachable for one call alone.
    const reply = rest.reply === 'unreachable' ? { reply: 'broken' as const } : {};
    return {
      ...rest,
      ...reply,
      ...(effect === undefined || call.isRead ? {} : { effect: typeof effect === 'number' ? effect / PACE : effect }),
      ...(afterMs === undefined ? {} : { afterMs: Math.min(MOST_DELAY_MS, afterMs / PACE) }),
    };
  };
}
