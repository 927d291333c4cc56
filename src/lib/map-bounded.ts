/** The maximum number of concurrent upstream calls of one request. The upstream is rate limited. */
export const CALLS_AT_ONCE = 8;

/**
 * Runs `work` over all items, at most `CALLS_AT_ONCE` at once.
 * @returns the results in the order of the items.
 * @throws the error of the first `work` that fails. No further item is started after it.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  let failed = false;
  const run = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, items.length) }, run));
  return results;
}
