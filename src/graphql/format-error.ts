import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { isFailure } from '../errors/failure';
import { toGraphQLError } from '../errors/to-graphql-error';
import type { Metrics } from '../telemetry/metrics';
import { tooIntricate } from './steps';
import { withoutValues } from './without-values';

/** Turns what was thrown into the entry in `errors` that the caller sees. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Makes the function that formats every error of every response. A failure is told with its facts, a fault of the caller's
 * without the values that were sent. Everything else is a bug: it is masked and goes to the log. Stack traces never leave
 * the process.
 */
export function createErrorFormatter(log: Logger, metrics: Metrics): ErrorFormatter {
  return (formatted, error) => {
    const original = unwrapResolverError(error);
    if (isFailure(original)) {
      const { message, extensions } = toGraphQLError(original);
      return { ...formatted, message, extensions };
    }
    if (formatted.message === VALIDATION_ABORTED) return { ...formatted, ...TOO_INTRICATE };
    const code = codeOf(formatted, original);
    if (code !== 'INTERNAL_SERVER_ERROR') {
      return { ...formatted, message: withoutValues(formatted.message), extensions: { ...formatted.extensions, code } };
    }
    metrics.maskedError();
    log.error({ err: original, path: formatted.path }, 'unexpected error');
    return { ...formatted, message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };
}

/** The message of graphql-js 16 for a document whose fields take too long to compare (validation/validationAbortedError.js). */
const VALIDATION_ABORTED = 'Validation aborted.';

const TOO_INTRICATE = {
  message: tooIntricate().message,
  extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: { name: 'steps' } },
};

/** Beginnings of messages of faults of the caller's that Apollo Server and graphql-js give no code. */
const CODES_BY_MESSAGE: readonly [string, string][] = [
  // graphql-js 16, execution/values.js: an argument that a variable made null.
  ['Argument "', 'BAD_USER_INPUT'],
  // @apollo/server 5, requestPipeline.js: automatic persisted queries.
  ['Unsupported persisted query version', 'BAD_REQUEST'],
  ['provided sha does not match query', 'BAD_REQUEST'],
];

function codeOf({ message, extensions }: GraphQLFormattedError, original: unknown): unknown {
  if (extensions && 'limit' in extensions) return 'QUERY_LIMIT_EXCEEDED';
  if (message.startsWith('Syntax Error: Document contains more that ')) return 'QUERY_LIMIT_EXCEEDED';
  const code = extensions?.['code'];
  // Only graphql-js and Apollo Server throw a GraphQLError without a code; ours are failures.
  if (code !== 'INTERNAL_SERVER_ERROR' || !(original instanceof GraphQLError)) return code;
  return CODES_BY_MESSAGE.find(([start]) => message.startsWith(start))?.[1] ?? code;
}
