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

  @Field(() => String, { nullable: true, description: 'The cursor of the first item; null for an empty page.' })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last item, for `after` of the next page; null for an empty page.',
  })
  readonly endCursor: string | null;

  constructor(fields: PageInfo) {
    this.hasNextPage = fields.hasNextPage;
    this.hasPreviousPage = fields.hasPreviousPage;
    this.startCursor = fields.startCursor;
    this.endCursor = fields.endCursor;
  }
}
