import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/** What Sandbox opens with: a document that works on the sample data, or its shape to fill in. */
export interface SandboxOpening {
  readonly token: string;
  readonly certificateId: string;
}

/** What a browser sees that opens /graphql: Apollo Sandbox with the caller's headers to fill in, or nothing. */
export function landingPage(explorer: boolean, opening: SandboxOpening): ApolloServerPlugin<BaseContext> {
  if (!explorer) return ApolloServerPluginLandingPageDisabled();
  return ApolloServerPluginLandingPageLocalDefault({
    footer: false,
    document: OPENING_DOCUMENT,
    variables: { id: opening.certificateId },
    headers: { 'X-Auth-Token': opening.token },
  });
}

const OPENING_DOCUMENT = `query CertificateState($id: ID!) {
  certificate(id: $id) {
    __typename
    ... on Certificate {
      name
      state
      expiresInDays
      domains(first: 20) { edges { node { name httpRedirectsToHttps } } }
    }
    ... on ApigError { code message retryable }
  }
}
`;
