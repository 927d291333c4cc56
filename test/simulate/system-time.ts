import timers from 'node:timers/promises';
import type { VirtualClock } from './virtual-clock';

/**
 * Puts virtual time in place of the system's, for all that runs in this process: dates, timers and chance. What uses them
 * past its clock is still told the time of the history, so that a seed replays exactly; how often that is, is counted.
 * To be called before anything of `src` is loaded.
 * @returns a function that sets the clock that they all ask, and the count.
 */
export function replaceSystemTime(epoch: number): {
  set(clock: VirtualClock): void;
  readonly uses: Map<string, number>;
} {
  let current: VirtualClock | undefined;
  const uses = new Map<string, number>();
  const used = (what: string): VirtualClock | undefined => {
    if (current) uses.set(what, (uses.get(what) ?? 0) + 1);
    return current;
  };
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => (args.length === 0 ? new target(Date.now()) : Reflect.construct(target, args)),
  });
  Date.now = () => used('Date.now')?.now() ?? epoch;
  performance.now = () => used('performance.now')?.monotonic() ?? 0;
  const random = Math.random;
  Math.random = () => used('Math.random')?.random() ?? random();
  const { setTimeout: realTimeout, clearTimeout: realClear } = globalThis;
  const later = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    used('setTimeout')?.setTimer(() => callback(...args), ms) ?? realTimeout(callback, ms, ...args);
  globalThis.setTimeout = later as never;
  globalThis.clearTimeout = ((timer: { clear?: () => void } | undefined) =>
    timer?.clear ? timer.clear() : realClear(timer as never)) as never;
  timers.setTimeout = ((ms: number, value?: unknown) =>
    new Promise((resolve) => void later(() => resolve(value), ms))) as never;
  const set = (clock: VirtualClock) => {
    current = clock;
  };
  return { set, uses };
}
