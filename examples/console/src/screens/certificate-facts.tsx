import type { ReactNode } from 'react';
import { isCovered } from '../changes/covers';
import type { Site } from '../changes/sites';
import type { ConsoleCertificateQuery } from '../gql/graphql';
import { useText } from '../i18n/text';
import { TimeLeft, Value, When } from '../i18n/when';
import { StateTag } from '../ui/state-tag';

/** A certificate as its screen reads it. */
export type FullCertificate = Extract<ConsoleCertificateQuery['certificate'], { readonly __typename: 'Certificate' }>;

/** The subject, issuer, validity and names of a certificate. */
export function CertificateFacts({
  certificate,
  sites,
}: {
  readonly certificate: FullCertificate;
  readonly sites: readonly Site[];
}) {
  const t = useText();
  const { commonName, organization, organizationalUnit, locality, country, issuer, gateway, type } = certificate;
  const subject = [
    commonName,
    ...(organization ?? []),
    ...(organizationalUnit ?? []),
    ...(locality ?? []),
    ...(country ?? []),
  ];
  return (
    <div className="columns">
      <section className="card">
        <h2>{t('certificate.validity')}</h2>
        <p className="state-line">
          <StateTag state={certificate.state} /> <TimeLeft days={certificate.expiresInDays} />
        </p>
        <dl className="facts">
          <Fact name={t('certificate.notBefore')}>
            <When iso={certificate.notBefore} />
          </Fact>
          <Fact name={t('certificate.notAfter')}>
            <When iso={certificate.notAfter} />
          </Fact>
          <Fact name={t('certificate.subject')}>
            <Value>{subject.filter((it) => it !== null && it !== '').join(', ')}</Value>
          </Fact>
          <Fact name={t('certificate.issuer')}>
            <Value>{issuer?.join(', ') ?? ''}</Value>
          </Fact>
          <Fact name={t('certificate.chain')}>
            <span className="hint">{t('certificate.chain.help')}</span>
          </Fact>
          <Fact name={t('certificate.serial')}>
            <Value code>{certificate.serialNumber ?? ''}</Value>
          </Fact>
          <Fact name={t('certificate.algorithm')}>
            <Value>{[certificate.algorithmType, certificate.signatureAlgorithm].filter(Boolean).join(', ')}</Value>
          </Fact>
          <Fact name={t('certificate.scope')}>
            {type === 'INSTANCE' ? <Value>{gateway?.name ?? certificate.instanceId ?? ''}</Value> : t('scope.global')}
          </Fact>
          {certificate.hasTrustedRootCa && <Fact name={t('certificate.rootCa')}>{t('value.yes')}</Fact>}
        </dl>
      </section>
      <section className="card">
        <h2>{t('certificate.names')}</h2>
        <ul className="names">
          {certificate.san.map((name) => {
            const count = sites.filter((site) => isCovered(site.name, [name])).length;
            return (
              <li key={name}>
                <Value>{name}</Value> <span className="hint">{t('certificate.nameUse', { count })}</span>
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
