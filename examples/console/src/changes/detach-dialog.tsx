import { useState } from 'react';
import { useChange } from '../client/use-change';
import type { ConsoleDetachPreviewQuery } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { DETACH, DETACH_PREVIEW } from '../operations/detach';
import { AttachAgain } from './attach-again';
import { ChangeDialog } from './change-dialog';
import { Confirm } from './confirm';
import { PlannedDomain } from './placement-list';
import { Preview } from './preview';
import { Refusal } from './refusal';
import { countDomains, inputOf, type Site, TYPED_ABOVE } from './sites';

type DetachPreview = Extract<ConsoleDetachPreviewQuery['detachPreview'], { readonly __typename: 'DetachPreview' }>;

/** Detaches a certificate from the selected domains. */
export function DetachDialog({
  certificate,
  sites: selected,
  onChanged,
  onClose,
}: {
  readonly certificate: { readonly id: string; readonly name: string };
  readonly sites: readonly Site[];
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const t = useText();
  // The selection of the page is empty after the detach. The dialog still needs it to undo.
  const [sites] = useState(selected);
  const [isUndone, setUndone] = useState(false);
  const change = useChange(DETACH, 'detachCertificateDomains');
  const count = countDomains(sites);
  const variables = { certificateId: certificate.id, domains: inputOf(sites) };
  return (
    <ChangeDialog
      title={t('detach.title', { name: certificate.name })}
      change={change}
      running={t('detach.running', { count })}
      done={t('detach.done', { count })}
      onChanged={onChanged}
      onClose={onClose}
      review={(start) => (
        <Preview document={DETACH_PREVIEW} name="detachPreview" variables={variables}>
          {(preview) => (
            <Confirm
              label={t('detach.button', { count })}
              typedName={isGrave(preview, count) ? certificate.name : undefined}
              isDisabled={preview.refusal !== null}
              onConfirm={() => start(variables)}
              onCancel={onClose}
            >
              <Effect preview={preview} />
            </Confirm>
          )}
        </Preview>
      )}
      success={({ domains }) => (
        <>
          {!isUndone && (
            <>
              <p className="screen good" data-screen="DetachCertificateDomainsSuccess">
                {t('detach.done', { count })}
              </p>
              <ul className="outcomes">
                {domains.map(({ domain, outcome }) => (
                  <li key={domain} data-outcome={outcome}>
                    <Value>{domain}</Value>{' '}
                    <span className="tag good">
                      {t(outcome === 'ALREADY_DETACHED' ? 'outcome.ALREADY_DETACHED' : 'outcome.DETACHED')}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <AttachAgain
            certificateId={certificate.id}
            sites={sites}
            help={t('undo.help')}
            label={t('undo.button', { count })}
            onChanged={onChanged}
            onAttached={() => setUndone(true)}
          />
        </>
      )}
    />
  );
}

/** Returns true if sites are cut off, or may be, or if many domains are chosen. */
function isGrave({ domains }: DetachPreview, count: number): boolean {
  return count > TYPED_ABOVE || domains.some(({ action, cutsOff }) => action === 'DETACH' && cutsOff !== false);
}

function Effect({ preview }: { readonly preview: DetachPreview }) {
  const t = useText();
  const cut = preview.domains.filter(({ cutsOff }) => cutsOff === true).length;
  return (
    <>
      <p>{t('detach.effect')}</p>
      {cut > 0 && <p className="screen alarm">{t('detach.cutsOff', { count: cut })}</p>}
      <Refusal refusal={preview.refusal} />
      <ul className="outcomes">
        {preview.domains.map(({ domain, action, cutsOff, placements }) => {
          const [tag, tone] =
            action === 'NOT_FOUND'
              ? (['detach.notFound', 'plain'] as const)
              : action === 'NOT_ATTACHED'
                ? (['detach.notAttached', 'plain'] as const)
                : cutsOff
                  ? (['detach.isCutOff', 'bad'] as const)
                  : (['detach.goesDark', 'warn'] as const);
          return <PlannedDomain key={domain} name={domain} tag={t(tag)} tone={tone} placements={placements} />;
        })}
      </ul>
    </>
  );
}
