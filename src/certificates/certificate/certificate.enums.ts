import { registerEnumType } from 'type-graphql';

/** The scope of a certificate. The values are the upstream's. */
export enum CertificateScope {
  GLOBAL = 'global',
  INSTANCE = 'instance',
}

registerEnumType(CertificateScope, {
  name: 'CertificateScope',
  description: 'The scope of a certificate: the gateways on which it may be used.',
  valuesConfig: {
    GLOBAL: { description: 'May be used on every gateway of the project.' },
    INSTANCE: { description: 'May be used on one gateway only.' },
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
    ECC: { description: 'Elliptic curve cryptography (ECDSA).' },
    SM2: { description: 'SM2, the Chinese national standard. It uses separate signing and encryption certificates.' },
  },
});
