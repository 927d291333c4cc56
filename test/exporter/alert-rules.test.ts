import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ExporterMetrics } from '../../src/exporter/exporter-metrics';
import { needs } from '../support/needs';
import { ROOT } from '../support/process';

const RULES = 'deploy/prometheus/expiry.rules.yaml';
const CASES = 'test/exporter/expiry.rules.test.yaml';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook_url: string; readonly summary: string; readonly description: string };
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { groups } = parse(read(RULES), { merge: true }) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

const promtool = (args: string[], input?: string) =>
  spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8', ...(input === undefined ? {} : { input }) });

describe('the alerts on expiry', () => {
  it('are all found', () => expect(rules.length).toBeGreaterThan(5));

  it.each(rules)('$alert has a text and a runbook with all of its parts', ({ alert, annotations }) => {
    expect(annotations.summary).not.toBe('');
    expect(annotations.description).not.toBe('');
    expect(existsSync(join(ROOT, annotations.runbook_url))).toBe(true);
    const runbook = read(annotations.runbook_url);
    expect(runbook).toContain(`\`${alert}\``);
    const headings = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Meaning', 'Impact', 'First query', 'What to do']);
  });

  it('use only metrics that the exporter has', async () => {
    const exported = await new ExporterMetrics(new Map(), '1').text();
    const used = new Set(rules.flatMap(({ expr }) => expr.match(/\bapig_\w+/g) ?? []));
    expect(used.size).toBeGreaterThan(3);
    for (const metric of used) expect(exported).toContain(`# TYPE ${metric} `);
  });

  it('each have a case in which they fire, and one in which they do not', () => {
    const { tests } = parse(read(CASES)) as { tests: { promql_expr_test?: { exp_samples: { labels: string }[] }[] }[] };
    const firing = tests
      .flatMap(({ promql_expr_test = [] }) => promql_expr_test)
      .map(({ exp_samples }) => exp_samples.map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1]));
    for (const { alert } of rules) {
      expect([alert, firing.some((it) => it.includes(alert))]).toEqual([alert, true]);
      expect([alert, firing.some((it) => !it.includes(alert))]).toEqual([alert, true]);
    }
  });
});

needs('promtool, of the package prometheus', () => promtool(['--version']).status === 0)('promtool', () => {
  it('accepts the rules', () => {
    const { status, stdout, stderr } = promtool(['check', 'rules', RULES]);
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining(`SUCCESS: ${rules.length} rules found`)]);
  });

  it('finds that exactly the expected alerts fire in each case', () => {
    const { status, stdout, stderr } = promtool(['test', 'rules', CASES]);
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('accepts the metrics of the exporter', async () => {
    const { status, stdout, stderr } = promtool(['check', 'metrics'], await new ExporterMetrics(new Map(), '1').text());
    expect([status, stdout + stderr]).toEqual([0, '']);
  });
});
