import type { ConsoleUpdatePreviewQuery } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value, When } from '../i18n/when';
import { PlannedDomain } from './placement-list';
import { Refusal } from './refusal';
import { sitesOf } from './sites';

type UpdatePreview = Extract<ConsoleUpdatePreviewQuery['updatePreview'], { readonly __typename: 'UpdatePreview' }>;

/** The effect of a renewal: the new names and validity, and the domains that lose something. */
export function RenewEffect({ preview }: { readonly preview: UpdatePreview }) {
  const t = useText();
  const { refusal, san, notAfter, uncovered, verifying, trustedRootCa } = preview;
  return (
    <>
      <Refusal refusal={refusal} />
      <dl className="facts">
        <dt>{t('certificate.names')}</dt>
        <dd>
          <Value>{san.join(', ')}</Value>
        </dd>
        <dt>{t('certificate.notAfter')}</dt>
        <dd>
          <When iso={notAfter} />
        </dd>
      </dl>
      {uncovered.length > 0 ? (
        <section className="screen alarm">
          <h3>{t('renew.uncovered', { count: sitesOf(uncovered).length })}</h3>
          <ul className="outcomes">
            {sitesOf(uncovered).map(({ key, name, placements }) => (
              <PlannedDomain key={key} name={name} tag={t('renew.isUncovered')} tone="bad" placements={placements} />
            ))}
          </ul>
        </section>
      ) : (
        <p>{t('renew.allCovered')}</p>
      )}
      {trustedRootCa !== 'NONE' && <p>{t(ROOT_CA[trustedRootCa])}</p>}
      {verifying.length > 0 && (
        <ul className="outcomes">
          {sitesOf(verifying).map(({ key, name, placements }) => (
            <PlannedDomain key={key} name={name} tag={t('placement.verifies')} tone="plain" placements={placements} />
          ))}
        </ul>
      )}
    </>
  );
}

const ROOT_CA = {
  ADDED: 'renew.rootCa.added',
  REPLACED: 'renew.rootCa.replaced',
  REMOVED: 'renew.rootCa.removed',
} as const;
