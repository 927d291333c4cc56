import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver, registerEnumType } from 'type-graphql';
import { MAX_READ_BACKS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import { ApigCertificateNotFoundError } from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { type ChangeStates, certificateState } from '../changes/change-states';
import { isRefusedAs } from '../changes/refusals';
import { runChange } from '../changes/run-change';
import { beforeSending, settleChange, type Verdict } from '../changes/settle-change';

/** The handling of a certificate that does not exist. */
export enum NotFoundPolicy {
  FAIL = 'FAIL',
  SKIP = 'SKIP',
}

registerEnumType(NotFoundPolicy, {
  name: 'NotFoundPolicy',
  description: 'The handling of a certificate that does not exist.',
  valuesConfig: {
    FAIL: { description: 'Return `ApigCertificateNotFoundError`, as the upstream does.' },
    SKIP: { description: 'Return the success, because the certificate is gone. This makes the mutation idempotent.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate no longer exists.' })
export class DeleteCertificateSuccess {
  @Field(() => ID, { description: 'The id of the deleted certificate.' })
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** The error results of `deleteCertificate`. */
export const DELETE_ERRORS = errorList(CHANGE_ERRORS, ApigCertificateNotFoundError);

const DeleteCertificateResult = resultUnion('DeleteCertificateResult', 'The result of `deleteCertificate`.', () => [
  DeleteCertificateSuccess,
  ...DELETE_ERRORS,
]);

@Resolver()
export class DeleteCertificateResolver {
  @Cost({ calls: 2 + MAX_READ_BACKS })
  @Mutation(() => DeleteCertificateResult, {
    nullable: true,
    description:
      'Deletes a certificate. The upstream rejects this if the certificate is attached to a domain: detach it first. Costs one read before the change.',
  })
  deleteCertificate(
    @Arg('id', () => ID, { description: 'The id of the certificate to delete.' }) id: string,
    @Arg('ifNotFound', () => NotFoundPolicy, {
      defaultValue: NotFoundPolicy.FAIL,
      description: 'The handling of a certificate that does not exist.',
    })
    policy: NotFoundPolicy,
    @Ctx() context: RequestContext,
  ): Promise<typeof DeleteCertificateResult> {
    return runChange(context, { name: 'deleteCertificate', errors: DELETE_ERRORS, certificateId: id }, () => {
      checkId(id, 'id');
      return {
        record: { certificateId: id },
        locks: [id],
        apply: async (states) => {
          await deleteCertificate(context, id, policy, states);
          return new DeleteCertificateSuccess(id);
        },
      };
    });
  }
}

/**
 * Deletes the certificate. It is read first, because a missing certificate is a success only if it existed before, or with `SKIP`.
 * @throws ApigFailure
 */
async function deleteCertificate(
  context: RequestContext,
  id: string,
  policy: NotFoundPolicy,
  states: ChangeStates,
): Promise<void> {
  const path = { certificate_id: id };
  try {
    states.before = certificateState(await beforeSending(() => context.call('showCertificate', { path })));
    await settleChange(context, {
      advice: 'Read the certificate: if it no longer exists, it was deleted. To retry, use ifNotFound: SKIP.',
      send: (sender) => sender.call('deleteCertificate', { path }),
      readBack: (reader) => readBack(reader, id),
    });
    states.after = certificateState(null);
  } catch (error) {
    if (policy === NotFoundPolicy.FAIL || !isRefusedAs(error, 'not_found:certificate')) throw error;
  }
}

async function readBack(context: RequestContext, id: string): Promise<Verdict> {
  try {
    await context.call('showCertificate', { path: { certificate_id: id } });
    return { seen: 'the certificate still existed' };
  } catch (error) {
    if (isRefusedAs(error, 'not_found:certificate')) return 'APPLIED';
    throw error;
  }
}
