import type { GraphQLResolveInfo } from 'graphql';
import type { Page } from './page';
import { selectsDirectly } from './selects';

/**
 * Counts a page's list where `totalCount` is selected and takes work: in the resolver, so that a count that fails is an error
 * result and leaves no null where there must be none.
 * @throws what the count throws
 */
export async function countedPage<Node>(page: Page<Node>, info: GraphQLResolveInfo): Promise<Page<Node>> {
  const { totalCount } = page;
  if (typeof totalCount === 'number' || !selectsDirectly(info, 'totalCount')) return page;
  return { ...page, totalCount: await totalCount() };
}
