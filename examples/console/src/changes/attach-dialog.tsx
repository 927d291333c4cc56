import { useState } from 'react';
import { useChange } from '../client/use-change';
import type { AttachObstacle } from '../gql/graphql';
import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { ATTACH, ATTACH_PREVIEW } from '../operations/attach';
import { AttachedDomains } from './attached-domains';
import { ChangeDialog } from './change-dialog';
import { Confirm } from './confirm';
import { namesOf } from './covers';
import { DomainChoice } from './domain-choice';
import { PlannedDomain } from './placement-list';
import { Preview } from './preview';
import { Refusal } from './refusal';
import { countDomains, inputOf, type Site } from './sites';

/** Attaches a certificate to domains, which are chosen first. */
export function AttachDialog({
  certificate,
  onChanged,
  onClose,
}: {
  readonly certificate: {
    readonly id: string;
    readonly name: string;
    readonly san: readonly string[];
    readonly commonName: string | null;
  };
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const t = useText();
  const change = useChange(ATTACH, 'attachCertificateDomains');
  const [chosen, setChosen] = useState<readonly Site[]>([]);
  const [isChosen, setIsChosen] = useState(false);
  const count = countDomains(chosen);
  const variables = { certificateId: certificate.id, domains: inputOf(chosen) };
  return (
    <ChangeDialog
      title={t('attach.title', { name: certificate.name })}
      change={change}
      running={t('attach.running', { count })}
      done={t('attach.done', { count })}
      onChanged={onChanged}
      onClose={onClose}
      review={(start) =>
        isChosen ? (
          <Preview
            document={ATTACH_PREVIEW}
            name="attachPreview"
            variables={variables}
            onBack={() => setIsChosen(false)}
          >
            {({ refusal, domains }) => (
              <Confirm
                label={t('attach.button', { count })}
                isDangerous={false}
                isDisabled={refusal !== null}
                onConfirm={() => start(variables)}
                cancel={t('dialog.back')}
                onCancel={() => setIsChosen(false)}
              >
                <Refusal refusal={refusal} />
                <ul className="outcomes">
                  {domains.map(({ domain, action, obstacles, placements }) => (
                    <PlannedDomain
                      key={domain}
                      name={domain}
                      tag={t(`attach.${action}`)}
                      tone={action === 'REFUSE' ? 'bad' : 'good'}
                      placements={placements}
                    >
                      <Obstacles obstacles={obstacles} />
                    </PlannedDomain>
                  ))}
                </ul>
              </Confirm>
            )}
          </Preview>
        ) : (
          <DomainChoice
            names={namesOf(certificate)}
            chosen={chosen}
            onChange={setChosen}
            onDone={() => setIsChosen(true)}
          />
        )
      }
      success={({ domains }) => (
        <>
          <p className="screen good" data-screen="AttachCertificateDomainsSuccess">
            {t('attach.done', { count })}
          </p>
          <AttachedDomains domains={domains} />
        </>
      )}
    />
  );
}

/** The reasons why a domain would be rejected. */
export function Obstacles({ obstacles }: { readonly obstacles: readonly AttachObstacle[] }) {
  const t = useText();
  if (obstacles.length === 0) return null;
  return (
    <ul className="hint">
      {obstacles.map((it) => (
        <li key={it}>{t(OBSTACLES[it] ?? 'obstacle.OTHER')}</li>
      ))}
    </ul>
  );
}

const OBSTACLES: Readonly<Record<string, TextKey | undefined>> = {
  GATEWAY_NOT_FOUND: 'obstacle.GATEWAY_NOT_FOUND',
  DOMAIN_NOT_FOUND: 'obstacle.DOMAIN_NOT_FOUND',
  CERTIFICATE_EXPIRED: 'obstacle.CERTIFICATE_EXPIRED',
  NOT_COVERED: 'obstacle.NOT_COVERED',
  HOLDS_ANOTHER_CERTIFICATE: 'obstacle.HOLDS_ANOTHER_CERTIFICATE',
  OTHER_GATEWAY: 'obstacle.OTHER_GATEWAY',
  NO_TRUSTED_ROOT_CA: 'obstacle.NO_TRUSTED_ROOT_CA',
};
