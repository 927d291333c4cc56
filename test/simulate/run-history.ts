import { ControlPlane } from '../oracle/control-plane';
import { estateOf } from '../oracle/estates';
import { type Exchange, judge } from '../oracle/judge';
import { EPOCH_MS } from './epoch';

import { handlersOf, type KnownContent } from './handlers';
import { type History, historyOf, isHarmless, weatherOf } from './history';
import type { Mutant } from './mutants';
import { Random } from './random';
import { type Operations, SimulatedServer } from './server';
import { VirtualClock } from './virtual-clock';

/** The most moments of a history: one that has more does not end. */
const MOST_MOMENTS = 20_000;

/** Milliseconds that the undoing of a replacement may take beyond the request's own time. */
const GRACE_MS = 45_000;

/** What all histories share. */
export interface World {
  readonly operations: Operations;
  /** What may be created or put in. */
  readonly contents: readonly KnownContent[];
  /** Puts a history's clock in place of the system's. */
  readonly setClock: (clock: VirtualClock) => void;
}

/** A history after it ran. */
export interface Run {
  readonly history: History;
  readonly exchanges: readonly Exchange[];
  readonly plane: ControlPlane;
  /** The oracle's complaints, each with its request. */
  readonly complaints: readonly string[];
}

/** Runs the history of a seed from its start until nothing more can happen, and judges it. */
export async function runHistory(
  seed: number,
  { operations, contents, setClock }: World,
  mutant?: Mutant,
): Promise<Run> {
  const history = historyOf(seed, contents);
  const chance = new Random(seed, 2);
  const clock = new VirtualClock(EPOCH_MS, () => chance.next());
  setClock(clock);
  const circuitBreaker = chance.chance(0.5);
  const project = estateOf('simulated', history.certificates, history.domains, new Date(EPOCH_MS));
  const plane = new ControlPlane({
    project,
    clock,
    habits: history.habits,
    hook: weatherOf(history),
    handlers: handlersOf(contents),
  });
  const options = { circuitBreaker, ...(mutant ? { mutant } : {}) };
  const start = () => new SimulatedServer(operations, clock, plane, history, options);
  let server = start();
  const servers = [server];
  const exchanges: Exchange[] = [];
  const pending = new Map<string, SimulatedServer>();
  const isCalm =
    isHarmless(history) &&
    !(circuitBreaker && ['storm', 'silence', 'reads', 'one change, then reads'].includes(history.weather));

  history.events.forEach((event, index) => {
    clock.setTimer(() => {
      switch (event.what) {
        case 'ask':
          return void ask(`r${index}`, event);
        case 'tool':
          return plane.otherTool(event.change);
        case 'stop':
          server.stop();
          break;
        case 'kill':
          server.kill();
      }
      server = start();
      servers.push(server);
    }, event.at);
  });
  const ended = await clock.run(MOST_MOMENTS);
  const complaints = ended ? [] : ['it does not end'];
  for (const [id, of] of pending) if (!of.isDead) complaints.push(`${id}: it is never responded to`);
  for (const { openRecords, isDead } of servers) {
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
    pending.set(id, server);
    const response = await server.ask(id, token, request, leavesAfter);
    pending.delete(id);
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
