import type { GraphQLResolveInfo } from 'graphql';
import type { Page } from './page';
import { selectsAt } from './selects';

/**
 * Counts the list of a page if `totalCount` is selected and not known yet. The count runs in the root resolver, so that its failure
 * becomes an error result instead of a null in a non-null field.
 * @throws the errors of the count
 */
export async function countedPage<Node>(page: Page<Node>, info: GraphQLResolveInfo): Promise<Page<Node>> {
  const { totalCount } = page;
  if (typeof totalCount === 'number' || !selectsAt(info, 'totalCount')) return page;
  return { ...page, totalCount: await totalCount() };
}
