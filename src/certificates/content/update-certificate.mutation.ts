import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { required } from '../../apig/reply-values';
import type { OutputOf } from '../../apig/types';
import { GLOBAL_INSTANCE_ID, MAX_READ_BACKS } from '../../contract/limits';
import { serialNumber } from '../../contract/pem';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigCertificateNotFoundError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateScope } from '../certificate/certificate.enums';
import { Certificate } from '../certificate/certificate.type';
import { runChange } from '../changes/run-change';
import { settleChange, type Verdict } from '../changes/settle-change';
import { checkFields, toForm, UpdateCertificateInput } from './certificate-content.input';
import { checkContent } from './check-content';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate has the new content.' })
export class UpdateCertificateSuccess {
  @Field(() => Certificate, { description: 'The certificate after the change.' })
  readonly certificate: Certificate;

  constructor(certificate: Certificate) {
    this.certificate = certificate;
  }
}

const ERRORS = errorList(
  CHANGE_ERRORS,
  ApigInvalidCertificateError,
  ApigCertificateNotFoundError,
  ApigGatewayNotFoundError,
);

const UpdateCertificateResult = resultUnion('UpdateCertificateResult', 'What `updateCertificate` answers.', () => [
  UpdateCertificateSuccess,
  ...ERRORS,
]);

type Source = OutputOf<'showCertificate'>;

@Resolver()
export class UpdateCertificateResolver {
  @Cost({ calls: 2 + MAX_READ_BACKS })
  @Mutation(() => UpdateCertificateResult, {
    nullable: true,
    description:
      'Replaces the content of a certificate: all domains that it is attached to serve the new content, without a gap. Where it gets a trusted root CA that it did not have, client verification stays off until it is switched on for the domain, by attaching it again. Costs one read before the change.',
  })
  updateCertificate(
    @Arg('id', () => ID, { description: 'The certificate to change.' }) id: string,
    @Arg('input', () => UpdateCertificateInput, { description: 'The new content.' }) input: UpdateCertificateInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof UpdateCertificateResult> {
    const instanceIds = input.instanceId ? [input.instanceId] : [];
    const requested = { certificateId: id, instanceIds };
    return runChange(context, { change: 'updateCertificate', errors: ERRORS, requested }, () => {
      checkId(id, 'id');
      checkFields(input);
      checkContent(input, context.now);
      return {
        record: { certificateId: id, ...(input.name ? { name: input.name } : {}) },
        locks: [id],
        apply: async () => new UpdateCertificateSuccess(await update(context, id, input)),
      };
    });
  }
}

/** The upstream replaces all of it, so that what is left out is filled in from the present state. */
async function update(context: RequestContext, id: string, input: UpdateCertificateInput): Promise<Certificate> {
  const path = { certificate_id: id };
  const before = await context.call('showCertificate', { path });
  const body = toForm({ ...input, ...kept(input, before) });
  let updated: Certificate | undefined;
  await settleChange(
    async () => {
      updated = Certificate.ofChange(await context.call('updateCertificate', { path, body }));
    },
    async () => {
      const after = await context.call('showCertificate', { path });
      updated = Certificate.ofChange(after);
      return verdictOf(before, after, { name: body.name, pem: input.certContent });
    },
  );
  return required(updated);
}

function kept(input: UpdateCertificateInput, before: Source) {
  const type = input.type ?? (before.type === 'instance' ? CertificateScope.INSTANCE : CertificateScope.GLOBAL);
  const instanceId = input.instanceId ?? before.instance_id;
  return {
    name: input.name ?? before.name ?? '',
    type,
    instanceId: type === CertificateScope.GLOBAL || instanceId === GLOBAL_INSTANCE_ID ? null : (instanceId ?? null),
    algorithmType: input.algorithmType ?? (before.algorithm_type as UpdateCertificateInput['algorithmType']) ?? null,
  };
}

/** The upstream shows serial number, name and time of update: each tells the new content from the old. */
function verdictOf(before: Source, after: Source, wanted: { name: string; pem: string }): Verdict {
  const serial = serialNumber(wanted.pem);
  const isThere = after.serial_number === serial && after.name === wanted.name;
  if (isThere && (before.serial_number !== serial || after.update_time !== before.update_time)) return 'APPLIED';
  return after.update_time === before.update_time && after.serial_number === before.serial_number
    ? 'NOT_APPLIED'
    : 'UNKNOWN';
}
