import { registerEnumType } from 'type-graphql';
import { ApigFailure } from '../apig/failure';

/** Whether the CNAME record of a domain leads to its gateway. */
export enum DomainResolution {
  NOT_RESOLVED = 'NOT_RESOLVED',
  RESOLVING = 'RESOLVING',
  RESOLVED = 'RESOLVED',
  FAILED = 'FAILED',
}

registerEnumType(DomainResolution, {
  name: 'DomainResolution',
  description: 'Whether the CNAME record of a domain leads to its gateway.',
  valuesConfig: {
    NOT_RESOLVED: { description: 'There is no such record yet.' },
    RESOLVING: { description: 'The record is being looked up.' },
    RESOLVED: { description: 'The domain leads to the gateway.' },
    FAILED: { description: 'The look-up failed.' },
  },
});

const BY_NUMBER: readonly (DomainResolution | undefined)[] = [
  undefined,
  DomainResolution.NOT_RESOLVED,
  DomainResolution.RESOLVING,
  DomainResolution.RESOLVED,
  DomainResolution.FAILED,
];

/** The upstream's number (API reference, Querying Domain Names Bound to an SSL Certificate) as a name. @throws ApigFailure */
export function resolutionOf(status: number): DomainResolution {
  const resolution = BY_NUMBER[status];
  if (resolution === undefined) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return resolution;
}
