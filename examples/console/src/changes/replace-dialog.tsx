import { useState } from 'react';
import { useChange } from '../client/use-change';
import type { ConsoleReplacePreviewQuery } from '../gql/graphql';
import { useText } from '../i18n/text';
import { REPLACE, REPLACE_PREVIEW } from '../operations/replace';
import { AttachLost } from './attach-again';
import { Obstacles } from './attach-dialog';
import { CertificateChoice } from './certificate-choice';
import { ChangeDialog } from './change-dialog';
import { Confirm } from './confirm';
import { PlannedDomain } from './placement-list';
import { Preview } from './preview';
import { Refusal } from './refusal';
import { ReplaceBack } from './replace-back';
import { ReplaceOutcome } from './replace-outcome';
import { replacedOf } from './replaced-domains';
import { countDomains, inputOf, type Site, TYPED_ABOVE } from './sites';

type ReplacePreview = Extract<ConsoleReplacePreviewQuery['replacePreview'], { readonly __typename: 'ReplacePreview' }>;

/** Replaces a certificate by another on the selected domains. */
export function ReplaceDialog({
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
  const [sites] = useState(selected);
  const [to, setTo] = useState<{ readonly id: string; readonly name: string }>();
  const change = useChange(REPLACE, 'replaceCertificate');
  const count = countDomains(sites);
  const restore = (lost: readonly string[]) => (
    <AttachLost certificateId={certificate.id} sites={sites} lost={lost} onChanged={onChanged} />
  );
  const undo = (replaced: readonly string[]) =>
    to &&
    replaced.length > 0 && (
      <ReplaceBack
        from={to.id}
        to={certificate}
        sites={sites.filter(({ name }) => replaced.includes(name))}
        onChanged={onChanged}
      />
    );
  return (
    <ChangeDialog
      title={t('replace.title', { name: certificate.name })}
      change={change}
      running={t('replace.running', { count })}
      done={t('replace.done', { count })}
      onChanged={onChanged}
      onClose={onClose}
      restore={restore}
      undo={undo}
      review={(start) => {
        if (!to) {
          return <CertificateChoice exceptId={certificate.id} sites={sites} onChoose={setTo} onCancel={onClose} />;
        }
        const variables = { from: certificate.id, to: to.id, domains: inputOf(sites) };
        return (
          <Preview
            document={REPLACE_PREVIEW}
            name="replacePreview"
            variables={variables}
            onBack={() => setTo(undefined)}
          >
            {(preview) => (
              <Confirm
                label={t('replace.button', { count })}
                typedName={isGrave(preview, count) ? certificate.name : undefined}
                isDisabled={preview.refusal !== null}
                onConfirm={() => start(variables)}
                cancel={t('dialog.back')}
                onCancel={() => setTo(undefined)}
              >
                <p>{t('replace.effect', { from: certificate.name, to: to.name })}</p>
                <Refusal refusal={preview.refusal} />
                <ul className="outcomes">
                  {preview.domains.map(({ domain, action, obstacles, placements }) => (
                    <PlannedDomain
                      key={domain}
                      name={domain}
                      tag={t(`replace.${action}`)}
                      tone={action === 'REFUSE' ? 'bad' : action === 'REPLACE' ? 'warn' : 'plain'}
                      placements={placements}
                    >
                      <Obstacles obstacles={obstacles} />
                    </PlannedDomain>
                  ))}
                </ul>
              </Confirm>
            )}
          </Preview>
        );
      }}
      success={({ replacements }) =>
        to && (
          <ReplaceOutcome to={to} domains={replacements}>
            {undo(replacedOf(replacements))}
          </ReplaceOutcome>
        )
      }
    />
  );
}

/** Returns true if sites that redirect to HTTPS are without TLS for a moment, or if many domains are chosen. */
function isGrave({ domains }: ReplacePreview, count: number): boolean {
  return (
    count > TYPED_ABOVE ||
    domains.some(
      ({ action, placements }) => action === 'REPLACE' && placements.some((it) => it.httpRedirectsToHttps !== false),
    )
  );
}
