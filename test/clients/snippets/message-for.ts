import type { DetachCertificateDomainsMutation } from '../../../schema/generated/operations';

type DetachResult = NonNullable<DetachCertificateDomainsMutation['detachCertificateDomains']>;

/** Returns a sentence for the user about the result of a detach. The compiler reports a member of the union that has no case. */
export function messageFor(result: DetachResult): string {
  switch (result.__typename) {
    case 'DetachCertificateDomainsSuccess':
      return `Detached from ${result.domains.map(({ domain }) => domain).join(', ')}.`;
    case 'ApigInvalidInputError':
      return result.violations.map(({ message }) => message).join(' ');
    case 'ApigUnauthenticatedError':
      return 'Your session has ended. Sign in again.';
    case 'ApigPermissionDeniedError':
      return `You need the permission ${result.requiredAction ?? 'to detach certificates'}.`;
    case 'ApigCertificateNotFoundError':
    case 'ApigDomainNotFoundError':
    case 'ApigGatewayNotFoundError':
    case 'ApigConflictError':
      return `Nothing was changed. ${result.message}`;
    case 'ApigDomainNotAttachedError':
      return `Nothing was changed. The certificate is not attached to ${result.domainNames.join(', ')}.`;
    case 'ApigRateLimitedError':
      return `Nothing was changed. Try again in ${result.retryAfter ?? 1} s.`;
    case 'ApigUpstreamError':
      return result.outcome === 'UNKNOWN'
        ? 'The outcome is unknown. Read the domains before you try again.'
        : `Nothing was changed. ${result.message}`;
    default:
      return messageOfNewMember(result);
  }
}

/** A member that a later version of the server adds is an error, and has the fields of `ApigError`. */
function messageOfNewMember(result: never): string {
  return (result as { readonly message: string }).message;
}
