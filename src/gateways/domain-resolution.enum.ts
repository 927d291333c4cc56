import { registerEnumType } from 'type-graphql';

/** The resolution status of a domain's CNAME record. */
export enum DomainResolution {
  NOT_RESOLVED = 'NOT_RESOLVED',
  RESOLVING = 'RESOLVING',
  RESOLVED = 'RESOLVED',
  FAILED = 'FAILED',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(DomainResolution, {
  name: 'DomainResolution',
  description: "The resolution status of a domain's CNAME record. It must point to the gateway.",
  valuesConfig: {
    NOT_RESOLVED: { description: 'The record does not exist yet.' },
    RESOLVING: { description: 'The record is being resolved.' },
    RESOLVED: { description: 'The record points to the gateway.' },
    FAILED: { description: 'The record could not be resolved.' },
    UNKNOWN: { description: 'A value that is not in this enum, or none. This server may be older than the upstream.' },
  },
});

const BY_NUMBER: ReadonlyMap<number | undefined, DomainResolution> = new Map([
  [1, DomainResolution.NOT_RESOLVED],
  [2, DomainResolution.RESOLVING],
  [3, DomainResolution.RESOLVED],
  [4, DomainResolution.FAILED],
]);

/**
 * Converts the upstream's number (API reference, Querying Domain Names Bound to an SSL Certificate).
 * @returns `UNKNOWN` for a new number, and for none.
 */
export function resolutionOf(status: number | undefined): DomainResolution {
  return BY_NUMBER.get(status) ?? DomainResolution.UNKNOWN;
}
