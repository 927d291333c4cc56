import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The facts about a group that every upstream reply naming it contains. */
export interface ApiGroupFacts {
  readonly id: string;
  readonly name: string;
  readonly instanceId: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An API group of a gateway. Domains belong to API groups.' })
export class ApiGroup {
  @Field(() => ID, { description: 'The id of the group.' })
  readonly id: string;

  @Field(() => String, { description: 'The name of the group.' })
  readonly name: string;

  /** The id of its gateway. */
  readonly instanceId: string;

  constructor(facts: ApiGroupFacts) {
    this.id = facts.id;
    this.name = facts.name;
    this.instanceId = facts.instanceId;
  }
}
