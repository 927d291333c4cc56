import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestEnd } from '../../support/cleanup';
import { freePort, printed, spawnProgram, startServerProcess } from '../../support/process';
import { describeInBrowser, startBrowser } from '../browser';
import { openConsole } from './open-console';

describeInBrowser('the development server of the console', () => {
  it('serves the console from its sources, with the GraphQL of another server', async () => {
    const { url } = await startServerProcess({ RATE_LIMIT: 'off' });
    const cache = await mkdtemp(join(tmpdir(), 'console-dev-'));
    onTestEnd(async () => rmSync(cache, { recursive: true, force: true }));
    const port = await freePort();
    const vite = spawnProgram('node_modules/vite/bin/vite.js', { SERVER: url, CONSOLE_CACHE: cache, NO_COLOR: '1' }, [
      ...['--config', 'examples/console/vite.config.mjs'],
      ...['--host', '127.0.0.1', '--port', String(port), '--strictPort'],
    ]);
    const served = (await printed(vite, /(http:\/\/127\.0\.0\.1:\d+)\/console/)).replace(/\/$/, '');
    const { page, problems } = await openConsole(await startBrowser(), served, { path: '/' });
    await page.locator('.timeline li').first().waitFor();
    await page.goto(`${served}/console/certificates?name=shop`);
    await page.getByRole('button', { name: 'simulator-admin-token' }).click();
    await page.locator('button[type=submit]').click();
    await page.getByText('3 certificates').first().waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  }, 60_000);
});
