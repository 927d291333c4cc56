import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { required } from '../../apig/reply-values';
import type { OutputOf } from '../../apig/types';
import { GLOBAL_INSTANCE_ID, MAX_READ_BACKS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigCertificateNotFoundError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkAll } from '../../input/check-all';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateScopeInput, typeOf } from '../certificate/certificate.enums';
import { Certificate } from '../certificate/certificate.type';
import { type ChangeStates, certificateState } from '../changes/change-states';
import { runChange } from '../changes/run-change';
import { beforeSending, settleChange, type Verdict } from '../changes/settle-change';
import { checkFields, checkScope, toForm, UpdateCertificateInput } from './certificate-content.input';
import { type CheckedContent, checkContent } from './check-content';
import { checkReply, hasContent } from './shown-content';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate has the new content.' })
export class UpdateCertificateSuccess {
  @Field(() => Certificate, { description: 'The certificate after the change.' })
  readonly certificate: Certificate;

  constructor(certificate: Certificate) {
    this.certificate = certificate;
  }
}

/** The error results of `updateCertificate`. */
export const UPDATE_ERRORS = errorList(
  CHANGE_ERRORS,
  ApigInvalidCertificateError,
  ApigCertificateNotFoundError,
  ApigGatewayNotFoundError,
);

const UpdateCertificateResult = resultUnion('UpdateCertificateResult', 'The result of `updateCertificate`.', () => [
  UpdateCertificateSuccess,
  ...UPDATE_ERRORS,
]);

type Source = OutputOf<'showCertificate'>;

@Resolver()
export class UpdateCertificateResolver {
  @Cost({ calls: 2 + MAX_READ_BACKS })
  @Mutation(() => UpdateCertificateResult, {
    nullable: true,
    description:
      'Replaces the content of a certificate. All domains that it is attached to serve the new content, without interrupting TLS. If it gets a trusted root CA that it did not have, client verification stays off for a domain until the certificate is attached to it again. Costs one read before the change.',
  })
  updateCertificate(
    @Arg('id', () => ID, { description: 'The id of the certificate to update.' }) id: string,
    @Arg('input', () => UpdateCertificateInput, { description: 'The new content.' }) input: UpdateCertificateInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof UpdateCertificateResult> {
    const instanceIds = input.instanceId ? [input.instanceId] : [];
    return runChange(
      context,
      { name: 'updateCertificate', errors: UPDATE_ERRORS, certificateId: id, instanceIds },
      () => {
        const content = checkUpdate(context, id, input);
        return {
          record: { certificateId: id, ...(input.name ? { name: input.name } : {}) },
          locks: [id],
          apply: async (states) => new UpdateCertificateSuccess(await update(context, id, input, content, states)),
        };
      },
    );
  }
}

/** Checks the arguments of an update. @returns its content. @throws InputError with all violations. */
export function checkUpdate(context: RequestContext, id: string, input: UpdateCertificateInput): CheckedContent {
  const [, , content] = checkAll(
    () => checkId(id, 'id'),
    () => checkFields(input),
    () => checkContent(context, input),
  );
  return content;
}

/** Updates the certificate. The upstream replaces all fields, so absent ones are filled in from the current state. */
async function update(
  context: RequestContext,
  id: string,
  input: UpdateCertificateInput,
  content: CheckedContent,
  states: ChangeStates,
): Promise<Certificate> {
  const path = { certificate_id: id };
  const before = await beforeSending(() => context.call('showCertificate', { path }));
  states.before = certificateState(before);
  const body = toForm(keptFields(input, before), content);
  let updated: Certificate | undefined;
  await settleChange(context, {
    advice: 'Read the certificate, or retry with the same arguments: sending the same content again is safe.',
    send: async (sender) => {
      const reply = await sender.call('updateCertificate', { path, body });
      checkReply(body, content.leaf, reply);
      updated = Certificate.ofChange(reply);
      states.after = certificateState(updated.source);
    },
    readBack: async (reader) => {
      const after = await reader.call('showCertificate', { path });
      updated = Certificate.ofChange(after);
      states.after = certificateState(after);
      return verdictOf(before, after, body, content.leaf);
    },
  });
  return required(updated);
}

/**
 * Returns the fields of an update's input with the absent ones filled in from the current state. `instanceId` is null for a global
 * certificate.
 * @throws InputError if the input names a gateway, but no scope, and the certificate is global.
 */
export function keptFields(input: UpdateCertificateInput, before: Source) {
  // A value that this server does not know is kept as it is.
  const type = input.type ?? (typeOf(before) as UpdateCertificateInput['type']) ?? CertificateScopeInput.GLOBAL;
  if (type === CertificateScopeInput.GLOBAL) checkScope({ ...input, type });
  const instanceId = input.instanceId ?? before.instance_id;
  return {
    name: input.name ?? before.name ?? '',
    type,
    instanceId:
      type === CertificateScopeInput.GLOBAL || instanceId === GLOBAL_INSTANCE_ID ? null : (instanceId ?? null),
  };
}

/** Returns `APPLIED` if all fields that the upstream shows have their new values and the certificate has changed since the first read. */
function verdictOf(
  before: Source,
  after: Source,
  wanted: ReturnType<typeof toForm>,
  leaf: CheckedContent['leaf'],
): Verdict {
  const isWanted = (source: Source) =>
    source.name === wanted.name &&
    hasContent(source, leaf) &&
    (source.is_has_trusted_root_ca ?? false) === (wanted.trusted_root_ca !== undefined);
  const isChanged = !isWanted(before) || after.update_time !== before.update_time;
  return isWanted(after) && isChanged ? 'APPLIED' : { seen: 'the certificate did not have the new content yet' };
}
