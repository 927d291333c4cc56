import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { required } from '../apig/reply-values';
import type { components } from '../contract/apig';

type UpstreamGateway = components['schemas']['Gateway'];

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A dedicated API gateway (an instance, in the words of the upstream).',
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

  @Field(() => String, { nullable: true, description: 'What it does now, in the words of the upstream: `Running`.' })
  get status(): string | null {
    return this.source.status ?? null;
  }

  @Field(() => String, { nullable: true, description: 'The edition: `PROFESSIONAL`.' })
  get spec(): string | null {
    return this.source.spec ?? null;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was created.' })
  get createTime(): Date | null {
    const { create_time: time } = this.source;
    return time === undefined ? null : new Date(time);
  }

  @Field(() => ID, { nullable: true, description: 'The enterprise project that it belongs to.' })
  get enterpriseProjectId(): string | null {
    return this.source.enterprise_project_id ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Its public IP address, where it has one.' })
  get eipAddress(): string | null {
    return this.source.eip_address ?? null;
  }

  @Field(() => Int, { nullable: true, description: 'How it is paid for, in the numbers of the upstream.' })
  get chargingMode(): number | null {
    return this.source.charging_mode ?? null;
  }
}
