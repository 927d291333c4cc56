import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { required } from '../apig/reply-values';
import type { components } from '../contract/apig';

type UpstreamGateway = components['schemas']['Gateway'];

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A dedicated API gateway. The upstream calls it an instance.',
})
export class Gateway {
  constructor(private readonly source: UpstreamGateway & { id: string }) {
    this.id = source.id;
  }

  @Field(() => ID, { description: 'The id of the gateway.' })
  readonly id: string;

  @Field(() => String, { description: 'The name of the gateway.' })
  get name(): string {
    return required(this.source.instance_name);
  }

  @Field(() => String, { nullable: true, description: "The status, as the upstream's text, such as `Running`." })
  get status(): string | null {
    return this.source.status ?? null;
  }

  @Field(() => String, { nullable: true, description: 'The edition, such as `PROFESSIONAL`.' })
  get spec(): string | null {
    return this.source.spec ?? null;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the gateway was created.' })
  get createTime(): Date | null {
    const { create_time: time } = this.source;
    return time === undefined ? null : new Date(time);
  }

  @Field(() => ID, { nullable: true, description: 'The id of the enterprise project of the gateway.' })
  get enterpriseProjectId(): string | null {
    return this.source.enterprise_project_id ?? null;
  }

  @Field(() => String, { nullable: true, description: 'The public IP address; null if there is none.' })
  get eipAddress(): string | null {
    return this.source.eip_address ?? null;
  }

  @Field(() => Int, { nullable: true, description: "The billing mode, as the upstream's number." })
  get chargingMode(): number | null {
    return this.source.charging_mode ?? null;
  }
}
