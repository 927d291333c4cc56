import type { ReactNode } from 'react';
import type { PlacementFragment } from '../gql/graphql';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';

/** One line for each placement: gateway, ports, and the effect on clients without TLS. */
export function PlacementList({ placements }: { readonly placements: readonly PlacementFragment[] }) {
  const t = useText();
  return (
    <ul className="placements">
      {placements.map((placement) => (
        <li key={placement.id}>
          {placement.gateway ? <Value>{placement.gateway.name}</Value> : t('value.unknownGateway')}
          <Ports placement={placement} />
          {placement.httpRedirectsToHttps && <span className="tag plain">{t('placement.redirects')}</span>}
          {placement.verifiedClientCertificateEnabled && <span className="tag plain">{t('placement.verifies')}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The pair of custom ports of a placement, if it has one. */
export function Ports({
  placement: { httpPort, httpsPort },
}: {
  readonly placement: Pick<PlacementFragment, 'httpPort' | 'httpsPort'>;
}) {
  const t = useText();
  if (httpPort === null && httpsPort === null) return null;
  const port = (value: number | null) => (value === null ? '-' : String(value));
  return <span className="ports">{t('placement.ports', { http: port(httpPort), https: port(httpsPort) })}</span>;
}

/** One planned domain of a preview. */
export function PlannedDomain({
  name,
  tag,
  tone,
  placements,
  children,
}: {
  readonly name: string;
  readonly tag: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly placements: readonly PlacementFragment[];
  readonly children?: ReactNode;
}) {
  return (
    <li>
      <Value>{name}</Value> <span className={`tag ${tone}`}>{tag}</span>
      {children}
      <PlacementList placements={placements} />
    </li>
  );
}
