import { SIMULATOR_DOMAIN, SIMULATOR_PASSWORD } from '../../src/simulator/iam';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from '../../src/simulator/seed';
import { startSimulator } from '../../src/simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { freePort, printed, spawnServer, startServerProcess } from '../support/process';
import { needsPrometheus, type PrometheusApi, startPrometheus } from '../support/prometheus';
import { PANEL_QUERIES } from './rules';

needsPrometheus('Prometheus, on the built server and exporter', () => {
  let prometheus: PrometheusApi;
  let send: (query: string) => Promise<string>;

  beforeAll(async () => {
    const simulator = await startSimulator({ port: 0, host: '127.0.0.1' });
    onTestEnd(() => simulator.close());
    const upstream = { APIG_ENDPOINT: simulator.url, APIG_PROJECT_ID: SIMULATOR_PROJECT_ID, METRICS_PORT: '0' };
    const iam = { IAM_ENDPOINT: simulator.url, IAM_DOMAIN: SIMULATOR_DOMAIN, IAM_USER: 'simulator-reader' };
    const exporter = spawnServer({ ...upstream, ...iam, IAM_PASSWORD: SIMULATOR_PASSWORD }, ['exporter']);
    const redis = `redis://127.0.0.1:${await freePort()}`;
    const server = await startServerProcess({
      ...upstream,
      REDIS_URL: redis,
      UPSTREAM_RETRIES: '1',
      LOG_LEVEL: 'info',
    });
    prometheus = await startPrometheus({
      gateway: await printed(server, /(http:[^"]+)\/metrics/),
      exporter: await printed(exporter, /(http:[^"]+)\/metrics/),
    });
    send = async (query) => {
      const headers = { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin };
      const body = JSON.stringify({ query });
      return (await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })).text();
    };
  }, 30_000);

  /** Calls a function until it returns nothing. @returns what it returned last, after 15 seconds. */
  async function leftOf(check: () => Promise<readonly string[]>): Promise<readonly string[]> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const left = await check();
      if (left.length === 0 || Date.now() > deadline) return left;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  it('returns data for every query of the dashboard', async () => {
    const detach = `mutation { detachCertificateDomains(certificateId: "${SAMPLE_IDS.shopCertificate}",
      domains: [{ domain: "${SAMPLE_DOMAIN}" }]) { __typename } }`;
    const failing = '{ certificate(id: "simulate-hangup") { __typename } }';
    const tooDeep = `{ ${'__typename '.repeat(1_001)} }`;
    const traffic = async () => {
      await Promise.all([send(detach), send(tooDeep), send('{ certificates(first: 1) { __typename } }')]);
      for (let call = 0; call < 10; call++) await send(failing);
    };
    const withoutData = await leftOf(async () => {
      await traffic();
      const results = await Promise.all(PANEL_QUERIES.map(({ expr }) => prometheus.query(expr)));
      // Before its second scrape, a quotient of rates is NaN.
      const hasData = (index: number) => results[index]?.some(({ value: [, value] }) => value !== 'NaN');
      return PANEL_QUERIES.filter((_, index) => !hasData(index)).map(({ title, expr }) => `${title}: ${expr}`);
    });
    expect(withoutData).toEqual([]);
    expect(PANEL_QUERIES.length).toBeGreaterThan(25);
  }, 20_000);

  it('evaluates all rules without an error', async () => {
    const failing = async () => {
      const rules = await prometheus.rules();
      return rules.filter(({ health }) => health !== 'ok').map((rule) => JSON.stringify(rule));
    };
    expect(await leftOf(failing)).toEqual([]);
  });

  it('has an alert pending for the Redis that is not there, and for the circuit that is open', async () => {
    const silent = async () => {
      const active = new Set((await prometheus.alerts()).map(({ labels }) => labels['alertname']));
      return ['GatewayRedisAway', 'GatewayCircuitOpen'].filter((name) => !active.has(name));
    };
    for (let call = 0; call < 25; call++) await send('{ certificate(id: "simulate-hangup") { __typename } }');
    expect(await leftOf(silent)).toEqual([]);
  }, 20_000);
});
