import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { errorList, READ_ERRORS } from '../../errors/error-lists';
import { ApigCertificateNotFoundError } from '../../errors/error-results.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';

/** The error results of queries about one certificate. */
export const CERTIFICATE_ERRORS = errorList(READ_ERRORS, ApigCertificateNotFoundError);

const CertificateResult = resultUnion('CertificateResult', 'The result of `certificate`.', () => [
  Certificate,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class CertificateResolver {
  @Cost({ calls: 1 })
  @Query(() => CertificateResult, {
    nullable: true,
    description: 'The certificate with this id. Costs one upstream call.',
  })
  certificate(
    @Arg('id', () => ID, { description: 'The id of the certificate.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof CertificateResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId: id }, () => {
      checkId(id, 'id');
      return context.loader(certificateLoader).load(id);
    });
  }
}
