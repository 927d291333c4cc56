import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { printed, ROOT, spawnProgram } from '../support/process';
import { needsPrometheus, PrometheusApi } from '../support/prometheus';

needsPrometheus('npm run demo', () => {
  it('shows a change, its spans, its metric, its audit record and an alert on a certificate that expires, and stops all', async () => {
    const demo = spawnProgram('examples/demo/start.mjs', {}, ['--free-ports']);
    expect(await printed(demo, /^(Starting .*)$/m)).toMatch(/simulator.*server.*exporter.*Prometheus \.\.\.$/);
    const curl = await printed(demo, /^(curl .*)$/m);
    const console = await fetch(await printed(demo, /^Console +(\S+)$/m));
    expect([console.status, await console.text()]).toEqual([200, expect.stringContaining('/console/assets/')]);
    const show = await printed(demo, /^(node dist\/main\.js audit show .*)$/m);
    const query = await printed(demo, /^ +(sum by .*)$/m);
    const prometheus = new PrometheusApi(await printed(demo, /^Prometheus +(\S+)\/alerts$/m));
    const run = (command: string) => execFileSync('sh', ['-c', command], { cwd: ROOT, encoding: 'utf8' });

    expect(JSON.parse(run(curl))).toEqual({
      data: { detachCertificateDomains: { __typename: 'DetachCertificateDomainsSuccess' } },
    });
    const [traceId, sentIn] = await Promise.all([
      printed(demo, /^span {2}detachCertificateDomains .* {2}trace ([0-9a-f]{32})$/m),
      printed(demo, /^span {2}POST\b.*detach.* {2}trace ([0-9a-f]{32})$/m),
    ]);
    expect(sentIn).toBe(traceId);
    const named = [...demo.output().matchAll(/^span {2}(.*?) {2}/gm)].map(([, name]) => name);
    expect(named).toEqual(['POST /graphql', 'detachCertificateDomains', expect.stringMatching(/^POST .*detach/)]);
    expect(run(show)).toMatch(/detachCertificateDomains[\s\S]*APPLIED|APPLIED[\s\S]*detachCertificateDomains/);
    expect(
      await eventually(async () =>
        (await prometheus.query(query)).map(({ metric, value: [, value] }) => ({ ...metric, value })),
      ),
    ).toEqual([{ change: 'detachCertificateDomains', outcome: 'APPLIED', value: '1' }]);
    const firing = await eventually(async () => {
      const alerts = (await prometheus.alerts()).filter(({ state }) => state === 'firing');
      return alerts.filter(({ labels }) => labels['alertname'] === 'CertificateExpiresIn14Days');
    });
    expect(firing.map(({ labels }) => labels['severity'])).toContain('warning');

    demo.child.kill('SIGINT');
    expect(await demo.finished).toMatchObject({ code: 0 });
    const audit = /audit show (\S+)/.exec(show)?.[1] ?? '';
    expect([audit.endsWith('audit.log'), existsSync(audit)]).toEqual([true, false]);
    for (const [url] of demo.output().matchAll(/http:\/\/127\.0\.0\.1:\d+/g)) {
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    }
  }, 60_000);
});

/** Returns the first list that is not empty. */
async function eventually<Item>(list: () => Promise<Item[]>): Promise<Item[]> {
  for (;;) {
    const found = await list();
    if (found.length > 0) return found;
    await sleep(200);
  }
}
