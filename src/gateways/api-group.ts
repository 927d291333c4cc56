import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An API group of a gateway: what a domain leads to.' })
export class ApiGroup {
  @Field(() => ID, { description: 'The id of the group.' })
  readonly id: string;

  @Field(() => String, { description: 'The name of the group.' })
  readonly name: string;

  constructor(source: ApiGroup) {
    this.id = source.id;
    this.name = source.name;
  }
}
