import { Arg, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { MAX_ATTACHED_PAGES, MAX_PLACEMENTS } from '../../contract/limits';
import { ApigError } from '../../errors/apig-error.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { readAttachedDomains } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { documentedFailure, refusalResult } from '../changes/expected-refusal';
import { isRefusedAs } from '../changes/refusals';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { DELETE_ERRORS, NotFoundPolicy } from './delete-certificate.mutation';

@ObjectType({
  simpleResolvers: true,
  description: 'The expected result of `deleteCertificate`. Nothing was changed.',
})
export class DeletePreview {
  @Field(() => Certificate, {
    nullable: true,
    description: 'The certificate that would be deleted; null if it does not exist, with `SKIP`.',
  })
  readonly certificate: Certificate | null;

  @Field(() => ApigError, {
    nullable: true,
    description:
      'The error that the change would return; null if it would succeed. The upstream rejects it while the certificate is attached to a domain.',
  })
  readonly refusal: ApigError | null;

  @Field(() => Int, {
    description: 'The number of placements that use the certificate. There is one for each gateway and pair of ports.',
  })
  readonly usedByCount: number;

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description: 'The placements that use the certificate, at most 100. `certificate.domains` has all of them.',
  })
  readonly usedBy: readonly Domain[];

  constructor(certificate: Certificate | null, usedBy: readonly Domain[]) {
    this.certificate = certificate;
    const refusal = usedBy.length > 0 ? { failure: documentedFailure('APIG.2051'), domains: [] } : undefined;
    this.refusal = refusalResult(refusal, DELETE_ERRORS, {});
    this.usedByCount = usedBy.length;
    this.usedBy = usedBy.slice(0, MAX_PLACEMENTS);
  }
}

const DeletePreviewResult = resultUnion('DeletePreviewResult', 'The result of `deletePreview`.', () => [
  DeletePreview,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class DeletePreviewResolver {
  @Cost({ calls: 1 + MAX_ATTACHED_PAGES })
  @Query(() => DeletePreviewResult, {
    nullable: true,
    description:
      'A preview of `deleteCertificate`: what still uses the certificate. Nothing is changed. Costs a read of the certificate and its domains.',
  })
  deletePreview(
    @Arg('id', () => ID, { description: 'The id of the certificate to delete.' }) id: string,
    @Arg('ifNotFound', () => NotFoundPolicy, {
      defaultValue: NotFoundPolicy.FAIL,
      description: 'The handling of a certificate that does not exist.',
    })
    policy: NotFoundPolicy,
    @Ctx() context: RequestContext,
  ): Promise<typeof DeletePreviewResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId: id }, async () => {
      checkId(id, 'id');
      return read(context, id).catch((error: unknown) => {
        if (policy === NotFoundPolicy.FAIL || !isRefusedAs(error, 'not_found:certificate')) throw error;
        return new DeletePreview(null, []);
      });
    });
  }
}

async function read(context: RequestContext, id: string): Promise<DeletePreview> {
  const certificate = await context.loader(certificateLoader).load(id);
  const attached = await readAttachedDomains(context, id);
  return new DeletePreview(
    certificate,
    attached.map((source) => Domain.ofCertificate(id, source)),
  );
}
