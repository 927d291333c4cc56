import { ControlPlane } from '../oracle/control-plane';
import { estateOf } from '../oracle/estates';
import { type Exchange, judge } from '../oracle/judge';
import type { Content } from '../oracle/requests';
import { labelOf } from '../oracle/response';
import { EPOCH_MS } from './epoch';
import { Gateway, type Operations } from './gateway';
import { handlersOf } from './handlers';
import { type History, historyOf, weatherOf } from './history';
import { Random } from './random';
import { VirtualClock } from './virtual-clock';

/** The most moments of a history: one that has more does not end. */
const MOST_MOMENTS = 20_000;

/** Milliseconds that the undoing of a replacement may take beyond the request's own time. */
const GRACE_MS = 45_000;

/** A history after it ran. */
export interface Run {
  readonly history: History;
  readonly exchanges: readonly Exchange[];
  readonly plane: ControlPlane;
  /** What the oracle has against it, with the request that it is about. */
  readonly complaints: readonly string[];
}

/** Runs the history of a seed from its start until nothing more can happen, and judges it. */
export async function runHistory(
  seed: number,
  operations: Operations,
  contents: readonly Content[],
  now: SetNow,
): Promise<Run> {
  const history = historyOf(seed, contents);
  const chance = new Random(seed, 2);
  const clock = new VirtualClock(EPOCH_MS, () => chance.next());
  now(clock);
  const circuitBreaker = chance.chance(0.5);
  const project = estateOf('simulated', history.certificates, history.domains, new Date(EPOCH_MS));
  const plane = new ControlPlane({
    project,
    clock,
    habits: history.habits,
    hook: weatherOf(history),
    handlers: handlersOf(contents),
  });
  const start = () => new Gateway(operations, clock, plane, history, circuitBreaker);
  let gateway = start();
  const gateways = [gateway];
  const exchanges: Exchange[] = [];
  const unanswered = new Map<string, Gateway>();
  const isCalm =
    isHarmless(history) && !(circuitBreaker && ['storm', 'reads', 'one change, then reads'].includes(history.weather));

  history.events.forEach((event, index) => {
    clock.setTimer(() => {
      switch (event.what) {
        case 'ask':
          return void ask(`r${index}`, event);
        case 'tool':
          return plane.otherTool(({ domains }) => {
            const domain = domains[event.placement % domains.length];
            if (!domain) return;
            if (event.holds === undefined) delete domain.certificateId;
            else domain.certificateId = event.holds;
            domain.verifiesClients = event.verified;
          });
        case 'stop':
          gateway.stop();
          break;
        case 'kill':
          gateway.kill();
      }
      gateway = start();
      gateways.push(gateway);
    }, event.at);
  });
  const ended = await clock.run(MOST_MOMENTS);
  const complaints = ended ? [] : ['it does not end'];
  for (const [id, of] of unanswered) if (!of.isDead) complaints.push(`${id}: it is never responded to`);
  for (const { openRecords, isDead } of gateways) {
    if (!isDead && openRecords.size > 0) complaints.push(`no record of the end of ${[...openRecords]}`);
  }
  for (const exchange of exchanges) {
    complaints.push(...judge(exchange, plane.journal).map((why) => `${exchange.id}: ${why}`));
  }
  return { history, exchanges, plane, complaints };

  async function ask(
    id: string,
    { caller, request, leavesAfter }: Extract<History['events'][number], { what: 'ask' }>,
  ) {
    const token = `token-of-caller-${caller}`;
    const sentAt = clock.now();
    const from = plane.journal.mark;
    unanswered.set(id, gateway);
    const response = await gateway.ask(id, token, request, leavesAfter);
    unanswered.delete(id);
    const grace = request.kind === 'replace' ? GRACE_MS : 0;
    exchanges.push({
      id,
      request,
      token,
      from,
      to: plane.journal.mark,
      sentAt,
      respondedAt: clock.now(),
      response,
      undisturbed: isCalm && leavesAfter === undefined,
      withinMs: history.requestTimeoutMs + grace,
    });
  }
}

/** Puts a history's clock in place of the system's. */
export type SetNow = (clock: VirtualClock) => void;

/** The label of each response, by its kind of request. */
export function labelsOf({ exchanges }: Run): string[] {
  return exchanges.map(({ request, response }) => `${request.kind} ${response ? labelOf(response) : 'none'}`);
}

/** Whether the upstream keeps to its contract in all that does not depend on a single call, and no process ends. */
function isHarmless({ habits, events }: History): boolean {
  const { noTotal, names, filter, pageCap } = habits;
  return !noTotal && !names && !filter && !pageCap && !events.some(({ what }) => what === 'kill' || what === 'stop');
}
