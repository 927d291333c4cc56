import { Arg, Ctx, Field, Mutation, ObjectType, Resolver, registerEnumType } from 'type-graphql';
import { ApigFailure } from '../../apig/failure';
import { required } from '../../apig/reply-values';
import { MAX_READ_BACKS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
  ApigQuotaExceededError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkAll } from '../../input/check-all';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateScopeInput } from '../certificate/certificate.enums';
import { Certificate } from '../certificate/certificate.type';
import { certificateState } from '../changes/change-states';
import { isRefusedAs } from '../changes/refusals';
import { runChange } from '../changes/run-change';
import { beforeSending, settleChange } from '../changes/settle-change';
import { CreateCertificateInput, checkFields, toForm } from './certificate-content.input';
import { type CheckedContent, checkContent } from './check-content';
import { COMPARE_CALLS, filterFor, findCreated, NAMESAKE_CALLS, readNamesakes } from './namesakes';
import { checkReply, isCreatedBy } from './shown-content';

/** The handling of a certificate that exists already. */
export enum ExistsPolicy {
  FAIL = 'FAIL',
  RETURN = 'RETURN',
}

registerEnumType(ExistsPolicy, {
  name: 'ExistsPolicy',
  description: 'The handling of a certificate that exists already.',
  valuesConfig: {
    FAIL: { description: 'Leave it to the upstream. It rejects a name that is taken with `ApigConflictError`.' },
    RETURN: {
      description:
        'Return the existing certificate if it is the same. This makes the mutation idempotent. Its name, scope, serial number, validity period, domain names and the presence of a trusted root CA must be equal; the upstream shows no keys and no root CAs to compare. A different certificate with the name causes an `ApigConflictError`. If the certificates with the name cannot be read, nothing is created.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate exists.' })
export class CreateCertificateSuccess {
  @Field(() => Boolean, {
    description: 'True if the certificate existed already, so that nothing was created. Only with `RETURN`.',
  })
  readonly existed: boolean;

  @Field(() => Certificate, { description: 'The new certificate, or the existing one.' })
  readonly certificate: Certificate;

  constructor(certificate: Certificate, existed: boolean) {
    this.existed = existed;
    this.certificate = certificate;
  }
}

const ERRORS = errorList(CHANGE_ERRORS, ApigInvalidCertificateError, ApigQuotaExceededError, ApigGatewayNotFoundError);

const CreateCertificateResult = resultUnion('CreateCertificateResult', 'The result of `createCertificate`.', () => [
  CreateCertificateSuccess,
  ...ERRORS,
]);

@Resolver()
export class CreateCertificateResolver {
  @Cost({
    calls: ({ ifExists }) =>
      (ifExists === ExistsPolicy.FAIL ? NAMESAKE_CALLS : 2 * COMPARE_CALLS) + 1 + MAX_READ_BACKS * (NAMESAKE_CALLS + 1),
  })
  @Mutation(() => CreateCertificateResult, {
    nullable: true,
    description:
      'Creates a certificate. The certificate and its key are checked before anything is sent. To renew a certificate in use without interrupting TLS, call `updateCertificate` instead. Costs one read before the change.',
  })
  createCertificate(
    @Arg('input', () => CreateCertificateInput, { description: 'The new certificate.' }) input: CreateCertificateInput,
    @Arg('ifExists', () => ExistsPolicy, {
      defaultValue: ExistsPolicy.FAIL,
      description: 'The handling of a certificate that exists already.',
    })
    policy: ExistsPolicy,
    @Ctx() context: RequestContext,
  ): Promise<typeof CreateCertificateResult> {
    const instanceIds = input.instanceId ? [input.instanceId] : [];
    return runChange(context, { name: 'createCertificate', errors: ERRORS, instanceIds }, () => {
      const [, content] = checkAll(
        () => checkFields({ ...input, type: input.type ?? CertificateScopeInput.GLOBAL }),
        () => checkContent(context, input),
      );
      return {
        record: { name: input.name },
        // The certificate has no id to lock yet. Two with the same name must not be created at the same time.
        locks: [`name ${input.name}`],
        apply: async (states) => {
          const result = await (policy === ExistsPolicy.RETURN ? findOrCreate : createNew)(context, input, content);
          if (!result.existed) states.createdId = result.certificate.id;
          states.after = certificateState(result.certificate.source);
          return result;
        },
      };
    });
  }
}

/**
 * Returns the certificate if it exists, and creates it otherwise. If the upstream refuses it as a conflict although no certificate had the
 * name, someone else has created one since, which may be the same.
 * @throws ApigFailure
 */
async function findOrCreate(
  context: RequestContext,
  input: CreateCertificateInput,
  content: CheckedContent,
): Promise<CreateCertificateSuccess> {
  const find = (ids: readonly string[]) => findCreated(context, ids, toForm(input, content), content.leaf);
  const before = await beforeSending(() => readNamesakes(context, filterFor(input)));
  const existing = await beforeSending(() => find(before));
  if (existing) return new CreateCertificateSuccess(existing, true);
  try {
    return new CreateCertificateSuccess(await create(context, input, content, before), false);
  } catch (error) {
    if (before.length > 0 || !isRefusedAs(error, 'conflict')) throw error;
    const since = await beforeSending(async () => find(await readNamesakes(context, filterFor(input))));
    if (!since) throw error;
    return new CreateCertificateSuccess(since, true);
  }
}

/**
 * Creates a certificate. If the list of those with its name cannot be read, the outcome after a lost reply stays unknown.
 * @throws ApigFailure
 */
async function createNew(
  context: RequestContext,
  input: CreateCertificateInput,
  content: CheckedContent,
): Promise<CreateCertificateSuccess> {
  const before = await readNamesakes(context, filterFor(input)).catch(ignoreFailure);
  return new CreateCertificateSuccess(await create(context, input, content, before), false);
}

/** Sends the change. @param before the ids of the certificates with the same name, to tell the new one from them after a lost reply. */
async function create(
  context: RequestContext,
  input: CreateCertificateInput,
  content: CheckedContent,
  before: readonly string[] | undefined,
): Promise<Certificate> {
  const form = toForm(input, content);
  let created: Certificate | undefined;
  await settleChange(context, {
    advice: 'Retry with ifExists: RETURN, which returns the certificate if it was created.',
    send: async (sender) => {
      const reply = await sender.call('createCertificate', { body: form });
      checkReply(form, content.leaf, reply);
      created = Certificate.ofChange(reply);
    },
    readBack: async (reader) => {
      if (!before) return { seen: 'it was not known which certificates already had this name' };
      const id = (await readNamesakes(reader, filterFor(input))).find((it) => !before.includes(it));
      if (id === undefined) return { seen: 'there was no new certificate with this name' };
      created = Certificate.ofChange(await reader.call('showCertificate', { path: { certificate_id: id } }));
      return isCreatedBy(form, content.leaf, created.source)
        ? 'APPLIED'
        : { seen: 'there was a new certificate with this name, but with other content' };
    },
  });
  return required(created);
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof ApigFailure)) throw error;
}
