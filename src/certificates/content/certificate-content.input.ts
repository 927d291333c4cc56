import { Field, ID, InputType } from 'type-graphql';
import type { components } from '../../contract/apig';
import { checkAll } from '../../input/check-all';
import { checkOptionalId } from '../../input/check-id';
import { InputError } from '../../input/input-error';
import { AlgorithmTypeInput, CertificateScopeInput } from '../certificate/certificate.enums';
import type { CheckedContent } from './check-content';

/** The minimum and maximum length of certificate names, in characters (API reference, Creating an SSL Certificate). */
const MIN_NAME_LENGTH = 4;
const MAX_NAME_LENGTH = 50;

@InputType({ description: 'The content of a certificate, for creating and updating one.' })
abstract class CertificateContentInput {
  @Field(() => String, {
    description:
      'The certificate in PEM format, followed by its intermediate certificates. At most 10 in all. RSA of at least 2048 bits, ECDSA, DSA or SM2, with subject alternative names.',
  })
  readonly certContent!: string;

  @Field(() => String, {
    description: 'The private key in PEM format, without a password. Write-only: no response contains it.',
  })
  readonly privateKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The CA certificates in PEM format for verifying clients (mutual TLS). At most 10. Default: none.',
  })
  readonly trustedRootCa?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The SM2 signing certificate in PEM format. `certContent` is the encryption certificate.',
  })
  readonly certContentSign?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The private key of `certContentSign` in PEM format. Write-only.',
  })
  readonly privateKeySign?: string | null;
}

@InputType({ description: 'The certificate to create.' })
export class CreateCertificateInput extends CertificateContentInput {
  @Field(() => String, {
    description:
      'The name of the certificate, which must be unique in the project. At least 4 letters, digits and underscores, beginning with a letter; some regions also allow Chinese characters.',
  })
  readonly name!: string;

  @Field(() => CertificateScopeInput, { nullable: true, description: 'The scope. Default: `GLOBAL`.' })
  readonly type?: CertificateScopeInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the gateway of an `INSTANCE` certificate. Must be absent for a `GLOBAL` one.',
  })
  readonly instanceId?: string | null;

  @Field(() => AlgorithmTypeInput, {
    nullable: true,
    description: 'The key algorithm. Default: that of the private key.',
  })
  readonly algorithmType?: AlgorithmTypeInput | null;
}

@InputType({
  description: 'The new content of a certificate. All of it is replaced, but an absent name or scope stays unchanged.',
})
export class UpdateCertificateInput extends CertificateContentInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the certificate. At least 4 letters, digits and underscores, beginning with a letter; some regions also allow Chinese characters.',
  })
  readonly name?: string | null;

  @Field(() => CertificateScopeInput, { nullable: true, description: 'The scope.' })
  readonly type?: CertificateScopeInput | null;

  @Field(() => ID, { nullable: true, description: 'The id of the gateway of an `INSTANCE` certificate.' })
  readonly instanceId?: string | null;

  @Field(() => AlgorithmTypeInput, {
    nullable: true,
    description: 'The key algorithm. Default: that of the private key.',
  })
  readonly algorithmType?: AlgorithmTypeInput | null;
}

type CertificateForm = components['schemas']['CertificateForm'];

type Input = CreateCertificateInput | UpdateCertificateInput;

/**
 * Checks all fields except the contents of the certificates and keys.
 * @throws InputError with all violations.
 */
export function checkFields(input: Input): void {
  checkAll(
    () => checkName(input),
    () => checkScope(input),
    () => checkSigningPair(input),
  );
}

/** Checks the length only. Which characters are allowed depends on the upstream's edition: the Chinese one allows Chinese characters. */
function checkName({ name }: Input): void {
  if (typeof name !== 'string') return;
  const { length } = [...name];
  if (length >= MIN_NAME_LENGTH && length <= MAX_NAME_LENGTH) return;
  throw InputError.at('input.name', `input.name must be ${MIN_NAME_LENGTH} to ${MAX_NAME_LENGTH} characters long.`);
}

/** Checks that a gateway is given for an instance certificate only. @throws InputError */
export function checkScope({ type, instanceId }: Pick<Input, 'type' | 'instanceId'>): void {
  checkOptionalId(instanceId, 'input.instanceId');
  if (type === CertificateScopeInput.INSTANCE && typeof instanceId !== 'string') {
    throw InputError.at('input.instanceId', 'input.instanceId must name the gateway of an INSTANCE certificate.');
  }
  if (type === CertificateScopeInput.GLOBAL && typeof instanceId === 'string') {
    throw InputError.at('input.instanceId', 'input.instanceId must be left out for a GLOBAL certificate.');
  }
}

function checkSigningPair({ algorithmType, certContentSign, privateKeySign }: Input): void {
  const hasPair = typeof certContentSign === 'string' && typeof privateKeySign === 'string';
  const hasPart = typeof certContentSign === 'string' || typeof privateKeySign === 'string';
  if (hasPart && (!hasPair || (typeof algorithmType === 'string' && algorithmType !== AlgorithmTypeInput.SM2))) {
    throw InputError.at(
      'input.certContentSign',
      'input.certContentSign and input.privateKeySign must be given together, with algorithmType SM2.',
    );
  }
  if (algorithmType === AlgorithmTypeInput.SM2 && !hasPair) {
    throw InputError.at('input.certContentSign', 'input.certContentSign must be given with algorithmType SM2.');
  }
}

/** Converts a checked input to the upstream's form. Absent fields stay absent. */
export function toForm(
  { name, type, instanceId }: Pick<CreateCertificateInput, 'name' | 'type' | 'instanceId'>,
  content: CheckedContent,
): CertificateForm {
  const { certContent, privateKey, trustedRootCa, algorithmType, certContentSign, privateKeySign } = content;
  return {
    name,
    cert_content: certContent,
    private_key: privateKey,
    type: type ?? CertificateScopeInput.GLOBAL,
    ...(instanceId ? { instance_id: instanceId } : {}),
    ...(trustedRootCa ? { trusted_root_ca: trustedRootCa } : {}),
    ...(algorithmType ? { algorithm_type: algorithmType } : {}),
    ...(certContentSign ? { cert_content_sign: certContentSign } : {}),
    ...(privateKeySign ? { private_key_sign: privateKeySign } : {}),
  };
}
