import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds for which one request may hold up others on the built server. */
export const MAX_GAP_MS = 200;

/** Milliseconds within which a request must get its response, whatever it contains. */
export const MAX_RESPONSE_MS = 1_000;

/** The machine may be busy: the best of so many runs counts. An input that holds the server holds it each time. */
const RUNS = 20;

/** The pause between two health checks, in milliseconds. */
const PAUSE_MS = 2;

export interface Measured<Result> {
  readonly result: Result;
  readonly tookMs: number;
  /** The longest health check meanwhile, in milliseconds. */
  readonly gapMs: number;
}

/**
 * Measures a request to a server in a process of its own, and the longest health check meanwhile. Runs it again while it is above
 * the limits.
 * @param send sends the request. Each run gets its number, for requests that must not be the same.
 */
export async function measureHold<Result>(
  url: string,
  send: (run: number) => Promise<Result>,
): Promise<Measured<Result>> {
  const agent = new Agent({ keepAlive: true });
  try {
    let best = await measureOnce(url, agent, () => send(0));
    for (let run = 1; run < RUNS && !isWithinLimits(best); run++) {
      const next = await measureOnce(url, agent, () => send(run));
      if (Math.max(next.gapMs, next.tookMs) < Math.max(best.gapMs, best.tookMs)) best = next;
    }
    return best;
  } finally {
    agent.destroy();
  }
}

function isWithinLimits({ tookMs, gapMs }: Measured<unknown>): boolean {
  return tookMs < MAX_RESPONSE_MS && gapMs < MAX_GAP_MS;
}

async function measureOnce<Result>(url: string, agent: Agent, send: () => Promise<Result>): Promise<Measured<Result>> {
  await checkHealth(url, agent);
  const begin = performance.now();
  let tookMs: number | undefined;
  const sent = send().finally(() => {
    tookMs = performance.now() - begin;
  });
  let gapMs = 0;
  while (tookMs === undefined) {
    gapMs = Math.max(gapMs, await checkHealth(url, agent));
    await sleep(PAUSE_MS);
  }
  return { result: await sent, tookMs, gapMs };
}

/** Returns the milliseconds of one health check. */
function checkHealth(url: string, agent: Agent): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    get(`${url}/healthz`, { agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - begin));
    }).on('error', reject);
  });
}
