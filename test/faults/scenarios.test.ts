import { type BlackBox, complaintsOf, issueContent, startBlackBox } from '../oracle/black-box';
import { estateOf } from '../oracle/estates';
import type { Content } from '../oracle/requests';
import { labelOf } from '../oracle/response';
import { outcomes } from './scenarios/outcomes';
import { PLACEMENTS } from './scenarios/placements';
import { READING } from './scenarios/reading';
import { CERTIFICATES, type Scenario } from './scenarios/scenario';

const UPSTREAM_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 6_000;
/** Milliseconds after the last response in which what is late takes effect. */
const LATE_MS = 6_500;
/** What a response may take beyond its time: many share two cores here. */
const SLACK_MS = 1_500;
const AT_ONCE = 32;
/** The most that is printed. */
const SHOWN = 20;

const SUITES: Readonly<Record<string, (content: Content) => readonly Scenario[]>> = {
  'placements, not names': () => PLACEMENTS,
  'complete reads, and one key for names': () => READING,
  'what a reply leaves open': outcomes,
};

describe('the built server before an upstream that misbehaves', () => {
  let box: BlackBox;
  let content: Content;

  beforeAll(async () => {
    box = await startBlackBox({
      UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS),
      REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
      // So many faults at once would open it; it has tests of its own.
      CIRCUIT_BREAKER: 'off',
      UPSTREAM_CONCURRENCY: '400',
    });
    content = await issueContent();
    await box.warmUp();
  }, 60_000);

  it.each(Object.entries(SUITES))(
    '%s',
    async (_, make) => {
      const scenarios = make(content);
      const counts: Record<string, number> = {};
      const wrong: object[] = [];
      const later: (() => void)[] = [];
      const queue = scenarios.entries();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (const [index, scenario] of queue) later.push(await run(scenario, `p${index}-${Date.now()}`));
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      for (const judge of later) judge();
      process.stdout.write(`${scenarios.length} scenarios: ${JSON.stringify(counts)}, ${wrong.length} wrong\n`);
      if (wrong.length > 0) {
        throw new Error(
          `${wrong.length} of ${scenarios.length} are wrong:\n${wrong
            .slice(0, SHOWN)
            .map((it) => JSON.stringify(it))
            .join('\n')}`,
        );
      }

      async function run(scenario: Scenario, projectId: string): Promise<() => void> {
        const {
          name,
          certificates = CERTIFICATES,
          domains,
          habits,
          hook,
          request,
          expect: allowed,
          meanwhile,
        } = scenario;
        const plane = box.plane(estateOf(projectId, certificates, domains), habits, hook?.());
        const isReplacement = request.kind === 'replace';
        const [exchange] = await Promise.all([
          box.ask(plane, request, {
            undisturbed: habits === undefined,
            ...(isReplacement ? {} : { withinMs: REQUEST_TIMEOUT_MS + SLACK_MS }),
          }),
          meanwhile?.(plane),
        ]);
        return () => {
          const label = exchange.response ? labelOf(exchange.response) : 'none';
          counts[label] = (counts[label] ?? 0) + 1;
          wrong.push(...complaintsOf(exchange, plane).map((it) => ({ name, ...it })));
          if (allowed && !allowed.includes(label)) wrong.push({ name, label, allowed, response: exchange.response });
        };
      }
    },
    240_000,
  );

  afterAll(() => {
    expect(box.server.child.exitCode).toBeNull();
  });
});
