import type { ApolloServerPlugin } from '@apollo/server';

/** What is wrong with a document or its variables, in a request that was well-formed over HTTP. */
const DOCUMENT_ERRORS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/**
 * Answers 200 instead of 400 to a document that is not valid, for a client that asks for `application/json` by name: such
 * clients read a status other than 200 as an answer of another program (GraphQL over HTTP, 6.4.1). A client that takes
 * `application/graphql-response+json`, or says nothing, gets 400.
 */
export const statusForJson: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response, errors }) => {
      const isDocumentError = errors?.some((error) => DOCUMENT_ERRORS.has(error.extensions?.['code'])) ?? false;
      if (response.http.status === 400 && isDocumentError && asksForJson(request.http?.headers.get('accept'))) {
        response.http.status = 200;
      }
    },
  }),
};

function asksForJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bapplication\/json\b/i.test(accept) && !/graphql-response\+json/i.test(accept);
}
