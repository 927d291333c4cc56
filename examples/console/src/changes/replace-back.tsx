import { useState } from 'react';
import { useChange } from '../client/use-change';
import { ErrorScreen } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { REPLACE } from '../operations/replace';
import { useAnnounce } from '../ui/announcer';
import { Busy } from '../ui/busy';
import { AttachLost } from './attach-again';
import { ReplacedDomains } from './replaced-domains';
import { countDomains, restoringInputOf, type Site } from './sites';

/** Offers to undo a replacement: to replace the new certificate by the old one on the domains that have it now. */
export function ReplaceBack({
  from,
  to,
  sites,
  onChanged,
}: {
  /** The id of the certificate that the domains have now. */
  readonly from: string;
  readonly to: { readonly id: string; readonly name: string };
  readonly sites: readonly Site[];
  readonly onChanged: () => void;
}) {
  const t = useText();
  const announce = useAnnounce();
  const { state, run } = useChange(REPLACE, 'replaceCertificate');
  const [domains] = useState(() => restoringInputOf(sites));
  const count = countDomains(sites);
  const done = t('undoReplace.done', { count, name: to.name });
  const undo = async () => {
    const outcome = await run({ from, to: to.id, domains });
    if (outcome.ok) announce(done);
    onChanged();
  };
  if (state.phase === 'running') return <Busy text={t('replace.running', { count })} />;
  if (state.phase === 'idle') {
    return (
      <div className="actions">
        <p>{t('undo.help')}</p>
        <button type="button" className="button" onClick={() => void undo()}>
          {t('undoReplace.button', { count, name: to.name })}
        </button>
      </div>
    );
  }
  if (state.outcome.ok) {
    return (
      <>
        <p className="screen good" data-screen="UndoReplaceSuccess">
          {done}
        </p>
        <ReplacedDomains domains={state.outcome.value.replacements} />
      </>
    );
  }
  return (
    <ErrorScreen
      problem={state.outcome.problem}
      isChange
      onRetry={() => void undo()}
      onReread={onChanged}
      restore={(lost) => <AttachLost certificateId={to.id} sites={sites} lost={lost} onChanged={onChanged} />}
    />
  );
}
