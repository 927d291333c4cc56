import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { ApigFailure } from '../../apig/failure';
import { dateOf, optionalDate, required } from '../../apig/reply-values';
import type { components } from '../../contract/apig';
import { GLOBAL_INSTANCE_ID } from '../../contract/limits';
import { RequestContext } from '../../request/context';
import { Cost, FREE } from '../../request/cost';
import { AlgorithmType, CertificateScope } from './certificate.enums';
import { daysUntil } from './certificate-state';
import { coversDomain } from './covers';

type UpstreamCertificate = components['schemas']['CertificateDetails'];

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    "An SSL certificate of the project. No reply ever contains its private key. Fields marked (*) are not in the upstream's list pages: under `certificates` they cost one upstream call for each certificate, all of them together.",
})
export class Certificate {
  constructor(
    readonly source: UpstreamCertificate,
    readonly complete: boolean,
  ) {
    this.id = required(source.id);
  }

  /** A certificate as the upstream's list pages have it. @throws ApigFailure for one without an id. */
  static listed(source: UpstreamCertificate): Certificate {
    return new Certificate(source, false);
  }

  /** A certificate as the upstream shows it alone. @throws ApigFailure for one without an id. */
  static withDetails(source: UpstreamCertificate): Certificate {
    return new Certificate(source, true);
  }

  /**
   * A certificate as the reply to a change shows it: an error in a part of it would hide that the change was made.
   * @throws ApigFailure for one that lacks what is never null.
   */
  static ofChange(source: UpstreamCertificate): Certificate {
    const certificate = Certificate.withDetails(source);
    const { name: _, notAfter: __, type } = certificate;
    if (!Object.values(CertificateScope).includes(type)) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
    return certificate;
  }

  @Field(() => ID, { description: 'The id of the certificate.' })
  readonly id: string;

  @Field(() => String, { description: 'The name that its owner gave it.' })
  get name(): string {
    return required(this.source.name);
  }

  @Field(() => CertificateScope, { description: 'Where it may be used.' })
  get type(): CertificateScope {
    return required(this.source.type) as CertificateScope;
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The gateway that it may be used on; null for a global certificate.',
  })
  get instanceId(): string | null {
    const id = this.source.instance_id;
    return id === undefined || id === GLOBAL_INSTANCE_ID ? null : id;
  }

  @Field(() => ID, { nullable: true, description: 'The project that it belongs to.' })
  get projectId(): string | null {
    return this.source.project_id ?? null;
  }

  @Field(() => String, { nullable: true, description: 'The common name of its subject.' })
  get commonName(): string | null {
    return this.source.common_name ?? null;
  }

  @Field(() => [String], { description: 'Its subject alternative names: the domains that it is for.' })
  get san(): string[] {
    return this.source.san ?? [];
  }

  /** The first moment at which it is valid, of a certificate with its details. */
  get validFrom(): Date | null {
    return optionalDate(this.source.not_before);
  }

  @Field(() => GraphQLDateTime, { description: 'The last moment at which it is valid.' })
  get notAfter(): Date {
    return dateOf(required(this.source.not_after));
  }

  @Field(() => String, { nullable: true, description: 'How it is signed: `SHA256-RSA`.' })
  get signatureAlgorithm(): string | null {
    return this.source.signature_algorithm ?? null;
  }

  @Field(() => AlgorithmType, { nullable: true, description: 'The algorithm of its key.' })
  get algorithmType(): AlgorithmType | null {
    return (this.source.algorithm_type as AlgorithmType | undefined) ?? null;
  }

  @Field(() => Boolean, {
    description: 'Whether it has a trusted root CA, against which clients are verified (mutual TLS).',
  })
  get hasTrustedRootCa(): boolean {
    return this.source.is_has_trusted_root_ca ?? false;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was created in the gateway service.' })
  get createTime(): Date | null {
    return optionalDate(this.source.create_time);
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was last updated.' })
  get updateTime(): Date | null {
    return optionalDate(this.source.update_time);
  }

  @Cost(FREE)
  @Field(() => Int, {
    description: 'Whole days until it expires, rounded down: 0 on its last day, negative once it has expired.',
  })
  expiresInDays(@Ctx() context: RequestContext): number {
    return daysUntil(this.notAfter, context.now);
  }

  @Cost(FREE)
  @Field(() => Boolean, {
    description:
      'Whether TLS clients take it for the domain: one of its subject alternative names matches (its common name where it has none), a wildcard standing for one label (RFC 6125).',
  })
  covers(@Arg('domain', () => String, { description: 'The domain name to look for.' }) domain: string): boolean {
    return coversDomain(this, domain);
  }
}
