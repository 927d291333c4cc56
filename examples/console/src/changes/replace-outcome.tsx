import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ReplacedDomainFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { ReplacedDomains } from './replaced-domains';

/** The outcome of a complete replacement: the new certificate, each domain, and the way back. */
export function ReplaceOutcome({
  to,
  domains,
  children,
}: {
  readonly to: { readonly id: string; readonly name: string };
  readonly domains: readonly ReplacedDomainFragment[];
  readonly children: ReactNode;
}) {
  const t = useText();
  return (
    <>
      <div className="screen good" data-screen="ReplaceCertificateSuccess">
        <p>{t('replace.doneBy', { count: domains.length, name: to.name })}</p>
        <p>
          <Link href={`/certificates/${to.id}`}>{t('create.open', { name: to.name })}</Link>
        </p>
      </div>
      <ReplacedDomains domains={domains} />
      {children}
    </>
  );
}
