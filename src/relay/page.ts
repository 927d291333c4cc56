import { MAX_PAGE_SIZE } from '../contract/limits';
import { checkAll } from '../input/check-all';
import { InputError } from '../input/input-error';
import { decodeCursor, encodeCursor } from './cursor';
import { incompleteList } from './last-page';
import { PageInfo } from './page-info.type';

/** The requested part of a list, as the upstream's offset and limit. */
export interface PageRequest {
  readonly list: string;
  readonly offset: number;
  readonly limit: number;
}

/** One item of a connection, with the cursor after which the next page starts. */
export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

/** An item and its offset in the upstream's list. */
export interface Placed<Node> {
  readonly offset: number;
  readonly node: Node;
}

/** A page as the Relay connection specification defines it. */
export interface Page<Node> {
  readonly edges: Edge<Node>[];
  readonly pageInfo: PageInfo;
  /** The total, or a function if counting costs upstream calls. The function is called only if the field is selected. */
  readonly totalCount: number | (() => Promise<number>);
}

/**
 * Converts `first` and `after` to the upstream's offset and limit.
 * @param list identifies the list and its filter. A cursor is valid for one list only.
 * @throws InputError if `first` is outside 1 to 500, or the cursor belongs to another list.
 */
export function pageRequest(list: string, first: number, after: string | null | undefined): PageRequest {
  const [, offset] = checkAll(
    () => checkFirst(first),
    () => (after === null || after === undefined ? 0 : decodeCursor(list, after) + 1),
  );
  return { list, offset, limit: first };
}

/** Checks the size of a page. @throws InputError if `first` is outside 1 to 500. */
export function checkFirst(first: number): void {
  if (Number.isInteger(first) && first >= 1 && first <= MAX_PAGE_SIZE) return;
  throw InputError.at('first', `first must be 1 to ${MAX_PAGE_SIZE}.`);
}

/**
 * Converts a page of the upstream. If the upstream sent no total, a page with items always has a next page, and `totalCount` fails
 * if it is selected.
 * @param total the number of items in the whole list.
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` if the items contradict the total.
 */
export function toPage<Node>(request: PageRequest, nodes: readonly Node[], total: number | undefined): Page<Node> {
  const { offset } = request;
  const end = offset + nodes.length;
  const placed = nodes.map((node, index) => ({ offset: offset + index, node }));
  if (total === undefined) {
    const isEmpty = nodes.length === 0 && offset === 0;
    return pageOf(request, placed, nodes.length > 0, isEmpty ? 0 : () => Promise.reject(incompleteList()));
  }
  const isContradiction = nodes.length > 0 ? end > total : offset < total;
  if (isContradiction) throw incompleteList();
  return pageOf(request, placed, nodes.length > 0 && end < total, total);
}

/** Returns a page of a list that is completely in memory. */
export function slicePage<Node>(request: PageRequest, all: readonly Node[]): Page<Node> {
  return toPage(request, all.slice(request.offset, request.offset + request.limit), all.length);
}

/** Returns a page of items that need not be adjacent in the upstream's list, because the server filters it. */
export function pageOf<Node>(
  request: PageRequest,
  items: readonly Placed<Node>[],
  hasNextPage: boolean,
  totalCount: Page<Node>['totalCount'],
): Page<Node> {
  const edges = items.map(({ offset, node }) => new PlacedEdge(request.list, offset, node));
  return { edges, totalCount, pageInfo: new PageInfo(edges, hasNextPage, request.offset > 0) };
}

/** An edge that computes its cursor only when it is read, because most requests do not select cursors. */
class PlacedEdge<Node> implements Edge<Node> {
  constructor(
    private readonly list: string,
    private readonly offset: number,
    readonly node: Node,
  ) {}

  get cursor(): string {
    return encodeCursor(this.list, this.offset);
  }
}
