import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** What is known of a group wherever it is named. */
export interface ApiGroupFacts {
  readonly id: string;
  readonly name: string;
  readonly instanceId: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An API group of a gateway: what a domain leads to.' })
export class ApiGroup {
  @Field(() => ID, { description: 'The id of the group.' })
  readonly id: string;

  @Field(() => String, { description: 'The name of the group.' })
  readonly name: string;

  /** The gateway that it is on. */
  readonly instanceId: string;

  constructor(facts: ApiGroupFacts) {
    this.id = facts.id;
    this.name = facts.name;
    this.instanceId = facts.instanceId;
  }
}
