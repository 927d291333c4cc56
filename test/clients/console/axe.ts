import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { requireFrom } from '../../support/needs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The languages and color schemes in which pages are checked. */
export const APPEARANCES = [
  ['en', 'light'],
  ['en', 'dark'],
  ['zh-CN', 'light'],
  ['zh-CN', 'dark'],
] as const;

/** Returns the violations of WCAG 2.2 AA and of best practices that axe finds in a page. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(requireFrom('test/clients').resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate<string[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
  );
}
