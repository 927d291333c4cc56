import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../support/process';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook_url: string; readonly summary: string; readonly description: string };
}

interface Recording {
  readonly record: string;
  readonly expr: string;
}

/** A file of rules, relative to the root, with its alerts and recorded series. */
interface RuleFile {
  readonly path: string;
  readonly cases: string;
  readonly rules: readonly (Alert | Recording)[];
  readonly alerts: readonly Alert[];
}

/** All files of rules. */
export const RULE_FILES: readonly RuleFile[] = readdirSync(join(ROOT, 'deploy/prometheus'))
  .filter((name) => name.endsWith('.rules.yaml'))
  .map((name) => {
    const path = `deploy/prometheus/${name}`;
    const { groups } = readYaml(path) as { groups: { rules: (Alert | Recording)[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    const alerts = rules.filter((rule): rule is Alert => 'alert' in rule);
    return { path, cases: `test/alerts/${name.replace('.yaml', '.test.yaml')}`, rules, alerts };
  });

/** A query of a panel of the dashboard. */
export interface PanelQuery {
  readonly title: string;
  /** The expression, with values for the dashboard's variables. */
  readonly expr: string;
}

/** All queries of all dashboards. */
export const PANEL_QUERIES: readonly PanelQuery[] = readdirSync(join(ROOT, 'deploy/grafana')).flatMap((name) => {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'deploy/grafana', name), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      title,
      expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', '.*'),
    })),
  );
});

/** Reads a YAML file, relative to the root. */
export function readYaml(path: string): unknown {
  return parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true });
}
