import { GraphQLDateTime } from 'graphql-scalars';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { dateOf, optionalDate } from '../apig/promised';
import { RequestContext } from '../context';
import type { components } from '../contract/apig';
import { Certificate } from './certificate';
import { certificateLoader } from './certificate.loader';
import { CertificateState, isExpired, stateAt } from './certificate-state';

/** The fields of a certificate that the upstream's list pages lack: read once for each certificate, when selected. */
@Resolver(() => Certificate)
export class CertificateDetailsResolver {
  @FieldResolver(() => GraphQLDateTime, { nullable: true, description: 'The first moment at which it is valid. (*)' })
  async notBefore(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<Date | null> {
    return optionalDate((await details(certificate, context)).not_before);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'The version of the X.509 standard that it keeps to. (*)' })
  async version(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<number | null> {
    return (await details(certificate, context)).version ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The number that its issuer gave it. (*)' })
  async serialNumber(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string | null> {
    return (await details(certificate, context)).serial_number ?? null;
  }

  @FieldResolver(() => [String], { nullable: true, description: 'Who issued it. (*)' })
  async issuer(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string[] | null> {
    return (await details(certificate, context)).issuer ?? null;
  }

  @FieldResolver(() => [String], { nullable: true, description: 'The organization of its subject. (*)' })
  async organization(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string[] | null> {
    return (await details(certificate, context)).organization ?? null;
  }

  @FieldResolver(() => [String], { nullable: true, description: 'The organizational unit of its subject. (*)' })
  async organizationalUnit(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string[] | null> {
    return (await details(certificate, context)).organizational_unit ?? null;
  }

  @FieldResolver(() => [String], { nullable: true, description: 'The locality of its subject. (*)' })
  async locality(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string[] | null> {
    return (await details(certificate, context)).locality ?? null;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'The state or province of its subject (`state` in the words of the upstream). (*)',
  })
  async stateOrProvince(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string[] | null> {
    return (await details(certificate, context)).state ?? null;
  }

  @FieldResolver(() => [String], { nullable: true, description: 'The country of its subject. (*)' })
  async country(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<string[] | null> {
    return (await details(certificate, context)).country ?? null;
  }

  @FieldResolver(() => CertificateState, {
    description: 'Whether it can be used now, and for how long. (*) unless it has expired.',
  })
  async state(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<CertificateState> {
    const { notAfter } = certificate;
    if (isExpired(notAfter, context.now)) return CertificateState.EXPIRED;
    const { not_before } = await details(certificate, context);
    return stateAt(context.now, not_before === undefined ? null : dateOf(not_before), notAfter);
  }
}

async function details(
  certificate: Certificate,
  context: RequestContext,
): Promise<components['schemas']['CertificateDetails']> {
  return certificate.complete
    ? certificate.source
    : (await context.loader(certificateLoader).load(certificate.id)).source;
}
