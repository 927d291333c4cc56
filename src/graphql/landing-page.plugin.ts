import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { ExplorerDefaults } from './explorer-defaults';

/** Returns the plugin that serves the landing page at /graphql: Apollo Sandbox with the caller's headers to fill in, or nothing. */
export function landingPage(explorerDefaults: ExplorerDefaults | undefined): ApolloServerPlugin<BaseContext> {
  if (!explorerDefaults) return ApolloServerPluginLandingPageDisabled();
  return ApolloServerPluginLandingPageLocalDefault({
    footer: false,
    document: explorerDefaults.document,
    variables: explorerDefaults.variables,
    headers: { 'X-Auth-Token': explorerDefaults.token },
  });
}
