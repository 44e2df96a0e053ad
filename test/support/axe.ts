/** What axe-core finds on a page. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** A violation, as axe-core tells it. */
interface Fault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Violations that axe-core calls serious or critical. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy lets no script in.
  await page.evaluate(await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'));
  const faults = await page.evaluate<Fault[]>('axe.run().then(({ violations }) => violations)');
  return faults
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
