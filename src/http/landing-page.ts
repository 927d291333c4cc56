import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Opening } from './opening';

/** What a browser sees that opens /graphql: Apollo Sandbox with the caller's headers to fill in, or nothing. */
export function landingPage(opening: Opening | undefined): ApolloServerPlugin<BaseContext> {
  if (!opening) return ApolloServerPluginLandingPageDisabled();
  return ApolloServerPluginLandingPageLocalDefault({
    footer: false,
    document: opening.document,
    headers: { 'X-Auth-Token': opening.token },
  });
}
