import { useId, useState } from 'react';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { GATEWAY_DOMAINS } from '../operations/gateways';
import { isCovered } from './covers';
import { Preview } from './preview';
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
  const id = useId();
  const [showsAll, setShowsAll] = useState(false);
  const isChosen = (key: string) => chosen.some((it) => it.key === key);
  const toggle = (site: Site) =>
    onChange(isChosen(site.key) ? chosen.filter((it) => it.key !== site.key) : [...chosen, site]);
  return (
    <Preview document={GATEWAY_DOMAINS} name="gateways" variables={{}}>
      {({ edges }) => {
        const choices = edges
          .flatMap(({ node }) =>
            (node?.domains?.edges ?? []).flatMap(({ node: domain }) => (domain ? [{ node, domain }] : [])),
          )
          .filter(({ domain }) => showsAll || isCovered(domain.name, names));
        const unique = [...new Map(choices.map((it) => [`${it.domain.name} ${it.node?.id}`, it])).entries()];
        return (
          <fieldset className="stack plain">
            <legend>{t('attach.choose')}</legend>
            <label className="check">
              <input type="checkbox" checked={showsAll} onChange={() => setShowsAll(!showsAll)} />
              {t('attach.showAll')}
            </label>
            <ul className="choices" id={id}>
              {unique.map(([key, { node, domain }]) => (
                <li key={key}>
                  <label className="check">
                    <input
                      type="checkbox"
                      checked={isChosen(key)}
                      onChange={() =>
                        toggle({ key, name: domain.name, gatewayId: node?.id, gatewayName: node?.name, placements: [] })
                      }
                    />
                    <Value>{domain.name}</Value>
                    <span className="hint">
                      <Value>{node?.name ?? ''}</Value>
                      {domain.certificate && <> · {t('attach.has', { name: domain.certificate.name })}</>}
                    </span>
                  </label>
                </li>
              ))}
            </ul>
            {unique.length === 0 && <p className="hint">{t('attach.none')}</p>}
            <div className="actions end">
              <button type="button" className="button primary" disabled={chosen.length === 0} onClick={onDone}>
                {t('attach.preview')}
              </button>
            </div>
          </fieldset>
        );
      }}
    </Preview>
  );
}
