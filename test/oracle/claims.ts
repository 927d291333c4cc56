import type { DomainRef, OracleRequest } from './requests';
import type { Result } from './response';
import { keyOf, type Placement, type State } from './state';

/** The placements that a request means by a domain: on the gateways that it names, or on all. */
export function placementsOf({ placements }: State, { domain, instanceIds }: DomainRef): Placement[] {
  const key = keyOf(domain);
  return placements.filter((it) => it.key === key && (!instanceIds || instanceIds.includes(it.gatewayId)));
}

/** Something that is so in a state, or is not. */
export type Claim = (state: State) => boolean;

/**
 * What the success type of a change says of the state, placement by placement: all of it is so where each of them is.
 * @param known a state with all placements that there are; their certificates may be others by now.
 */
export function claimsOf(
  request: Exclude<OracleRequest, { kind: 'replace' }>,
  result: Result,
  known: State,
): readonly Claim[] {
  switch (request.kind) {
    case 'detach':
      return request.domains
        .flatMap((ref) => placementsOf(known, ref))
        .map(
          ({ id }) =>
            (state) =>
              find(state, id)?.certificateId !== request.certificateId,
        );
    case 'attach':
      return request.domains.flatMap((ref) => [
        (state: State) => isWhole(state, ref),
        ...placementsOf(known, ref).map(({ id }) => (state: State) => {
          const placement = find(state, id);
          return isOn(state, placement, request.certificateId, ref.verifiedClientCertificateEnabled);
        }),
      ]);
    default:
      return [claimOf(request, result)];
  }
}

/** The one claim of a change that is made in one place. */
function claimOf(request: Exclude<OracleRequest, { kind: 'replace' | 'detach' | 'attach' }>, result: Result): Claim {
  switch (request.kind) {
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
  const verified = ref.verifiedClientCertificateEnabled;
  return isWhole(state, ref) && placementsOf(state, ref).every((it) => isOn(state, it, certificateId, verified));
}

/** Whether a domain is on every gateway that is named, or on one at least. */
function isWhole(state: State, ref: DomainRef): boolean {
  const found = placementsOf(state, ref);
  if (!ref.instanceIds) return found.length > 0;
  return ref.instanceIds.every((id) => found.some(({ gatewayId }) => gatewayId === id));
}

/** By default, clients are verified if the certificate has a trusted root CA. */
function isOn(state: State, placement: Placement | undefined, id: string, verified: boolean | undefined): boolean {
  const wanted = verified ?? state.certificates.get(id)?.hasRootCa ?? false;
  return placement?.certificateId === id && placement.verified === wanted;
}

function find({ placements }: State, id: string): Placement | undefined {
  return placements.find((it) => it.id === id);
}

/** The placements of one domain on its gateway, on every pair of ports. */
export function samePorts({ placements }: State, domainId: string): Placement[] {
  const one = placements.find(({ id }) => id === domainId);
  return placements.filter(({ key, gatewayId }) => key === one?.key && gatewayId === one.gatewayId);
}
