import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ApigError, type ApigErrorFields } from './apig-error.type';
import { ChangeOutcome } from './change-outcome.enum';

@ObjectType({
  implements: ApigError,
  description:
    "Returned when an input is not valid: by the gateway's own check before any upstream call, or by the upstream.",
})
export class ApigInvalidInputError extends ApigError {
  @Field(() => String, { nullable: true, description: 'The input at fault, where it is known.' })
  readonly parameter: string | null;

  constructor(fields: ApigErrorFields & { parameter: string | null }) {
    super(fields);
    this.parameter = fields.parameter;
  }
}

@ObjectType({
  implements: ApigError,
  description:
    'Returned when a certificate or its private key cannot be used: unreadable, mismatched, expired, encrypted, without SAN, or not for the domain.',
})
export class ApigInvalidCertificateError extends ApigError {}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the token is missing, wrong or expired. Get a new one from IAM.',
})
export class ApigUnauthenticatedError extends ApigError {}

@ObjectType({ implements: ApigError, description: "Returned when the token's user may not do this." })
export class ApigPermissionDeniedError extends ApigError {
  @Field(() => String, {
    nullable: true,
    description: "Which policy refused, for IAM's decoder; null where the upstream sent none.",
  })
  readonly encodedAuthorizationMessage: string | null;

  constructor(fields: ApigErrorFields & { encodedAuthorizationMessage: string | null }) {
    super(fields);
    this.encodedAuthorizationMessage = fields.encodedAuthorizationMessage;
  }
}

@ObjectType({ implements: ApigError, description: 'Returned when a quota of the project or the gateway is used up.' })
export class ApigQuotaExceededError extends ApigError {}

@ObjectType({ implements: ApigError, description: 'Returned when there is no such certificate in the project.' })
export class ApigCertificateNotFoundError extends ApigError {
  @Field(() => ID, { description: 'The certificate that was asked for.' })
  readonly certificateId: string;

  constructor(fields: ApigErrorFields & { certificateId: string }) {
    super(fields);
    this.certificateId = fields.certificateId;
  }
}

@ObjectType({ implements: ApigError, description: 'Returned when a domain is on no gateway of the project.' })
export class ApigDomainNotFoundError extends ApigError {
  @Field(() => [String], {
    description: 'The domains that may be meant: those of the request, without those that are known to exist.',
  })
  readonly domainNames: string[];

  constructor(fields: ApigErrorFields & { domainNames: string[] }) {
    super(fields);
    this.domainNames = fields.domainNames;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the certificate is not attached to a domain that it was to be detached from.',
})
export class ApigDomainNotAttachedError extends ApigError {
  @Field(() => [String], {
    description: 'The requested domains that are not attached, looked up; all requested ones where that read fails.',
  })
  readonly domainNames: string[];

  constructor(fields: ApigErrorFields & { domainNames: string[] }) {
    super(fields);
    this.domainNames = fields.domainNames;
  }
}

@ObjectType({ implements: ApigError, description: 'Returned when a gateway, or an API group on it, does not exist.' })
export class ApigGatewayNotFoundError extends ApigError {
  @Field(() => [ID], { description: 'The gateways that the request named.' })
  readonly instanceIds: string[];

  constructor(fields: ApigErrorFields & { instanceIds: string[] }) {
    super(fields);
    this.instanceIds = fields.instanceIds;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the change does not fit the present state, or another change is under way.',
})
export class ApigConflictError extends ApigError {}

@ObjectType({ implements: ApigError, description: 'Returned when there are too many calls. Nothing was changed.' })
export class ApigRateLimitedError extends ApigError {
  @Field(() => Int, { nullable: true, description: 'Seconds until another try makes sense, where it is known.' })
  readonly retryAfter: number | null;

  constructor(fields: ApigErrorFields & { retryAfter: number | null }) {
    super(fields);
    this.retryAfter = fields.retryAfter;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the upstream failed, did not answer in time, or sent a reply that cannot be read.',
})
export class ApigUpstreamError extends ApigError {
  @Field(() => Int, { nullable: true, description: "HTTP status of the upstream's reply; null where there was none." })
  readonly upstreamStatus: number | null;

  @Field(() => ChangeOutcome, { nullable: true, description: 'For a change: whether it is there. Null for a query.' })
  readonly outcome: ChangeOutcome | null;

  constructor(fields: ApigErrorFields & { upstreamStatus: number | null; outcome: ChangeOutcome | null }) {
    super(fields);
    this.upstreamStatus = fields.upstreamStatus;
    this.outcome = fields.outcome;
  }
}

/** Every error result, in the order of the unions. The schema holds them all, whichever unions name them. */
export const ERROR_RESULTS = [
  ApigInvalidInputError,
  ApigInvalidCertificateError,
  ApigUnauthenticatedError,
  ApigPermissionDeniedError,
  ApigQuotaExceededError,
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigDomainNotAttachedError,
  ApigGatewayNotFoundError,
  ApigConflictError,
  ApigRateLimitedError,
  ApigUpstreamError,
] as const;

/** The class of an error result. */
export type ErrorResultClass = (typeof ERROR_RESULTS)[number];
