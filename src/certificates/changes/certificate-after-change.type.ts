import { Ctx, Field, ObjectType } from 'type-graphql';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';

/** What the successes of changes have that do not answer with the certificate themselves. */
@ObjectType({ simpleResolvers: true, description: 'A certificate after a change.' })
export abstract class CertificateAfterChange {
  constructor(private readonly certificateId: string) {}

  @Cost({ calls: 1 })
  @Field(() => Certificate, {
    nullable: true,
    description:
      'The certificate, read after the change, and only when selected; null with an entry in `errors` where that read fails.',
  })
  certificate(@Ctx() context: RequestContext): Promise<Certificate> {
    return context.loader(certificateLoader).load(this.certificateId);
  }
}
