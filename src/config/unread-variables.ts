import type { Environment } from './read-values';
import { similarName } from './similar-name';
import { VARIABLE_NAMES, type VariableName } from './variables';

/** A variable that looks like one of the server's, and is not read. */
export interface UnreadVariable {
  readonly name: string;
  /** The variable that was probably meant. */
  readonly similar?: VariableName;
}

/** First words that Node.js shares with everybody: NODE_OPTIONS, NODE_PATH, NODE_VERSION. */
const SHARED_PREFIXES: ReadonlySet<string> = new Set(['NODE_']);

/** `APIG_`, `MAX_`, `RATE_` and so on: the first words of the names of several words. */
const PREFIXES: ReadonlySet<string> = new Set(
  VARIABLE_NAMES.map(prefixOf).filter((prefix) => prefix !== undefined && !SHARED_PREFIXES.has(prefix)),
) as ReadonlySet<string>;

/** The variables that Kubernetes and Docker links set for a service called, say, "redis": REDIS_PORT, REDIS_SERVICE_HOST. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)?|ENV_\w+|NAME)$/;

/**
 * Returns the variables of the environment that are probably meant for the server, though it reads no such name: those with a
 * prefix of its own, and those that differ from a name in a letter or two. Their values are not looked at.
 */
export function unreadVariables(env: Environment): UnreadVariable[] {
  const known: ReadonlySet<string> = new Set(VARIABLE_NAMES);
  return Object.keys(env)
    .filter((name) => !known.has(name) && !SERVICE_LINK.test(name))
    .map((name) => ({ name, similar: similarName(name) }))
    .filter(({ name, similar }) => similar !== undefined || PREFIXES.has(prefixOf(name.toUpperCase()) ?? ''))
    .map(({ name, similar }) => (similar === undefined ? { name } : { name, similar }));
}

function prefixOf(name: string): string | undefined {
  return /^[A-Z]+_/.exec(name)?.[0];
}
