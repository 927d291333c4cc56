import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ApigFailure } from '../../apig/failure';
import { MAX_READ_BACKS } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import { ApigCertificateNotFoundError } from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { runChange } from '../changes/run-change';
import { settleChange, type Verdict } from '../changes/settle-change';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate is gone.' })
export class DeleteCertificateSuccess {
  @Field(() => ID, { description: 'The id that it had.' })
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

const ERRORS = errorList(CHANGE_ERRORS, ApigCertificateNotFoundError);

const DeleteCertificateResult = resultUnion('DeleteCertificateResult', 'What `deleteCertificate` answers.', () => [
  DeleteCertificateSuccess,
  ...ERRORS,
]);

@Resolver()
export class DeleteCertificateResolver {
  @Cost({ calls: 1 + MAX_READ_BACKS })
  @Mutation(() => DeleteCertificateResult, {
    nullable: true,
    description: 'Deletes a certificate. The upstream refuses one that is attached to a domain: detach it first.',
  })
  deleteCertificate(
    @Arg('id', () => ID, { description: 'The certificate to delete.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof DeleteCertificateResult> {
    const kind = { change: 'deleteCertificate', errors: ERRORS, requested: { certificateId: id } };
    return runChange(context, kind, () => ({
      record: { certificateId: checkId(id, 'id') },
      locks: [id],
      apply: async () => {
        await deleteCertificate(context, id);
        return new DeleteCertificateSuccess(id);
      },
    }));
  }
}

async function deleteCertificate(context: RequestContext, id: string): Promise<void> {
  const path = { certificate_id: id };
  await settleChange(
    () => context.call('deleteCertificate', { path }),
    () => look(context, id),
  );
}

/** Gone is the success, there is not applied. @throws ApigFailure where that cannot be read. */
async function look(context: RequestContext, id: string): Promise<Verdict> {
  try {
    await context.call('showCertificate', { path: { certificate_id: id } });
    return 'NOT_APPLIED';
  } catch (error) {
    if (error instanceof ApigFailure && classify(error).kind === 'not_found:certificate') return 'APPLIED';
    throw error;
  }
}
