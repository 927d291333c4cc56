import { registerEnumType } from 'type-graphql';

/** Where a certificate may be used. The values are the upstream's. */
export enum CertificateScope {
  GLOBAL = 'global',
  INSTANCE = 'instance',
}

registerEnumType(CertificateScope, {
  name: 'CertificateScope',
  description: 'Where a certificate may be used.',
  valuesConfig: {
    GLOBAL: { description: 'On every gateway of the project.' },
    INSTANCE: { description: 'On one gateway alone.' },
  },
});

/** The algorithm of a certificate's key. The values are the upstream's. */
export enum AlgorithmType {
  RSA = 'RSA',
  ECC = 'ECC',
  SM2 = 'SM2',
}

registerEnumType(AlgorithmType, {
  name: 'AlgorithmType',
  description: "The algorithm of a certificate's key.",
  valuesConfig: {
    RSA: { description: 'RSA.' },
    ECC: { description: 'Elliptic curves (ECDSA).' },
    SM2: { description: 'SM2, the Chinese national standard; a pair for signing and one for encryption.' },
  },
});
