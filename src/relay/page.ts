import { MAX_PAGE_SIZE } from '../contract/limits';
import { InputError } from '../input/input-error';
import { decodeCursor, encodeCursor } from './cursor';
import { incompleteList } from './last-page';
import { PageInfo } from './page-info.type';

/** The part of a list that a caller asked for, in the upstream's terms. */
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

/** What `pageOf` needs of one item: its place in the upstream's list. */
export interface Placed<Node> {
  readonly offset: number;
  readonly node: Node;
}

/** A page in the terms of the Relay connection specification. */
export interface Page<Node> {
  readonly edges: Edge<Node>[];
  readonly pageInfo: PageInfo;
  /** A function where the count costs upstream calls: called only when it is selected. */
  readonly totalCount: number | (() => Promise<number>);
}

/**
 * The upstream's offset and limit for `first` and `after`.
 * @param list names the list with its filter: a cursor holds for one list alone.
 * @throws InputError for a `first` outside 1 to 500, or a cursor that is not of this list.
 */
export function pageRequest(list: string, first: number, after: string | null | undefined): PageRequest {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE_SIZE) {
    throw InputError.at('first', `first must be 1 to ${MAX_PAGE_SIZE}.`);
  }
  const offset = after === null || after === undefined ? 0 : decodeCursor(list, after) + 1;
  return { list, offset, limit: first };
}

/**
 * Returns the page that an upstream's page makes. Where the upstream sent no count of the whole list, there may be more after
 * any item, and the count cannot be told: `totalCount` fails when it is selected.
 * @param total the upstream's count of the whole list.
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` where the items and the count contradict each other.
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

/** The page of a list that is here whole. */
export function slicePage<Node>(request: PageRequest, all: readonly Node[]): Page<Node> {
  return toPage(request, all.slice(request.offset, request.offset + request.limit), all.length);
}

/** The page of items from anywhere in a list: what a filter of our own leaves of the upstream's. */
export function pageOf<Node>(
  request: PageRequest,
  items: readonly Placed<Node>[],
  hasNextPage: boolean,
  totalCount: Page<Node>['totalCount'],
): Page<Node> {
  const edges = items.map(({ offset, node }) => new PlacedEdge(request.list, offset, node));
  return { edges, totalCount, pageInfo: new PageInfo(edges, hasNextPage, request.offset > 0) };
}

/** Most requests do not ask for cursors: each is made when it is read. */
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
