import { registerEnumType } from 'type-graphql';
import { GLOBAL_INSTANCE_ID } from '../../contract/limits';

/** The scope of a certificate. All values but `UNKNOWN` are the upstream's. */
export enum CertificateScope {
  GLOBAL = 'global',
  INSTANCE = 'instance',
  UNKNOWN = 'UNKNOWN',
}

/** The scope of a certificate in an input. The values are the upstream's. */
export enum CertificateScopeInput {
  GLOBAL = 'global',
  INSTANCE = 'instance',
}

/** The algorithm of a certificate's key. All values but `UNKNOWN` are the upstream's. */
export enum AlgorithmType {
  RSA = 'RSA',
  ECC = 'ECC',
  SM2 = 'SM2',
  UNKNOWN = 'UNKNOWN',
}

/** The algorithm of a certificate's key in an input. The values are the upstream's. */
export enum AlgorithmTypeInput {
  RSA = 'RSA',
  ECC = 'ECC',
  SM2 = 'SM2',
}

const UNKNOWN = {
  description: 'A value that is not in this enum, or none. This server may be older than the upstream.',
};

const SCOPES = {
  GLOBAL: { description: 'May be used on every gateway of the project.' },
  INSTANCE: { description: 'May be used on one gateway only.' },
};

const ALGORITHMS = {
  RSA: { description: 'RSA.' },
  ECC: { description: 'Elliptic curve cryptography (ECDSA).' },
  SM2: { description: 'SM2, the Chinese national standard. It uses separate signing and encryption certificates.' },
};

registerEnumType(CertificateScope, {
  name: 'CertificateScope',
  description: 'The scope of a certificate: the gateways on which it may be used.',
  valuesConfig: { ...SCOPES, UNKNOWN },
});

registerEnumType(CertificateScopeInput, {
  name: 'CertificateScopeInput',
  description: 'The scope of a certificate: the gateways on which it may be used.',
  valuesConfig: SCOPES,
});

registerEnumType(AlgorithmType, {
  name: 'AlgorithmType',
  description: "The algorithm of a certificate's key.",
  valuesConfig: { ...ALGORITHMS, UNKNOWN },
});

registerEnumType(AlgorithmTypeInput, {
  name: 'AlgorithmTypeInput',
  description: "The algorithm of a certificate's key.",
  valuesConfig: ALGORITHMS,
});

/** Converts the upstream's `type`. @returns `UNKNOWN` for a new value, and for none. */
export function scopeOf(type: string | undefined): CertificateScope {
  return memberOf(CertificateScope, type) ?? CertificateScope.UNKNOWN;
}

/** Returns the upstream's `type` of a certificate, which its `instance_id` implies if it is empty; undefined if both are. */
export function typeOf(source: { readonly type?: string; readonly instance_id?: string }): string | undefined {
  const { type, instance_id: id } = source;
  if (type !== undefined || id === undefined) return type;
  return id === GLOBAL_INSTANCE_ID ? CertificateScope.GLOBAL : CertificateScope.INSTANCE;
}

/** Converts the upstream's `algorithm_type`. @returns `UNKNOWN` for a new value, and null for none. */
export function algorithmOf(algorithm: string | undefined): AlgorithmType | null {
  if (algorithm === undefined || algorithm.trim() === '') return null;
  return memberOf(AlgorithmType, algorithm) ?? AlgorithmType.UNKNOWN;
}

function memberOf<Value extends string>(values: Readonly<Record<string, Value>>, text: string | undefined) {
  return Object.values(values).find((value) => value === text);
}
