import { registerEnumType } from 'type-graphql';
import { ApigFailure } from '../apig/failure';

/** The resolution status of a domain's CNAME record. */
export enum DomainResolution {
  NOT_RESOLVED = 'NOT_RESOLVED',
  RESOLVING = 'RESOLVING',
  RESOLVED = 'RESOLVED',
  FAILED = 'FAILED',
}

registerEnumType(DomainResolution, {
  name: 'DomainResolution',
  description: "The resolution status of a domain's CNAME record. It must point to the gateway.",
  valuesConfig: {
    NOT_RESOLVED: { description: 'The record does not exist yet.' },
    RESOLVING: { description: 'The record is being resolved.' },
    RESOLVED: { description: 'The record points to the gateway.' },
    FAILED: { description: 'The record could not be resolved.' },
  },
});

const BY_NUMBER: readonly (DomainResolution | undefined)[] = [
  undefined,
  DomainResolution.NOT_RESOLVED,
  DomainResolution.RESOLVING,
  DomainResolution.RESOLVED,
  DomainResolution.FAILED,
];

/** Converts the upstream's number (API reference, Querying Domain Names Bound to an SSL Certificate). @throws ApigFailure */
export function resolutionOf(status: number): DomainResolution {
  const resolution = BY_NUMBER[status];
  if (resolution === undefined) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return resolution;
}
