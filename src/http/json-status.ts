import type { GraphQLResponse } from '@apollo/server';

/** The codes of errors in a document or its variables, in a request that is well-formed as HTTP. */
const DOCUMENT_ERRORS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

interface FormattedErrors {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined;
}

/**
 * Returns the HTTP status of a GraphQL response. An invalid document is a 400, but a 200 for a client that accepts
 * `application/json` explicitly: such clients assume that another status comes from an intermediary (GraphQL over HTTP, 6.4.1).
 */
export function statusFor({ http, body }: GraphQLResponse, accept: string | undefined): number {
  const { status = 200 } = http;
  if (status !== 400 || !asksForJson(accept)) return status;
  return body.kind === 'single' && isDocumentError(body.singleResult) ? 200 : status;
}

/** Returns the same for the text of a response with status 400, to a client that accepts `application/json` explicitly. */
export function statusOfText(text: string): number {
  return isDocumentError(JSON.parse(text) as FormattedErrors) ? 200 : 400;
}

/** Returns true if a client accepts `application/json` explicitly, but not `application/graphql-response+json`. */
export function asksForJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bapplication\/json\b/i.test(accept) && !/graphql-response\+json/i.test(accept);
}

function isDocumentError({ errors }: FormattedErrors): boolean {
  return errors?.some(({ extensions }) => DOCUMENT_ERRORS.has(extensions?.['code'])) ?? false;
}
