import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExporterMetrics } from '../../src/exporter/exporter-metrics';
import { Metrics } from '../../src/telemetry/metrics';
import { needs, needsPackages } from '../support/needs';
import { ROOT } from '../support/process';
import { PROMQL_PACKAGE, usedSeries } from './promql';
import { PANEL_QUERIES, RULE_FILES, readYaml } from './rules';

const alerts = RULE_FILES.flatMap((file) => file.alerts);
const rules = RULE_FILES.flatMap((file) => file.rules);

/** The labels that Prometheus or Kubernetes' service discovery adds to each target. */
const TARGET_LABELS = ['job', 'instance', 'namespace', 'pod'];

const promtool = (args: string[], input?: string) =>
  spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8', ...(input === undefined ? {} : { input }) });

describe('the alerts', () => {
  it('are all found', () => expect([RULE_FILES.length, alerts.length > 15]).toEqual([2, true]));

  it('have different names', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it.each(alerts)('$alert has a text and a runbook with all of its parts', ({ alert, annotations }) => {
    expect(annotations.summary).not.toBe('');
    expect(annotations.description).not.toBe('');
    expect(existsSync(join(ROOT, annotations.runbook_url))).toBe(true);
    const runbook = readFileSync(join(ROOT, annotations.runbook_url), 'utf8');
    expect(runbook).toContain(`\`${alert}\``);
    const headings = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Meaning', 'Impact', 'First query', 'What to do']);
  });

  it.each(RULE_FILES)('of $path each have a case in which they fire, and one in which they do not', (file) => {
    const { tests } = readYaml(file.cases) as {
      tests: { promql_expr_test?: { exp_samples: { labels: string }[] }[] }[];
    };
    const firing = tests
      .flatMap(({ promql_expr_test = [] }) => promql_expr_test)
      .map(({ exp_samples }) => exp_samples.map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1]));
    for (const { alert } of file.alerts) {
      expect([alert, firing.some((it) => it.includes(alert))]).toEqual([alert, true]);
      expect([alert, firing.some((it) => !it.includes(alert))]).toEqual([alert, true]);
    }
  });
});

needsPackages('scripts', PROMQL_PACKAGE)('the metrics and labels of', () => {
  const labels = labelsOfSeries();
  const runbookQueries = [...new Set(alerts.map(({ annotations }) => annotations.runbook_url))].flatMap((path) =>
    queriesOf(readFileSync(join(ROOT, path), 'utf8')).map((expr) => ({ title: path, expr })),
  );

  it.each([
    ['the rules', rules.map((rule) => ({ title: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr }))],
    ['the dashboard', PANEL_QUERIES],
    ['the runbooks', runbookQueries],
  ])('%s exist', (_, queries) => {
    const missing = queries.flatMap(({ title, expr }) => missingIn(expr, labels).map((it) => `${title}: ${it}`));
    expect([queries.length > 10, missing]).toEqual([true, []]);
  });

  it('an expression are found wherever they stand', () => {
    expect(
      missingIn('rate(gateway_changes_total{outcom="LOST"}[5m]) / on (regio) (gateway_nothing > 1)', labels),
    ).toEqual(['outcom of gateway_changes_total', 'gateway_nothing', 'regio']);
    expect(() => missingIn('rate(gateway_changes_total', labels)).toThrow('not an expression');
  });
});

needs('promtool, of the package prometheus', () => promtool(['--version']).status === 0)('promtool', () => {
  it.each(RULE_FILES)('accepts the rules of $path', ({ path, rules: { length } }) => {
    const { status, stdout, stderr } = promtool(['check', 'rules', path]);
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining(`SUCCESS: ${length} rules found`)]);
  });

  it.each(RULE_FILES)(
    'finds that exactly the expected alerts of $path fire in each case',
    ({ cases }) => {
      const { status, stdout, stderr } = promtool(['test', 'rules', cases]);
      expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
    },
    60_000,
  );

  it('accepts the metrics of the exporter', async () => {
    const { status, stdout, stderr } = promtool(['check', 'metrics'], await new ExporterMetrics(new Map(), '1').text());
    expect([status, stdout + stderr]).toEqual([0, '']);
  });
});

/** Returns the labels of each series that the server, the exporter, Prometheus itself or a recording rule has. */
function labelsOfSeries(): ReadonlyMap<string, readonly string[]> {
  const described = [...new Metrics('', []).describe(), ...new ExporterMetrics(new Map(), '1').describe()];
  const exposed = described.flatMap(({ name, type, labels }): [string, readonly string[]][] =>
    type === 'histogram'
      ? [
          [`${name}_bucket`, [...labels, 'le']],
          [`${name}_sum`, labels],
          [`${name}_count`, labels],
        ]
      : [[name, labels]],
  );
  const recorded = rules.flatMap((rule): [string, string[]][] => ('record' in rule ? [[rule.record, []]] : []));
  return new Map([['up', []], ...exposed, ...recorded]);
}

/** Returns the metrics of an expression that nothing exposes, the labels that they do not have, and those that it groups by in vain. */
function missingIn(expr: string, labels: ReadonlyMap<string, readonly string[]>): string[] {
  const { selectors, groupingLabels } = usedSeries(expr);
  const known = (metric: string) => [...TARGET_LABELS, ...(labels.get(metric) ?? [])];
  const groupable = new Set(selectors.flatMap(({ metric }) => known(metric)));
  return [
    ...selectors.flatMap(({ metric, labels: matched }) => {
      if (!labels.has(metric)) return [metric];
      return matched.filter((label) => !known(metric).includes(label)).map((label) => `${label} of ${metric}`);
    }),
    ...groupingLabels.filter((label) => !groupable.has(label)),
  ];
}

/** Returns the queries of a page: its blocks of PromQL, and every inline code that calls a function with a metric. */
function queriesOf(page: string): string[] {
  const blocks = [...page.matchAll(/```promql\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const inline = [...page.matchAll(/`((?:sum|rate|topk|count|histogram_quantile)\b[^`]*\))`/g)].map(
    ([, text = '']) => text,
  );
  return [...blocks, ...inline];
}
