import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { Cost, FREE, pageItems } from '../request/cost';
import type { Edge, Page } from './page';
import { PageInfo } from './page-info.type';

/** The base class of an edge, to be extended under the name that the schema shows: `class DomainEdge extends edgeOf(Domain, 'domain')`. */
export function edgeOf<Node extends object>(nodeClass: ClassType<Node>, nodeName: string) {
  @ObjectType({ simpleResolvers: true })
  abstract class AbstractEdge implements Edge<Node | null> {
    @Field(() => String, { description: `The place of this ${nodeName} in the list, for \`after\`.` })
    readonly cursor!: string;

    @Field(() => nodeClass, {
      nullable: true,
      description: `The ${nodeName}; null, with an entry in \`errors\`, where a part of it that may not be null could not be read.`,
    })
    readonly node!: Node | null;
  }
  return AbstractEdge;
}

/** The base class of a connection, to be extended under the name that the schema shows. */
export function connectionOf<Node extends object>(edgeClass: ClassType<object>, nodeName: string) {
  @ObjectType({ simpleResolvers: true })
  abstract class AbstractConnection {
    @Cost({ items: (_, list) => pageItems(list) })
    @Field(() => [edgeClass], { description: `The ${nodeName}s of this page, each with its cursor.` })
    readonly edges: Edge<Node>[];

    @Field(() => PageInfo, { description: 'Where this page stands in the list.' })
    readonly pageInfo: PageInfo;

    readonly #totalCount: Page<Node>['totalCount'];

    constructor(page: Page<Node>) {
      this.edges = page.edges;
      this.pageInfo = page.pageInfo;
      this.#totalCount = page.totalCount;
    }

    // What a count costs belongs to the list.
    @Cost(FREE)
    @Field(() => Int, { description: 'How many there are in all, on every page together.' })
    totalCount(): number | Promise<number> {
      return typeof this.#totalCount === 'function' ? this.#totalCount() : this.#totalCount;
    }
  }
  return AbstractConnection;
}
