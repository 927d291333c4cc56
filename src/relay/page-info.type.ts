import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@shareable')
@ObjectType({
  simpleResolvers: true,
  description: 'The position of a page in its list (Relay connection specification).',
})
export class PageInfo {
  @Field(() => Boolean, { description: 'True if there are items after the page.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'True if there are items before the page.' })
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
    description: 'The cursor of the last item; null for an empty page. Pass it as `after` to get the next page.',
  })
  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}
