import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { certificate, sampleProject } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../../src/simulator/tokens';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';
import { describeInBrowser, startBrowser } from '../browser';
import { openConsole } from './open-console';

/** The number of certificates: the maximum that the server sorts. */
const COUNT = 10_000;

const LAST = 'certificate_09999';

/** The number of rows in the document that the table may have: those in view, and some more on each side. */
const MAX_ROWS = 60;

/** Scrolls to the end by 60 rows a frame. Returns the time of each frame in milliseconds, and the maximum of rows in the document. */
const SCROLL = `new Promise((resolve) => {
  const scroller = document.querySelector('.scroller');
  const times = [];
  let rows = 0;
  let last;
  scroller.scrollTo(0, 0);
  const step = (now) => {
    if (last !== undefined) times.push(now - last);
    last = now;
    rows = Math.max(rows, document.querySelectorAll('.grid-body [role=row]').length);
    if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) return resolve({ times, rows });
    scroller.scrollBy(0, 60 * 48);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

describeInBrowser('a list of 10,000 certificates in the console', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    const now = new Date();
    const certificates = Array.from({ length: COUNT }, (_, index) =>
      certificate(`c${index}`, `certificate_${String(index).padStart(5, '0')}`, ['a.example.com'], {
        now,
        days: [-10, 100 + index],
      }),
    );
    const { simulator } = await startTestSimulator({
      projects: [{ ...sampleProject(now), domains: [], certificates }],
    });
    const env = { APIG_ENDPOINT: simulator.url, APIG_PROJECT_ID: SIMULATOR_PROJECT_ID, RATE_LIMIT: 'off' };
    ({ url } = await startServerProcess(env));
  });

  it('is read to its end as it is scrolled, with few rows in the document, and exported completely', async () => {
    const { page, operations, problems } = await openConsole(browser, url);
    await page.getByText('10,000 certificates').first().waitFor();
    const table = page.getByRole('table');
    expect(await table.getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
    const scroller = page.locator('.scroller');
    for (let read = 1; read < COUNT / 500; read++) {
      const next = page.waitForResponse('**/graphql');
      await scroller.evaluate((it) => it.scrollTo(0, it.scrollHeight));
      await next;
    }
    while ((await scroller.evaluate((it) => it.scrollHeight)) < COUNT * 48) await page.waitForTimeout(50);
    await scroller.evaluate((it) => it.scrollTo(0, it.scrollHeight));
    await page.getByRole('link', { name: LAST }).waitFor();
    expect(operations.filter((it) => it === 'ConsoleCertificates')).toHaveLength(COUNT / 500);

    const { times, rows } = await page.evaluate<{ times: number[]; rows: number }>(SCROLL);
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
    console.log(`frames: ${times.length}; median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms; rows: ${rows}`);
    expect(times.length).toBeGreaterThan(100);
    expect(rows).toBeLessThan(MAX_ROWS);
    // A table that renders all of its rows takes seconds for a frame, also on a fast machine.
    expect(at(0.5)).toBeLessThan(250);
    await page.getByRole('link', { name: LAST }).waitFor();

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export 10,000 as CSV' }).click();
    const csv = readFileSync(await (await downloading).path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(csv).toHaveLength(COUNT + 1);
    expect(new Set(csv).size).toBe(COUNT + 1);
    expect(problems).toEqual([]);
    await page.context().close();
  }, 120_000);

  it('is exported completely before it was scrolled', async () => {
    const { page } = await openConsole(browser, url);
    await page.getByText('10,000 certificates').first().waitFor();
    const downloading = page.waitForEvent('download', { timeout: 100_000 });
    await page.getByRole('button', { name: 'Export 10,000 as CSV' }).click();
    expect(
      readFileSync(await (await downloading).path(), 'utf8')
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(COUNT + 1);
    await page.context().close();
  }, 120_000);
});
