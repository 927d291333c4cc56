import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import type { ErrorDetailsFragment } from '../gql/graphql';

/** A failure that is no member of a union: of the network, of HTTP, or of the whole GraphQL request. */
export interface TransportProblem {
  readonly __typename: 'TransportProblem';
  readonly kind: 'UNREACHABLE' | 'RATE_LIMITED' | 'REJECTED' | 'INTERNAL';
  readonly message: string;
  /** The number of seconds to wait before a retry; null if unknown. */
  readonly retryAfter: number | null;
}

/** Every reason why there is no success. */
export type Problem = ErrorDetailsFragment | TransportProblem;

/** A root field: a member of its union, or null if it failed altogether. */
export type Field = { readonly __typename: string } | null;

/** The success types of a result union. */
export type Success<T> = Exclude<NonNullable<T>, { readonly retryable: boolean }>;

/** The outcome of an operation: the success of its root field, or the problem. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: Success<T> }
  | { readonly ok: false; readonly problem: Problem };

/** Returns the outcome of an operation from its root field and its error. */
export function outcomeOf<T extends Field>(field: T | undefined, error: unknown): Outcome<T> {
  if (!field) return { ok: false, problem: transportProblemOf(error) };
  return isProblem(field) ? { ok: false, problem: field } : { ok: true, value: field as Success<T> };
}

/** Returns true for error results, also for types that are newer than this console. */
function isProblem(field: NonNullable<Field>): field is ErrorDetailsFragment {
  return /^Apig\w+Error$/.test(field.__typename);
}

function transportProblemOf(error: unknown): TransportProblem {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    const code = first?.extensions?.['code'];
    const kind = code === 'INTERNAL_SERVER_ERROR' ? 'INTERNAL' : 'REJECTED';
    return problem(kind, first?.message ?? '');
  }
  if (ServerError.is(error)) {
    if (error.statusCode !== 429) return problem(error.statusCode < 500 ? 'REJECTED' : 'UNREACHABLE', error.bodyText);
    const seconds = Number(error.response.headers.get('retry-after') ?? Number.NaN);
    return problem('RATE_LIMITED', '', Number.isFinite(seconds) ? seconds : null);
  }
  return problem('UNREACHABLE', '');
}

function problem(kind: TransportProblem['kind'], message: string, retryAfter: number | null = null): TransportProblem {
  return { __typename: 'TransportProblem', kind, message: message.slice(0, 500), retryAfter };
}
