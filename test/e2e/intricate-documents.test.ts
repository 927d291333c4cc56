import { setTimeout as sleep } from 'node:timers/promises';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { startServerProcess } from '../support/process';

/** Milliseconds within which such a document gets its response, and every other request meanwhile. */
const MOST_MS = 200;

/** The fastest counts: the machine may be busy. A document that holds the process holds it each time. */
const RUNS = 4;

const ROOT = `certificate(id: "${SAMPLE_IDS.shopCertificate}")`;
const PATH = ['domains', 'edges', 'node', 'certificate'] as const;
const TYPES = ['Certificate', 'DomainConnection', 'DomainEdge', 'Domain'] as const;

/** The field of a level; a page of one keeps the cost low enough to run. */
const fieldOf = (level: number, first?: number) =>
  level % 4 === 0 && first ? `domains(first: ${first})` : `${PATH[level % 4]}`;

/** One field repeated on each of so many levels through fragments, with an alias for so many of them. */
function throughFragments(times: number, levels: number, { aliases = 0, first = 1 } = {}): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const fields = Array.from({ length: times }, (__, at) => {
      return `${at < aliases ? `a${at}: ` : ''}${fieldOf(level, first)} { ...F${level + 1} }`;
    });
    return `fragment F${level} on ${TYPES[level % 4]} { ${fields.join(' ')} }`;
  });
  return `{ ${ROOT} { ...F0 } } ${fragments.join(' ')} fragment F${levels} on ${TYPES[levels % 4]} { __typename }`;
}

/** The same inline: how often it is repeated on each level. */
function inline(counts: readonly number[], aliases = 0): string {
  let left = aliases;
  const level = (at: number): string => {
    const count = counts[at];
    if (count === undefined) return '__typename';
    return Array.from({ length: count }, (_, index) => {
      return `${left-- > 0 ? `a${index}: ` : ''}${fieldOf(at)} { ${level(at + 1)} }`;
    }).join(' ');
  };
  return `{ ${ROOT} { ... on Certificate { ${level(0)} } } }`;
}

/** Documents, each with the status of its response: 400 if it is refused as too large. */
const DOCUMENTS: [string, string, number][] = [
  ['9 times on each of 13 levels through fragments', throughFragments(9, 13), 200],
  ['9 times on each of 13 levels through fragments, with the default page', throughFragments(9, 13, { first: 0 }), 200],
  ['4 times on each of 13 levels through fragments', throughFragments(4, 13), 200],
  ['9 times on each of 13 levels, twice under aliases', throughFragments(9, 13, { aliases: 2 }), 400],
  ['9 times on each of 2 levels, twice under aliases', throughFragments(9, 2, { aliases: 2 }), 200],
  ['9 times on each of 2 levels inline', inline([9, 9]), 200],
  ['2 times on each of 6 levels inline', inline([2, 2, 2, 2, 2, 2]), 200],
  ['240 times inline', inline([240]), 200],
  ['81 times above 3 levels inline', inline([81, 1, 1]), 200],
  ['30 times under aliases inline', inline([14, 14], 30), 200],
  ['980 times as a leaf', `{ ${ROOT} { ... on Certificate { ${'id '.repeat(980)} } } }`, 400],
];

describe.each<[string, Record<string, string>]>([
  ['development', {}],
  ['production', { NODE_ENV: 'production', SIMULATOR: 'on' }],
])('the built server in %s, asked for a field', (_, env) => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await startServerProcess({ RATE_LIMIT: 'off', ...env }));
    // The first requests of a process compile its code.
    for (let run = 0; run < 5; run++) await send(throughFragments(3, 5), run, TOKENS.admin);
  });

  async function send(query: string, run: number, token: string | undefined) {
    const begin = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { 'x-auth-token': token }) },
      // The comment makes it a document that the server has not seen.
      body: JSON.stringify({ query: `${query} # ${run} ${token}` }),
      signal: AbortSignal.timeout(30_000),
    });
    const body = await response.text();
    return { status: response.status, body, took: performance.now() - begin };
  }

  async function healthz(): Promise<number> {
    // The document has arrived by then.
    await sleep(2);
    const begin = performance.now();
    const response = await fetch(`${url}/healthz`);
    await response.text();
    expect(response.status).toBe(200);
    return performance.now() - begin;
  }

  describe.each([
    ['with a token', TOKENS.admin],
    ['without one', undefined],
  ])('%s', (__, token) => {
    it.each(DOCUMENTS)('%s: responds at once, and so does everything else', async (___, query, status) => {
      const took: number[] = [];
      const held: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        const [response, health] = await Promise.all([send(query, run, token), healthz()]);
        took.push(response.took);
        held.push(health);
        expect([response.status, response.body]).toEqual([status, response.body]);
        if (status === 400) expect(response.body).toContain('"QUERY_LIMIT_EXCEEDED"');
        expect(response.body).not.toContain('INTERNAL_SERVER_ERROR');
      }
      expect(Math.min(...took)).toBeLessThan(MOST_MS);
      expect(Math.min(...held)).toBeLessThan(MOST_MS);
    });
  });
});
