import { Ctx, Field, ObjectType } from 'type-graphql';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';

/** The base of success types whose change does not return the certificate itself. */
@ObjectType({ simpleResolvers: true, description: 'A certificate after a change.' })
export abstract class CertificateAfterChange {
  constructor(private readonly certificateId: string) {}

  @Cost({ calls: 1 })
  @Field(() => Certificate, {
    nullable: true,
    description:
      'The certificate after the change. It is read only if selected; if that read fails, it is null, with an entry in `errors`.',
  })
  certificate(@Ctx() context: RequestContext): Promise<Certificate> {
    return context.loader(certificateLoader).load(this.certificateId);
  }
}
