import { Field, ID, Int, ObjectType } from 'type-graphql';
import { MAX_VIOLATIONS } from '../input/check-all';
import { Cost } from '../request/cost';
import { ApigError, type ApigErrorFields } from './apig-error.type';
import { ChangeOutcome } from './change-outcome.enum';

@ObjectType({ simpleResolvers: true, description: 'One violation in an input.' })
export class InputViolation {
  @Field(() => [String], {
    description:
      'The path of the invalid argument or header, such as `domains`, `0`, `domain`. Empty if the upstream did not name it.',
  })
  readonly path: readonly string[];

  @Field(() => String, { description: 'A description of the violation. It contains nothing of the value.' })
  readonly message: string;

  constructor(path: readonly string[], message: string) {
    this.path = path;
    this.message = message;
  }
}

@ObjectType({
  implements: ApigError,
  description:
    'Returned when an argument or a header is invalid. This server checks them before any upstream call; the upstream may reject more.',
})
export class ApigInvalidInputError extends ApigError {
  @Field(() => String, {
    nullable: true,
    description: 'The path of the first invalid argument or header; null if unknown.',
  })
  readonly parameter: string | null;

  @Cost({ items: MAX_VIOLATIONS })
  @Field(() => [InputViolation], {
    description:
      'All violations of the input, at least one and at most 50. This server checks all arguments before any upstream call.',
  })
  readonly violations: readonly InputViolation[];

  constructor(fields: ApigErrorFields & { parameter: string | null; violations: readonly InputViolation[] }) {
    super(fields);
    this.parameter = fields.parameter;
    this.violations = fields.violations;
  }
}

@ObjectType({
  implements: ApigError,
  description:
    'Returned when a certificate or its private key cannot be used. It may be unreadable, mismatched, expired or encrypted, have no subject alternative names, or not cover the domain.',
})
export class ApigInvalidCertificateError extends ApigError {}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the token is missing, invalid or expired. Get a new one from IAM.',
})
export class ApigUnauthenticatedError extends ApigError {}

@ObjectType({ implements: ApigError, description: "Returned when the token's user lacks the required permission." })
export class ApigPermissionDeniedError extends ApigError {
  @Field(() => String, {
    nullable: true,
    description: 'The encoded reason of the denial; null if the upstream sent none. IAM can decode it.',
  })
  readonly encodedAuthorizationMessage: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The IAM action that the refused operation needs; null if it is not documented. Ask an administrator for it, for example `apig:certificate:batchUnbindDomain`.',
  })
  readonly requiredAction: string | null;

  constructor(fields: ApigErrorFields & { encodedAuthorizationMessage: string | null; requiredAction: string | null }) {
    super(fields);
    this.encodedAuthorizationMessage = fields.encodedAuthorizationMessage;
    this.requiredAction = fields.requiredAction;
  }
}

@ObjectType({ implements: ApigError, description: 'Returned when a quota of the project or the gateway is used up.' })
export class ApigQuotaExceededError extends ApigError {}

@ObjectType({ implements: ApigError, description: 'Returned when the project has no such certificate.' })
export class ApigCertificateNotFoundError extends ApigError {
  @Field(() => ID, { description: 'The id of the requested certificate.' })
  readonly certificateId: string;

  constructor(fields: ApigErrorFields & { certificateId: string }) {
    super(fields);
    this.certificateId = fields.certificateId;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when a domain does not exist on any gateway of the project.',
})
export class ApigDomainNotFoundError extends ApigError {
  @Field(() => [String], {
    description: 'The requested domains, without the ones that are known to exist.',
  })
  readonly domainNames: string[];

  constructor(fields: ApigErrorFields & { domainNames: string[] }) {
    super(fields);
    this.domainNames = fields.domainNames;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the certificate is not attached to a domain to detach it from.',
})
export class ApigDomainNotAttachedError extends ApigError {
  @Field(() => [String], {
    description: 'The requested domains that are not attached. If the lookup of these fails, all requested domains.',
  })
  readonly domainNames: string[];

  constructor(fields: ApigErrorFields & { domainNames: string[] }) {
    super(fields);
    this.domainNames = fields.domainNames;
  }
}

@ObjectType({ implements: ApigError, description: 'Returned when a gateway, or an API group on it, does not exist.' })
export class ApigGatewayNotFoundError extends ApigError {
  @Field(() => [ID], { description: 'The ids of the gateways in the request.' })
  readonly instanceIds: string[];

  constructor(fields: ApigErrorFields & { instanceIds: string[] }) {
    super(fields);
    this.instanceIds = fields.instanceIds;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the change conflicts with the current state or another change.',
})
export class ApigConflictError extends ApigError {}

@ObjectType({ implements: ApigError, description: 'Returned when there are too many requests. Nothing was changed.' })
export class ApigRateLimitedError extends ApigError {
  @Field(() => Int, { nullable: true, description: 'The number of seconds to wait before a retry; null if unknown.' })
  readonly retryAfter: number | null;

  constructor(fields: ApigErrorFields & { retryAfter: number | null }) {
    super(fields);
    this.retryAfter = fields.retryAfter;
  }
}

@ObjectType({
  implements: ApigError,
  description: 'Returned when the upstream failed, timed out or sent an unreadable reply.',
})
export class ApigUpstreamError extends ApigError {
  @Field(() => Int, { nullable: true, description: "The HTTP status of the upstream's reply; null if there was none." })
  readonly upstreamStatus: number | null;

  @Field(() => ChangeOutcome, { nullable: true, description: 'The outcome of the change; null for a query.' })
  readonly outcome: ChangeOutcome | null;

  constructor(fields: ApigErrorFields & { upstreamStatus: number | null; outcome: ChangeOutcome | null }) {
    super(fields);
    this.upstreamStatus = fields.upstreamStatus;
    this.outcome = fields.outcome;
  }
}

/** All error results, in the order of the unions. The schema contains them all, even if no union uses one. */
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
