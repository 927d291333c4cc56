import { readConfig } from '../../src/config/config';
import { SIMULATOR_DOMAIN, SIMULATOR_PASSWORD } from '../../src/simulator/iam';
import { SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';
import { startExporter } from '../../src/start-exporter';
import { onTestEnd } from '../support/cleanup';
import { startTestSimulator } from '../support/simulator';

it('exports the other certificates if the upstream does not say when one ends, and shows the failure', async () => {
  const { simulator, project } = await startTestSimulator();
  const [first, ...others] = project()?.certificates.filter(({ instance_id }) => instance_id === 'common') ?? [];
  if (!first) throw new Error('no sample data');
  Object.assign(first, { not_after: '' });
  const readAgain = () =>
    readConfig({
      PORT: '0',
      LOG_LEVEL: 'trace',
      APIG_ENDPOINT: simulator.url,
      APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
      IAM_ENDPOINT: simulator.url,
      IAM_DOMAIN: SIMULATOR_DOMAIN,
      IAM_USER: 'simulator-reader',
      IAM_PASSWORD: SIMULATOR_PASSWORD,
      UPSTREAM_RETRIES: '0',
      CIRCUIT_BREAKER: 'off',
    });
  const log: string[] = [];
  const exporter = await startExporter(readAgain(), {
    readAgain,
    logDestination: { write: (line) => void log.push(line) },
  });
  onTestEnd(() => exporter.close());
  while (!log.some((line) => /walk (in)?complete/.test(line))) await new Promise((done) => setTimeout(done, 20));
  const text = await (await fetch(`${exporter.url}/metrics`)).text();
  const series = (metric: string) => text.split('\n').filter((line) => line.startsWith(`${metric}{`));
  const expirations = series('apig_certificate_expiration_timestamp_seconds').join('\n');
  expect(others.length).toBeGreaterThan(1);
  for (const { id } of others) expect(expirations).toContain(id);
  expect(expirations).not.toContain(first.id);
  expect(series('apig_certificate_attached_domains').join('\n')).toContain(first.id);
  expect(text).toMatch(/failures_total\{.*collection="certificates"/);
});
