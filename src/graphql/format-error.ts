import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { isFailure } from '../errors/failure';
import { toGraphQLError } from '../errors/to-graphql-error';
import type { Metrics } from '../telemetry/metrics';
import { withoutValues } from './without-values';

/** Turns what was thrown into the entry in `errors` that the caller sees. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * A failure tells its facts; what the caller did wrong is told without the values that were sent; everything else is masked and goes to
 * the log. Stack traces never leave the process.
 */
export function createErrorFormatter(log: Logger, metrics: Metrics): ErrorFormatter {
  return (formatted, error) => {
    const original = unwrapResolverError(error);
    if (isFailure(original)) {
      const { message, extensions } = toGraphQLError(original);
      return { ...formatted, message, extensions };
    }
    if (formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') {
      const extensions = { ...formatted.extensions };
      if ('limit' in extensions || /^Syntax Error: Document contains more that \d+ tokens/.test(formatted.message)) {
        extensions['code'] = 'QUERY_LIMIT_EXCEEDED';
      }
      return { ...formatted, message: withoutValues(formatted.message), extensions };
    }
    metrics.maskedError();
    log.error({ err: original, path: formatted.path }, 'an error was masked');
    return { ...formatted, message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };
}
