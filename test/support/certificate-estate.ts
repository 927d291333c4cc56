import type { Project, StoredCertificate } from '../../src/simulator/estate';
import { certificate, domain, gateway, group } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';

/** The certificates of a project with some gateways: facts of the one at an index. */
export interface EstateOptions {
  readonly gateways: readonly string[];
  readonly count: number;
  /** The gateway of a certificate; undefined for a global one. */
  readonly gatewayOf?: (index: number) => string | undefined;
  /** The first and the last day of its validity, relative to now. */
  readonly daysOf?: (index: number) => [number, number];
  readonly attachedOf?: (index: number) => boolean;
  readonly more?: (index: number) => Partial<StoredCertificate>;
}

/** Returns a project with many certificates, each named for its index and attached to at most one domain. */
export function certificateEstate(options: EstateOptions): Project {
  const {
    gateways,
    count,
    gatewayOf = () => undefined,
    daysOf = () => [-1, 90],
    attachedOf,
    more = () => ({}),
  } = options;
  const now = new Date();
  const groups = gateways.map((id) => group(`group-${id}`, id, `group_${id}`, now));
  const indexes = Array.from({ length: count }, (_, index) => index);
  const certificates = indexes.map((index) => {
    const of = gatewayOf(index);
    const scope = of === undefined ? {} : { type: 'instance' as const, instance_id: of };
    const san = [`${index}.example.com`];
    return certificate(`c-${index}`, `name_${index}`, san, {
      now,
      days: daysOf(index),
      more: { ...scope, ...more(index) },
    });
  });
  const domains = indexes.flatMap((index) => {
    const of = groups.find(({ gatewayId }) => gatewayId === (gatewayOf(index) ?? gateways[index % gateways.length]));
    return of && attachedOf?.(index)
      ? [domain(index, `${index}.example.com`, of, { certificateId: `c-${index}` })]
      : [];
  });
  return {
    id: SIMULATOR_PROJECT_ID,
    gateways: gateways.map((id) => gateway(SIMULATOR_PROJECT_ID, id, `name of ${id}`, 'BASIC', '203.0.113.1', now)),
    groups,
    domains,
    certificates,
  };
}
