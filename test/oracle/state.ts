import { domainToASCII } from 'node:url';
import type { Project } from '../../src/simulator/estate';

/** One domain on one gateway and pair of ports, as the upstream really has it. */
export interface Placement {
  readonly id: string;
  /** The name as names are compared: `keyOf`. */
  readonly key: string;
  readonly gatewayId: string;
  readonly certificateId: string | undefined;
  readonly verified: boolean;
}

/** A certificate, as the upstream really has it. */
export interface Held {
  readonly id: string;
  readonly name: string;
  readonly serial: string;
  readonly hasRootCa: boolean;
  /** The only gateway that it may be used on, or `common`. Never changes. */
  readonly gatewayId: string;
}

/** All that a change can move, at one moment. Never changed once made. */
export interface State {
  readonly placements: readonly Placement[];
  readonly certificates: ReadonlyMap<string, Held>;
  /** Ids of the gateways; nothing moves these. */
  readonly gateways: readonly string[];
}

/** The present state of a project. */
export function stateOf({ domains, certificates, gateways }: Project): State {
  return {
    gateways: gateways.map(({ id }) => id),
    placements: domains.map(({ id, name, gatewayId, certificateId, verifiesClients: verified }) => ({
      id,
      key: keyOf(name),
      gatewayId,
      certificateId,
      verified,
    })),
    certificates: new Map(
      certificates.map(
        ({ id, name, serial_number: serial, is_has_trusted_root_ca: hasRootCa, instance_id: gatewayId }) => [
          id,
          { id, name, serial, hasRootCa, gatewayId },
        ],
      ),
    ),
  };
}

/** Returns true if two states are equal, placement by placement and certificate by certificate. */
export function isSame(one: State, other: State): boolean {
  return (
    one.placements.length === other.placements.length &&
    one.certificates.size === other.certificates.size &&
    one.placements.every((it, index) => isSamePlacement(it, other.placements[index])) &&
    [...one.certificates.values()].every((it) => {
      const held = other.certificates.get(it.id);
      return held?.name === it.name && held.serial === it.serial && held.hasRootCa === it.hasRootCa;
    })
  );
}

/** Returns true if two placements hold the same certificate with the same client verification. */
export function isSamePlacement(one: Placement, other: Placement | undefined): boolean {
  return one.id === other?.id && one.certificateId === other.certificateId && one.verified === other.verified;
}

const keys = new Map<string, string>();

/** The key by which the oracle compares names: ASCII form, lower case, no blanks around it, no final dot. */
export function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const plain = name.trim().replace(/\.$/, '').toLowerCase();
  const wildcard = plain.startsWith('*.') ? '*.' : '';
  const key = wildcard + (domainToASCII(plain.slice(wildcard.length)) || plain.slice(wildcard.length));
  if (keys.size < 10_000) keys.set(name, key);
  return key;
}
