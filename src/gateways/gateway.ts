import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { components } from '../contract/apig';

type UpstreamGateway = components['schemas']['Gateway'];

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A dedicated API gateway (an instance, in the words of the upstream).',
})
export class Gateway {
  @Field(() => ID, { description: 'The id of the gateway.' })
  readonly id: string;

  @Field(() => String, { nullable: true, description: 'The name of the gateway.' })
  readonly name: string | null;

  @Field(() => String, { nullable: true, description: 'What it does now, in the words of the upstream: `Running`.' })
  readonly status: string | null;

  @Field(() => String, { nullable: true, description: 'The edition: `PROFESSIONAL`.' })
  readonly spec: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was created.' })
  readonly createTime: Date | null;

  @Field(() => ID, { nullable: true, description: 'The enterprise project that it belongs to.' })
  readonly enterpriseProjectId: string | null;

  @Field(() => String, { nullable: true, description: 'Its public IP address, where it has one.' })
  readonly eipAddress: string | null;

  @Field(() => Int, { nullable: true, description: 'How it is paid for, in the numbers of the upstream.' })
  readonly chargingMode: number | null;

  constructor(source: UpstreamGateway & { id: string }) {
    this.id = source.id;
    this.name = source.instance_name ?? null;
    this.status = source.status ?? null;
    this.spec = source.spec ?? null;
    this.createTime = source.create_time === undefined ? null : new Date(source.create_time);
    this.enterpriseProjectId = source.enterprise_project_id ?? null;
    this.eipAddress = source.eip_address ?? null;
    this.chargingMode = source.charging_mode ?? null;
  }
}
