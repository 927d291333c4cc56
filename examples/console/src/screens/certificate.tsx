import { useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { AttachDialog } from '../changes/attach-dialog';
import { DeleteDialog } from '../changes/delete-dialog';
import { DetachDialog } from '../changes/detach-dialog';
import { RenewDialog } from '../changes/renew-dialog';
import { ReplaceDialog } from '../changes/replace-dialog';
import { type Site, sitesOf } from '../changes/sites';
import { useRead } from '../client/use-read';
import { ErrorScreen } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { CERTIFICATE } from '../operations/certificate';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { CertificateFacts, type FullCertificate } from './certificate-facts';
import { useCertificatesPath } from './last-filters';
import { SiteTable } from './site-table';

type Action = 'detach' | 'attach' | 'renew' | 'replace' | 'delete';

/** One certificate: its facts, the domains that it is attached to, and its changes. */
export function CertificateScreen({ id }: { readonly id: string }) {
  const t = useText();
  const [, navigate] = useLocation();
  const list = useCertificatesPath();
  const { outcome, isLoading, again } = useRead(CERTIFICATE, 'certificate', { id });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<Action>();
  // A dialog stays open with what is known while a later read fails.
  const known = useRef<FullCertificate>(undefined);
  if (outcome?.ok) known.current = outcome.value;
  const certificate = known.current;
  if (!certificate || (!outcome?.ok && action === undefined)) {
    return (
      <Page title={t('certificate.title')}>
        <BackLink />
        {outcome && !outcome.ok ? (
          <ErrorScreen problem={outcome.problem} isChange={false} onRetry={again} onReread={again} />
        ) : (
          <Busy />
        )}
      </Page>
    );
  }
  const sites = sitesOf((certificate.domains?.edges ?? []).flatMap(({ node }) => node ?? []));
  const chosen = sites.filter(({ key }) => selected.has(key));
  const dialog = {
    certificate,
    onClose: () => setAction(undefined),
    onChanged: () => {
      setSelected(new Set());
      again();
    },
  };
  const button = (name: Action, isDisabled = false, tone = '') => (
    <button type="button" className={`button ${tone}`} disabled={isDisabled} onClick={() => setAction(name)}>
      {t(`certificate.${name}`)}
    </button>
  );
  return (
    <Page
      title={certificate.name}
      actions={
        <>
          {button('renew')}
          {button('attach')}
          {button('delete', false, 'danger-outline')}
        </>
      }
    >
      <BackLink />
      <CertificateFacts certificate={certificate} sites={sites} />
      <section className="card" aria-busy={isLoading}>
        <SiteTable
          certificate={certificate}
          sites={sites}
          selected={selected}
          onSelect={setSelected}
          actions={
            <>
              {button('detach', chosen.length === 0, 'danger')}
              {button('replace', chosen.length === 0)}
            </>
          }
        />
      </section>
      {action === 'detach' && <DetachDialog {...dialog} sites={chosen} />}
      {action === 'replace' && <ReplaceDialog {...dialog} sites={chosen} />}
      {action === 'attach' && <AttachDialog {...dialog} />}
      {action === 'renew' && <RenewDialog {...dialog} />}
      {action === 'delete' && <DeleteDialog {...dialog} onDeleted={() => navigate(list)} />}
    </Page>
  );
}

/** The sites of a certificate, and the ones that are selected. */
export interface Selection {
  readonly sites: readonly Site[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
}

function BackLink() {
  const t = useText();
  return (
    <p>
      <Link href={useCertificatesPath()}>{t('certificate.back')}</Link>
    </p>
  );
}
