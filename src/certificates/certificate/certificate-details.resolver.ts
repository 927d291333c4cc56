import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { optionalDate } from '../../apig/reply-values';
import type { components } from '../../contract/apig';
import { MAX_EXPIRING_DAYS } from '../../contract/limits';
import { InputError } from '../../input/input-error';
import { RequestContext } from '../../request/context';
import { Cost, type FieldCost } from '../../request/cost';
import { certificateLoader } from './certificate.loader';
import { Certificate } from './certificate.type';
import { CertificateState, EXPIRING_DAYS, isExpired, stateAt } from './certificate-state';

const DETAILS: FieldCost = { calls: 1, shared: 'details' };

/** Resolves the fields that the upstream's list pages do not contain. Each certificate is read once, if one of them is selected. */
@Resolver(() => Certificate)
export class CertificateDetailsResolver {
  @Cost(DETAILS)
  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: "The start of the certificate's validity period. (*)",
  })
  notBefore(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<Date | null> {
    return detail(certificate, context, (source) => optionalDate(source.not_before));
  }

  @Cost(DETAILS)
  @FieldResolver(() => Int, { nullable: true, description: 'The version of the X.509 standard, such as 3. (*)' })
  version(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<number | null> {
    return detail(certificate, context, (source) => source.version ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => String, { nullable: true, description: 'The serial number, assigned by the issuer. (*)' })
  serialNumber(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string | null> {
    return detail(certificate, context, (source) => source.serial_number ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The names of the issuer. (*)' })
  issuer(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.issuer ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The organizations of the subject. (*)' })
  organization(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.organization ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The organizational units of the subject. (*)' })
  organizationalUnit(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.organizational_unit ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The localities of the subject. (*)' })
  locality(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.locality ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], {
    nullable: true,
    description: 'The states or provinces of the subject. (*) The upstream calls this `state`.',
  })
  stateOrProvince(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.state ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => [String], { nullable: true, description: 'The countries of the subject. (*)' })
  country(@Root() certificate: Certificate, @Ctx() context: RequestContext): Detail<string[] | null> {
    return detail(certificate, context, (source) => source.country ?? null);
  }

  @Cost(DETAILS)
  @FieldResolver(() => CertificateState, {
    nullable: true,
    description: 'The validity state of the certificate. (*) Costs nothing if the certificate has expired.',
  })
  state(
    @Root() certificate: Certificate,
    @Arg('expiringWithinDays', () => Int, {
      nullable: true,
      defaultValue: EXPIRING_DAYS,
      description: `The number of days before expiry in which it is \`EXPIRING\`, 0 to ${MAX_EXPIRING_DAYS}.`,
    })
    expiringWithinDays: number | null | undefined,
    @Ctx() context: RequestContext,
  ): Detail<CertificateState> {
    const days = checkDays(expiringWithinDays ?? EXPIRING_DAYS);
    const { notAfter } = certificate;
    if (isExpired(notAfter, context.now)) return CertificateState.EXPIRED;
    return detail(certificate, context, (source) =>
      stateAt(context.now, optionalDate(source.not_before), notAfter, days),
    );
  }
}

function checkDays(days: number): number {
  if (days >= 0 && days <= MAX_EXPIRING_DAYS) return days;
  throw InputError.at('expiringWithinDays', `expiringWithinDays must be 0 to ${MAX_EXPIRING_DAYS}.`);
}

/** A detail: a plain value if the certificate already has its details, otherwise a promise. */
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
