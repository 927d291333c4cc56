import { Field, ID, InputType } from 'type-graphql';
import type { components } from '../../contract/apig';
import { checkId } from '../../input/check-id';
import { InputError } from '../../input/input-error';
import { AlgorithmType, CertificateScope } from '../certificate/certificate.enums';

/** API reference, Creating an SSL Certificate. */
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]{3,49}$/;

@InputType({ description: 'The content of a certificate that both its creation and its change take.' })
abstract class CertificateContentInput {
  @Field(() => String, {
    description: 'The certificate in PEM, followed by its intermediate certificates. RSA, ECDSA, DSA or SM2, with SAN.',
  })
  readonly certContent!: string;

  @Field(() => String, { description: 'Its private key in PEM, without a password. Write only: no reply contains it.' })
  readonly privateKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The CA certificate in PEM against which clients are verified (mutual TLS); left out, there is none.',
  })
  readonly trustedRootCa?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'For SM2: the signing certificate in PEM. `certContent` is the one for encryption.',
  })
  readonly certContentSign?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'For SM2: the private key of `certContentSign` in PEM. Write only.',
  })
  readonly privateKeySign?: string | null;
}

@InputType({ description: 'A new certificate.' })
export class CreateCertificateInput extends CertificateContentInput {
  @Field(() => String, { description: '4 to 50 letters, digits and underscores, a letter first; no other has it.' })
  readonly name!: string;

  @Field(() => CertificateScope, { nullable: true, description: 'Where it may be used; left out, on every gateway.' })
  readonly type?: CertificateScope | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The gateway that it may be used on: with `INSTANCE`, and only then.',
  })
  readonly instanceId?: string | null;

  @Field(() => AlgorithmType, { nullable: true, description: 'The algorithm of its key; left out, RSA.' })
  readonly algorithmType?: AlgorithmType | null;
}

@InputType({
  description:
    'New content of a certificate. The whole of it is replaced; name, scope and algorithm stay where left out.',
})
export class UpdateCertificateInput extends CertificateContentInput {
  @Field(() => String, { nullable: true, description: '4 to 50 letters, digits and underscores, a letter first.' })
  readonly name?: string | null;

  @Field(() => CertificateScope, { nullable: true, description: 'Where it may be used.' })
  readonly type?: CertificateScope | null;

  @Field(() => ID, { nullable: true, description: 'The gateway that it may be used on, with `INSTANCE`.' })
  readonly instanceId?: string | null;

  @Field(() => AlgorithmType, { nullable: true, description: 'The algorithm of its key.' })
  readonly algorithmType?: AlgorithmType | null;
}

type CertificateForm = components['schemas']['CertificateForm'];

/**
 * Checks all that can be told without reading the certificate itself.
 * @throws InputError, which names the field at fault.
 */
export function checkFields(input: CreateCertificateInput | UpdateCertificateInput): void {
  const { name, type, instanceId, algorithmType, certContentSign, privateKeySign } = input;
  if (typeof name === 'string' && !NAME_PATTERN.test(name)) {
    throw InputError.at('input.name', 'input.name must be 4 to 50 letters, digits and underscores, a letter first.');
  }
  if (typeof instanceId === 'string') checkId(instanceId, 'input.instanceId');
  if (type === CertificateScope.INSTANCE && typeof instanceId !== 'string') {
    throw InputError.at('input.instanceId', 'input.instanceId must name the gateway of an INSTANCE certificate.');
  }
  if (type === CertificateScope.GLOBAL && typeof instanceId === 'string') {
    throw InputError.at('input.instanceId', 'input.instanceId must be left out for a GLOBAL certificate.');
  }
  const hasPair = typeof certContentSign === 'string' && typeof privateKeySign === 'string';
  const hasPart = typeof certContentSign === 'string' || typeof privateKeySign === 'string';
  if (hasPart && (!hasPair || (typeof algorithmType === 'string' && algorithmType !== AlgorithmType.SM2))) {
    throw InputError.at(
      'input.certContentSign',
      'input.certContentSign and input.privateKeySign must be given together, with algorithmType SM2.',
    );
  }
  if (algorithmType === AlgorithmType.SM2 && !hasPair) {
    throw InputError.at('input.certContentSign', 'input.certContentSign must be given with algorithmType SM2.');
  }
}

/** The input in the upstream's words: what is absent stays absent. */
export function toForm(input: (CreateCertificateInput | UpdateCertificateInput) & { name: string }): CertificateForm {
  const { type, instanceId, trustedRootCa, algorithmType, certContentSign, privateKeySign } = input;
  return {
    name: input.name,
    cert_content: input.certContent,
    private_key: input.privateKey,
    type: type ?? CertificateScope.GLOBAL,
    ...(instanceId ? { instance_id: instanceId } : {}),
    ...(trustedRootCa ? { trusted_root_ca: trustedRootCa } : {}),
    ...(algorithmType ? { algorithm_type: algorithmType } : {}),
    ...(certContentSign ? { cert_content_sign: certContentSign } : {}),
    ...(privateKeySign ? { private_key_sign: privateKeySign } : {}),
  };
}
