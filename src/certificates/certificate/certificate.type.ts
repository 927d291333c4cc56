import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { dateOf, optionalDate, required } from '../../apig/reply-values';
import type { components } from '../../contract/apig';
import { GLOBAL_INSTANCE_ID } from '../../contract/limits';
import { RequestContext } from '../../request/context';
import { Cost, FREE } from '../../request/cost';
import { oncePerRequest } from '../../request/memo';
import { AlgorithmType, algorithmOf, CertificateScope, scopeOf } from './certificate.enums';
import { daysUntil } from './certificate-state';
import { coversKey, nameKey } from './covers';

const nameKeyOf = oncePerRequest(nameKey);

type UpstreamCertificate = components['schemas']['CertificateDetails'];

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    "An SSL certificate of the project. No response ever contains its private key. Fields marked (*) are not in the upstream's list pages: under `certificates`, selecting one or more of them costs one upstream call for each certificate.",
})
export class Certificate {
  constructor(
    readonly source: UpstreamCertificate,
    readonly complete: boolean,
  ) {
    this.id = required(source.id);
  }

  /** Creates a certificate from a row of a list page. @throws ApigFailure if it has no id. */
  static listed(source: UpstreamCertificate): Certificate {
    return new Certificate(source, false);
  }

  /** Creates a certificate from the upstream's full representation. @throws ApigFailure if it has no id. */
  static withDetails(source: UpstreamCertificate): Certificate {
    return new Certificate(source, true);
  }

  /**
   * Creates a certificate from the reply to a change. All non-null fields are checked now, because an error in one of them later
   * would hide that the change was made.
   * @throws ApigFailure if a value of a non-null field is missing.
   */
  static ofChange(source: UpstreamCertificate): Certificate {
    const certificate = Certificate.withDetails(source);
    const { name: _, notAfter: __ } = certificate;
    return certificate;
  }

  @Field(() => ID, { description: 'The id of the certificate.' })
  readonly id: string;

  @Field(() => String, { description: 'The name of the certificate.' })
  get name(): string {
    return required(this.source.name);
  }

  @Field(() => CertificateScope, { description: 'The scope of the certificate.' })
  get type(): CertificateScope {
    return scopeOf(this.source.type);
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the gateway of an `INSTANCE` certificate; null for a `GLOBAL` one.',
  })
  get instanceId(): string | null {
    const id = this.source.instance_id;
    return id === undefined || id === GLOBAL_INSTANCE_ID ? null : id;
  }

  @Field(() => ID, { nullable: true, description: 'The id of the project that owns the certificate.' })
  get projectId(): string | null {
    return this.source.project_id ?? null;
  }

  @Field(() => String, { nullable: true, description: "The common name of the certificate's subject." })
  get commonName(): string | null {
    return this.source.common_name ?? null;
  }

  @Field(() => [String], {
    description: 'The subject alternative names: the domain names that it is valid for.',
  })
  get san(): string[] {
    return this.source.san ?? [];
  }

  /** The start of the validity period; null unless the certificate has its details. */
  get validFrom(): Date | null {
    return optionalDate(this.source.not_before);
  }

  /** The end of the validity period; null if the upstream does not say it. `notAfter` fails then. */
  get validUntil(): Date | null {
    return optionalDate(this.source.not_after);
  }

  @Field(() => GraphQLDateTime, {
    description:
      "The end of the certificate's validity period. An error if the upstream does not say: the certificate is null where it is selected, and the others of a list are not affected.",
  })
  get notAfter(): Date {
    return dateOf(required(this.source.not_after));
  }

  @Field(() => String, { nullable: true, description: 'The signature algorithm, such as `SHA256-RSA`.' })
  get signatureAlgorithm(): string | null {
    return this.source.signature_algorithm ?? null;
  }

  @Field(() => AlgorithmType, {
    nullable: true,
    description: "The algorithm of the certificate's key; null if the upstream does not say.",
  })
  get algorithmType(): AlgorithmType | null {
    return algorithmOf(this.source.algorithm_type);
  }

  @Field(() => Boolean, {
    description: 'True if the certificate has a trusted root CA to verify clients (mutual TLS).',
  })
  get hasTrustedRootCa(): boolean {
    return this.source.is_has_trusted_root_ca ?? false;
  }

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the certificate was created in API Gateway.',
  })
  get createTime(): Date | null {
    return optionalDate(this.source.create_time);
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time of the last update.' })
  get updateTime(): Date | null {
    return optionalDate(this.source.update_time);
  }

  @Cost(FREE)
  @Field(() => Int, {
    description: 'The number of whole days until expiry. Rounded down: 0 on the last day, negative after it.',
  })
  expiresInDays(@Ctx() context: RequestContext): number {
    return daysUntil(this.notAfter, context.now);
  }

  @Cost(FREE)
  @Field(() => Boolean, {
    description:
      'True if TLS clients accept the certificate for a domain name. One of its subject alternative names must match, or its common name if it has none; a wildcard matches exactly one label (RFC 6125). An IP address must be among its names, in any spelling.',
  })
  covers(
    @Arg('domain', () => String, { description: 'The domain name or IP address to check.' }) domain: string,
    @Ctx() context: RequestContext,
  ): boolean {
    return coversKey(this, nameKeyOf(domain, context));
  }
}
