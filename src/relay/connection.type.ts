import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { Cost, FREE, pageItems } from '../request/cost';
import type { Edge, Page } from './page';
import { PageInfo } from './page-info.type';

/** Returns the base class of an edge type: `class DomainEdge extends edgeOf(Domain, 'domain')`. */
export function edgeOf<Node extends object>(nodeClass: ClassType<Node>, nodeName: string) {
  @ObjectType({ simpleResolvers: true })
  abstract class AbstractEdge implements Edge<Node | null> {
    @Field(() => String, { description: `The cursor of this ${nodeName}, for the argument \`after\`.` })
    readonly cursor!: string;

    @Field(() => nodeClass, {
      nullable: true,
      description: `The ${nodeName}. It is null, with an entry in \`errors\`, if one of its non-null fields could not be read.`,
    })
    readonly node!: Node | null;
  }
  return AbstractEdge;
}

/** Returns the base class of a connection type. */
export function connectionOf<Node extends object>(edgeClass: ClassType<object>, nodeName: string) {
  @ObjectType({ simpleResolvers: true })
  abstract class AbstractConnection {
    @Cost({ items: (_, list) => pageItems(list) })
    @Field(() => [edgeClass], { description: `The ${nodeName}s of the page, each with its cursor.` })
    readonly edges: Edge<Node>[];

    @Field(() => PageInfo, { description: 'The position of the page in the list.' })
    readonly pageInfo: PageInfo;

    readonly #totalCount: Page<Node>['totalCount'];

    constructor(page: Page<Node>) {
      this.edges = page.edges;
      this.pageInfo = page.pageInfo;
      this.#totalCount = page.totalCount;
    }

    // The cost of counting is declared on the field that returns the list.
    @Cost(FREE)
    @Field(() => Int, { description: `The total number of ${nodeName}s, on all pages together.` })
    totalCount(): number | Promise<number> {
      return typeof this.#totalCount === 'function' ? this.#totalCount() : this.#totalCount;
    }
  }
  return AbstractConnection;
}
