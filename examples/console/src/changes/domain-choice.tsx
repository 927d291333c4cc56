import { useState } from 'react';
import { ErrorScreen } from '../errors/error-screen';
import { RestOfGateway } from '../gateways/rest-of-gateway';
import { MAX_DOMAINS, useGatewayPages } from '../gateways/use-gateway-pages';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { Busy } from '../ui/busy';
import { isCovered } from './covers';
import type { Site } from './sites';

/** A choice of domains on all gateways that the names of a certificate cover. */
export function DomainChoice({
  names,
  chosen,
  onChange,
  onDone,
}: {
  readonly names: readonly string[];
  readonly chosen: readonly Site[];
  readonly onChange: (sites: readonly Site[]) => void;
  readonly onDone: () => void;
}) {
  const t = useText();
  const [showsAll, setShowsAll] = useState(false);
  const { gateways, isComplete, problem, more, again } = useGatewayPages(MAX_DOMAINS);
  const isChosen = (key: string) => chosen.some((it) => it.key === key);
  const toggle = (site: Site) =>
    onChange(isChosen(site.key) ? chosen.filter((it) => it.key !== site.key) : [...chosen, site]);
  const choices = gateways
    .flatMap((gateway) => gateway.domains.map((domain) => ({ gateway, domain })))
    .filter(({ domain }) => showsAll || isCovered(domain.name, names));
  // A domain with several pairs of ports is one choice.
  const unique = [...new Map(choices.map((it) => [`${it.domain.name} ${it.gateway.id}`, it])).entries()];
  return (
    <>
      {problem && <ErrorScreen problem={problem} isChange={false} onRetry={again} onReread={again} />}
      {!isComplete && !problem && <Busy text={t('preview.loading')} />}
      {(gateways.length > 0 || isComplete) && (
        <fieldset className="stack plain">
          <legend>{t('attach.choose')}</legend>
          <label className="check">
            <input type="checkbox" checked={showsAll} onChange={() => setShowsAll(!showsAll)} />
            {t('attach.showAll')}
          </label>
          <ul className="choices">
            {unique.map(([key, { gateway, domain }]) => (
              <li key={key}>
                <label className="check">
                  <input
                    type="checkbox"
                    checked={isChosen(key)}
                    onChange={() =>
                      toggle({
                        key,
                        name: domain.name,
                        gatewayId: gateway.id,
                        gatewayName: gateway.name,
                        placements: [],
                      })
                    }
                  />
                  <Value>{domain.name}</Value>
                  <span className="hint">
                    <Value>{gateway.name}</Value>
                    {domain.certificate && <> · {t('attach.has', { name: domain.certificate.name })}</>}
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {isComplete && unique.length === 0 && <p className="hint">{t('attach.none')}</p>}
          {gateways.map((gateway) => (
            <RestOfGateway key={gateway.id} gateway={gateway} isNamed onMore={more} onAgain={again} />
          ))}
          <div className="actions end">
            <button type="button" className="button primary" disabled={chosen.length === 0} onClick={onDone}>
              {t('attach.preview')}
            </button>
          </div>
        </fieldset>
      )}
    </>
  );
}
