import { useState } from 'react';
import { useChange } from '../client/use-change';
import { ErrorScreen } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { ATTACH_AGAIN } from '../operations/attach';
import { useAnnounce } from '../ui/announcer';
import { Busy } from '../ui/busy';
import { countDomains, restoringInputOf, type Site } from './sites';

/** Offers to attach a certificate again to domains that it was just detached from, on purpose or not. */
export function AttachAgain({
  certificateId,
  sites,
  help,
  label,
  tone = '',
  onChanged,
  onAttached,
}: {
  readonly certificateId: string;
  readonly sites: readonly Site[];
  readonly help?: string;
  readonly label: string;
  readonly tone?: string;
  readonly onChanged: () => void;
  /** Called after the domains have the certificate again. */
  readonly onAttached?: () => void;
}) {
  const t = useText();
  const announce = useAnnounce();
  const { state, run } = useChange(ATTACH_AGAIN, 'attachCertificateDomains');
  const [domains] = useState(() => restoringInputOf(sites));
  const count = countDomains(sites);
  const undo = async () => {
    const outcome = await run({ certificateId, domains });
    if (outcome.ok) {
      announce(t('undo.done', { count }));
      onAttached?.();
    }
    onChanged();
  };
  if (state.phase === 'running') return <Busy text={t('attach.running', { count })} />;
  if (state.phase === 'idle') {
    return (
      <div className="actions">
        {help !== undefined && <p>{help}</p>}
        <button type="button" className={`button ${tone}`} onClick={() => void undo()}>
          {label}
        </button>
      </div>
    );
  }
  if (state.outcome.ok) {
    return (
      <p className="screen good" data-screen="AttachCertificateDomainsSuccess">
        {t('undo.done', { count })}
      </p>
    );
  }
  return <ErrorScreen problem={state.outcome.problem} isChange onRetry={() => void undo()} onReread={onChanged} />;
}

/** Offers to attach a certificate again to the domains that a replacement left without any. */
export function AttachLost({
  certificateId,
  sites,
  lost,
  onChanged,
}: {
  readonly certificateId: string;
  /** The sites of the replacement. */
  readonly sites: readonly Site[];
  /** The names of the domains that have no certificate. */
  readonly lost: readonly string[];
  readonly onChanged: () => void;
}) {
  const t = useText();
  return (
    <AttachAgain
      certificateId={certificateId}
      sites={sites.filter(({ name }) => lost.includes(name))}
      label={t('lost.attach', { count: lost.length })}
      tone="danger"
      onChanged={onChanged}
    />
  );
}
