import type { DomainRef, OracleRequest } from './requests';
import type { Result } from './response';
import { keyOf, type Placement, type State } from './state';

/** The placements that a request means by a domain: on the gateways that it names, or on all. */
export function placementsOf({ placements }: State, { domain, instanceIds }: DomainRef): Placement[] {
  const key = keyOf(domain);
  return placements.filter((it) => it.key === key && (!instanceIds || instanceIds.includes(it.gatewayId)));
}

/** The claim that the success type of a change makes about the state. */
export function claimOf(
  request: Exclude<OracleRequest, { kind: 'replace' }>,
  result: Result,
): (state: State) => boolean {
  switch (request.kind) {
    case 'detach':
      return (state) =>
        request.domains.every((ref) =>
          placementsOf(state, ref).every(({ certificateId }) => certificateId !== request.certificateId),
        );
    case 'attach':
      return (state) => request.domains.every((ref) => isAttached(state, request.certificateId, ref));
    case 'detachOne':
      return (state) => samePorts(state, request.domainId).every((it) => it.certificateId !== request.certificateId);
    case 'attachOne':
      return (state) => {
        const found = samePorts(state, request.domainId);
        return found.length > 0 && found.every((it) => isOn(state, it, request.certificateId, request.verified));
      };
    case 'create': {
      const { id } = Object(result['certificate']) as { id?: string };
      return ({ certificates }) =>
        id === undefined
          ? [...certificates.values()].some(({ name, serial }) => isContent(name, serial))
          : isContent(certificates.get(id)?.name, certificates.get(id)?.serial);
    }
    case 'update':
      return ({ certificates }) => {
        const held = certificates.get(request.id);
        return held?.serial === request.content.serial && (request.name === undefined || held.name === request.name);
      };
    case 'delete':
      return ({ certificates }) => !certificates.has(request.id);
    default:
      return () => true;
  }

  function isContent(name: string | undefined, serial: string | undefined): boolean {
    return request.kind === 'create' && name === request.name && serial === request.content.serial;
  }
}

/** Returns true if a certificate is attached to a domain on every requested gateway, with client verification as requested. */
export function isAttached(state: State, certificateId: string, ref: DomainRef): boolean {
  const found = placementsOf(state, ref);
  const isWhole = ref.instanceIds
    ? ref.instanceIds.every((id) => found.some(({ gatewayId }) => gatewayId === id))
    : found.length > 0;
  return isWhole && found.every((it) => isOn(state, it, certificateId, ref.verifiedClientCertificateEnabled));
}

/** By default, clients are verified if the certificate has a trusted root CA. */
function isOn({ certificates }: State, placement: Placement, id: string, verified: boolean | undefined): boolean {
  return (
    placement.certificateId === id && placement.verified === (verified ?? certificates.get(id)?.hasRootCa ?? false)
  );
}

/** The placements of one domain on its gateway, on every pair of ports. */
function samePorts({ placements }: State, domainId: string): Placement[] {
  const one = placements.find(({ id }) => id === domainId);
  return placements.filter(({ key, gatewayId }) => key === one?.key && gatewayId === one.gatewayId);
}
