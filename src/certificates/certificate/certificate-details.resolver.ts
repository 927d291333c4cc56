import { GraphQLDateTime } from 'graphql-scalars';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { dateOf, optionalDate } from '../../apig/reply-values';
import type { components } from '../../contract/apig';
import { RequestContext } from '../../request/context';
import { Cost, type FieldCost } from '../../request/cost';
import { certificateLoader } from './certificate.loader';
import { Certificate } from './certificate.type';
import { CertificateState, isExpired, stateAt } from './certificate-state';

const DETAILS: FieldCost = { calls: 1, shared: 'details' };

/** The fields of a certificate that the upstream's list pages lack: read once for each certificate, when selected. */
@Resolver(() => Certificate)
export class CertificateDetailsResolver {
  @Cost(DETAILS)
  @FieldResolver(() => GraphQLDateTime, { nullable: true, description: 'The first moment at which it is valid. (*)' })
  notBefore(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<Date | null> {
    return detail(certificate, context, (source) => optionalDate(source.not_before));
  }

  @Cost(DETAILS)
  @FieldResolver(() => Int, { nullable: true, description: 'The version of the X.509 standard that it keeps to. (*)' })
  version(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<number | null> {
    return detail(certificate, context, (source) => source.version ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => String, { nullable: true, description: 'The number that its issuer gave it. (*)' })
  serialNumber(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string | null> {
    return detail(certificate, context, (source) => source.serial_number ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'Who issued it. (*)' })
  issuer(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.issuer ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The organization of its subject. (*)' })
  organization(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.organization ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The organizational unit of its subject. (*)' })
  organizationalUnit(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.organizational_unit ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The locality of its subject. (*)' })
  locality(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.locality ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], {
    nullable: true,
    description: 'The state or province of its subject (`state` in the words of the upstream). (*)',
  })
  stateOrProvince(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.state ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The country of its subject. (*)' })
  country(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.country ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => CertificateState, {
    description: 'Whether it can be used now, and for how long. (*) unless it has expired.',
  })
  state(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<CertificateState> {
    const { notAfter } = certificate;
    if (isExpired(notAfter, context.now)) return CertificateState.EXPIRED;
    return detail(certificate, context, ({ not_before }) =>
      stateAt(context.now, not_before === undefined ? null : dateOf(not_before), notAfter),
    );
  }
}

/** At once of a certificate that has its details: then no field of it waits. */
type Detail<Value> = Value | Promise<Value>;

function detail<Value>(
  certificate: Certificate,
  context: RequestContext,
  read: (source: components['schemas']['CertificateDetails']) => Value,
): Detail<Value> {
  if (certificate.complete) return read(certificate.source);
  const loaded = context.loader(certificateLoader).load(certificate.id);
  return loaded.then(({ source }) => read(source));
}
