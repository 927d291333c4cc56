import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import possible from '../gql/possible-types.json';
import type { Locale } from '../i18n/locale';
import type { Credentials } from '../session/session';

/**
 * The members of the schema's unions, and for `ApigError` a pattern for the types that the server gets later. Without it, the cache
 * would drop the fields of an error that is newer than this console.
 */
const possibleTypes = {
  ...possible.possibleTypes,
  ApigError: [...possible.possibleTypes.ApigError, 'Apig\\w+Error'],
};

/** Returns a client of the server that sends the current credentials with each request. */
export function createClient(
  current: () => { readonly credentials: Credentials | undefined; readonly locale: Locale },
): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes,
      // A union's list page is no entity; the table keeps its own list of pages.
      typePolicies: { Query: { fields: { certificates: { merge: false }, gateways: { merge: false } } } },
    }),
    link: new HttpLink({
      uri: '/graphql',
      fetch: (uri, options) => fetch(uri, { ...options, headers: headersOf(options?.headers, current()) }),
    }),
  });
}

function headersOf(
  given: HeadersInit | undefined,
  { credentials, locale }: ReturnType<Parameters<typeof createClient>[0]>,
): Headers {
  const headers = new Headers(given);
  headers.set('accept-language', locale);
  if (credentials) {
    headers.set('x-auth-token', credentials.token);
    if (credentials.projectId !== '') headers.set('x-project-id', credentials.projectId);
    if (credentials.region !== '') headers.set('x-region', credentials.region);
  }
  return headers;
}
