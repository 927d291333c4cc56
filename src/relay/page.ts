import { MAX_PAGE_SIZE } from '../contract/limits';
import { checkAll } from '../input/check-all';
import { InputError } from '../input/input-error';
import { decodeOffset, encodeCursor, type Place } from './cursor';
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

/** An item and its place in its list. */
export interface Placed<Node> {
  readonly place: Place;
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
    () => (after === null || after === undefined ? 0 : decodeOffset(list, after) + 1),
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
  const placed = nodes.map((node, index) => ({ place: offset + index, node }));
  const hasPreviousPage = offset > 0;
  if (total === undefined) {
    const hasNextPage = nodes.length > 0;
    const totalCount = hasNextPage || hasPreviousPage ? () => Promise.reject(incompleteList()) : 0;
    return pageOf(request.list, placed, { hasNextPage, hasPreviousPage, totalCount });
  }
  const isContradiction = nodes.length > 0 ? end > total : offset < total;
  if (isContradiction) throw incompleteList();
  const hasNextPage = nodes.length > 0 && end < total;
  return pageOf(request.list, placed, { hasNextPage, hasPreviousPage, totalCount: total });
}

/** Returns a page of a list that is completely in memory. */
export function slicePage<Node>(request: PageRequest, all: readonly Node[]): Page<Node> {
  return toPage(request, all.slice(request.offset, request.offset + request.limit), all.length);
}

/** Returns a page of items that need not be adjacent in one upstream list. @param list identifies the list, for the cursors. */
export function pageOf<Node>(
  list: string,
  items: readonly Placed<Node>[],
  { hasNextPage, hasPreviousPage, totalCount }: PageFacts<Node>,
): Page<Node> {
  const edges = items.map(({ place, node }) => new PlacedEdge(list, place, node));
  return { edges, totalCount, pageInfo: new PageInfo(edges, hasNextPage, hasPreviousPage) };
}

/** The position of a page in its list, and the total. */
export interface PageFacts<Node> extends Pick<Page<Node>, 'totalCount'> {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** An edge that computes its cursor only when it is read, because most requests do not select cursors. */
class PlacedEdge<Node> implements Edge<Node> {
  constructor(
    private readonly list: string,
    private readonly place: Place,
    readonly node: Node,
  ) {}

  get cursor(): string {
    return encodeCursor(this.list, this.place);
  }
}
