import { useText } from '../i18n/text';
import { PlannedDomain } from './placement-list';
import { Refusal } from './refusal';
import { RenewComparison, type UpdatePreview } from './renew-comparison';
import { sitesOf } from './sites';

/** The effect of a renewal: the facts before and after, and the domains that lose something. */
export function RenewEffect({ preview, pem }: { readonly preview: UpdatePreview; readonly pem: string }) {
  const t = useText();
  const { refusal, uncovered, verifying, trustedRootCa } = preview;
  return (
    <>
      <Refusal refusal={refusal} />
      <RenewComparison preview={preview} pem={pem} />
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
