import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestEnd } from './cleanup';
import { needs } from './needs';
import { freePort, ROOT } from './process';

/** A sample of the result of a query. */
export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** Describes tests that need a real Prometheus. */
export const needsPrometheus = needs(
  'prometheus, of the package prometheus',
  () => spawnSync('prometheus', ['--version']).status === 0,
);

/** Starts Prometheus on the shipped rules and these targets by job, scraped once a second. It is stopped after the tests of the file. */
export async function startPrometheus(targets: Readonly<Record<string, string>>): Promise<PrometheusApi> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const jobs = Object.entries(targets).map(([job, url]) => ({
    job_name: job,
    static_configs: [{ targets: [new URL(url).host] }],
  }));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(ROOT, 'deploy/prometheus/*.rules.yaml')],
    scrape_configs: jobs,
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn('prometheus', [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}`,
  ]);
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  onTestEnd(async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });
  const api = new PrometheusApi(`http://${address}`);
  const isReady = async () => (await fetch(`${api.url}/-/ready`).catch(() => undefined))?.ok;
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(output);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return api;
}

/** The HTTP API of a Prometheus. */
export class PrometheusApi {
  constructor(readonly url: string) {}

  /** Returns the result of a query. @throws Error if the query fails. */
  async query(query: string): Promise<readonly QueryResult[]> {
    return (await this.#get<{ result: QueryResult[] }>(`query?query=${encodeURIComponent(query)}`)).result;
  }

  /** Returns the rules with their health, and the state of alerts. */
  async rules(): Promise<readonly { name: string; health: string; state?: string; lastError?: string }[]> {
    const { groups } = await this.#get<{ groups: { rules: { name: string; health: string; state?: string }[] }[] }>(
      'rules',
    );
    return groups.flatMap(({ rules }) => rules);
  }

  /** Returns the alerts that are pending or firing. */
  async alerts(): Promise<readonly { labels: Record<string, string>; state: string }[]> {
    return (await this.#get<{ alerts: { labels: Record<string, string>; state: string }[] }>('alerts')).alerts;
  }

  async #get<Data>(path: string): Promise<Data> {
    const response = await fetch(`${this.url}/api/v1/${path}`);
    const body = (await response.json()) as { status: string; data: Data; error?: string };
    if (body.status !== 'success') throw new Error(`${path}: ${body.error}`);
    return body.data;
  }
}
