import type { Environment } from './read-values';
import { similarName } from './similar-name';
import { READ_NAMES, VARIABLE_NAMES, type VariableName } from './variables';

/** A variable with a name similar to one of the server's, which the server does not read. */
export interface UnreadVariable {
  readonly name: string;
  /** The server's variable with the similar name. */
  readonly similar?: VariableName;
}

/** Prefixes that other programs and libraries use too: NODE_OPTIONS, HTTP_PORT, NO_COLOR, OTEL_SERVICE_NAME. */
const SHARED_PREFIXES: ReadonlySet<string> = new Set(['NODE_', 'HTTP_', 'HTTPS_', 'NO_', 'OTEL_']);

/** Variables for the proxies of other protocols, which many environments set beside those for HTTP. */
const OTHER_PROXY = /^(all|ftp|rsync|socks)_proxy$/i;

/** The prefixes of the server's variables: `APIG_`, `MAX_`, `RATE_` and so on. */
const PREFIXES: ReadonlySet<string> = new Set(
  VARIABLE_NAMES.map(prefixOf).filter((prefix) => prefix !== undefined && !SHARED_PREFIXES.has(prefix)),
) as ReadonlySet<string>;

/** Variables that Kubernetes and Docker links set for a service with a name such as "redis": REDIS_PORT, REDIS_SERVICE_HOST. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)?|ENV_\w+|NAME)$/;

/**
 * Returns the variables that are probably intended for the server, although it does not read them: those with one of its prefixes,
 * and those that differ from one of its names in one or two letters. Their values are not read.
 */
export function unreadVariables(env: Environment): UnreadVariable[] {
  const known: ReadonlySet<string> = new Set(READ_NAMES);
  return Object.keys(env)
    .filter((name) => !known.has(name) && !SERVICE_LINK.test(name) && !OTHER_PROXY.test(name))
    .map((name) => ({ name, similar: similarName(name) }))
    .filter(({ name, similar }) => similar !== undefined || PREFIXES.has(prefixOf(name.toUpperCase()) ?? ''))
    .map(({ name, similar }) => (similar === undefined ? { name } : { name, similar }));
}

function prefixOf(name: string): string | undefined {
  return /^[A-Z]+_/.exec(name)?.[0];
}
