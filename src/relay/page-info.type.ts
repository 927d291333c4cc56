import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@shareable')
@ObjectType({
  simpleResolvers: true,
  description: 'Where a page stands in its list (Relay connection specification).',
})
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  readonly hasPreviousPage: boolean;

  readonly #edges: readonly { readonly cursor: string }[];

  constructor(edges: readonly { readonly cursor: string }[], hasNextPage: boolean, hasPreviousPage: boolean) {
    this.#edges = edges;
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
  }

  @Field(() => String, { nullable: true, description: 'The cursor of the first item; null for an empty page.' })
  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last item, for `after` of the next page; null for an empty page.',
  })
  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}
