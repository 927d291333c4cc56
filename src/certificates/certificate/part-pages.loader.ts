import DataLoader from 'dataloader';
import { type CallBudget, MAX_PAGE_SIZE } from '../../contract/limits';
import { mapBounded } from '../../lib/map-bounded';
import type { UpstreamPage } from '../../relay/last-page';
import type { LoaderFactory } from '../../request/context';
import { type ListRow, type Part, readPart } from './certificate-parts';

/** One page of up to 500 certificates of a part. */
export interface PartPageKey {
  readonly part: Part;
  readonly offset: number;
}

/**
 * Returns a loader of pages of 500 certificates, each of which is read once per request.
 * @param budgetOf returns the call budget that a page counts against.
 */
export function partPagesLoader(
  budgetOf: (key: PartPageKey) => CallBudget,
): LoaderFactory<PartPageKey, UpstreamPage<ListRow>, string> {
  return (context) =>
    new DataLoader(
      (keys) =>
        mapBounded(keys, (key) =>
          readPart(context, key.part, key.offset, MAX_PAGE_SIZE, budgetOf(key)).catch((error: Error) => error),
        ),
      { cacheKeyFn: ({ part: { name, query }, offset }) => JSON.stringify([name, query, offset]) },
    );
}
