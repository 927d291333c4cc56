import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { MAX_READ_BACKS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import { ApigCertificateNotFoundError } from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { isRefusedAs } from '../changes/refusals';
import { runChange } from '../changes/run-change';
import { beforeSending, settleChange, type Verdict } from '../changes/settle-change';

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
  @Cost({ calls: 2 + MAX_READ_BACKS })
  @Mutation(() => DeleteCertificateResult, {
    nullable: true,
    description:
      'Deletes a certificate. The upstream refuses one that is attached to a domain: detach it first. Costs one read before the change.',
  })
  deleteCertificate(
    @Arg('id', () => ID, { description: 'The certificate to delete.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof DeleteCertificateResult> {
    return runChange(context, { name: 'deleteCertificate', errors: ERRORS, certificateId: id }, () => {
      checkId(id, 'id');
      return {
        record: { certificateId: id },
        locks: [id],
        apply: async () => {
          await deleteCertificate(context, id);
          return new DeleteCertificateSuccess(id);
        },
      };
    });
  }
}

/** Reads the certificate first: that it does not exist afterwards is a success only where it did before. @throws ApigFailure */
async function deleteCertificate(context: RequestContext, id: string): Promise<void> {
  const path = { certificate_id: id };
  await beforeSending(() => context.call('showCertificate', { path }));
  await settleChange(context, {
    advice: 'Read the certificate: where it does not exist any more, it was deleted.',
    send: (sender) => sender.call('deleteCertificate', { path }),
    readBack: (reader) => readBack(reader, id),
  });
}

async function readBack(context: RequestContext, id: string): Promise<Verdict> {
  try {
    await context.call('showCertificate', { path: { certificate_id: id } });
    return { seen: 'the certificate was still there' };
  } catch (error) {
    if (isRefusedAs(error, 'not_found:certificate')) return 'APPLIED';
    throw error;
  }
}
