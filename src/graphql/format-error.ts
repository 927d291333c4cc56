import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { isFailure } from '../errors/failure';
import { toGraphQLError } from '../errors/to-graphql-error';
import type { GraphQLMetrics } from '../telemetry/graphql-metrics';
import { tooIntricate } from './steps';
import { withoutValues } from './without-values';

/** Converts a thrown error to an entry in `errors`. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Returns the function that formats all errors of all responses. A failure is reported with its details, and an error in the
 * request without the values that were sent. Any other error is a bug: it is masked and logged. Stack traces are never sent.
 */
export function createErrorFormatter(log: Logger, metrics: GraphQLMetrics): ErrorFormatter {
  return (formatted, error) => {
    const original = unwrapResolverError(error);
    if (isFailure(original)) {
      const { message, extensions } = toGraphQLError(original);
      return { ...formatted, message, extensions };
    }
    if (formatted.message === VALIDATION_ABORTED) {
      metrics.limitExceeded(TOO_INTRICATE.extensions.limit.name);
      return { ...formatted, ...TOO_INTRICATE };
    }
    const code = codeOf(formatted, original);
    if (code === 'QUERY_LIMIT_EXCEEDED') metrics.limitExceeded(limitOf(formatted));
    if (code !== 'INTERNAL_SERVER_ERROR') {
      return { ...formatted, message: withoutValues(formatted.message), extensions: { ...formatted.extensions, code } };
    }
    metrics.maskedError();
    log.error({ err: original, path: formatted.path }, 'unexpected error');
    return { ...formatted, message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };
}

/** The message of graphql-js 16 if the fields of a document take too long to compare (validation/validationAbortedError.js). */
const VALIDATION_ABORTED = 'Validation aborted.';

const TOO_INTRICATE = {
  message: tooIntricate().message,
  extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: { name: 'steps' } },
};

/** The beginnings of messages of request errors to which Apollo Server and graphql-js assign no code. */
const CODES_BY_MESSAGE: readonly [string, string][] = [
  // graphql-js 16, execution/values.js: a variable made a non-null argument null.
  ['Argument "', 'BAD_USER_INPUT'],
  // @apollo/server 5, requestPipeline.js: automatic persisted queries.
  ['Unsupported persisted query version', 'BAD_REQUEST'],
  ['provided sha does not match query', 'BAD_REQUEST'],
];

/** Returns the name of the limit that a document exceeds. Only graphql-js' own limit of tokens has no details. */
function limitOf({ extensions }: GraphQLFormattedError): string {
  const { limit } = Object(extensions) as { limit?: { name?: unknown } };
  return String(limit?.name ?? 'tokens');
}

function codeOf({ message, extensions }: GraphQLFormattedError, original: unknown): unknown {
  if (extensions && 'limit' in extensions) return 'QUERY_LIMIT_EXCEEDED';
  if (message.startsWith('Syntax Error: Document contains more that ')) return 'QUERY_LIMIT_EXCEEDED';
  const code = extensions?.['code'];
  // Only graphql-js and Apollo Server throw a GraphQLError without a code.
  if (code !== 'INTERNAL_SERVER_ERROR' || !(original instanceof GraphQLError)) return code;
  return CODES_BY_MESSAGE.find(([start]) => message.startsWith(start))?.[1] ?? code;
}
