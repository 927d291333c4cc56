import { ID_PATTERN } from '../contract/limits';
import { DEFAULT_QUERY_LIMITS } from '../graphql/query-limits.rule';
import { isValidOrigin, parseEndpoint } from './values';

/** One variable of the environment. */
export interface Variable {
  readonly meaning: string;
  /** What a value must be, in words. */
  readonly accepted: string;
  /** What holds when it is unset, in words. */
  readonly unset: string;
  readonly isAccepted: (value: string) => boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Every variable that is read: the one list behind the checks, `--help` and the README's table. */
export const VARIABLES = {
  PORT: {
    meaning: 'Port that the gateway listens on; 0 takes a free one',
    accepted: 'a whole number from 0 to 65535',
    unset: '4000',
    isAccepted: isWholeNumber(0, 65_535),
  },
  HOST: {
    meaning: 'Address that the gateway listens on',
    accepted: 'an IP address or a host name',
    unset: '127.0.0.1',
    isAccepted: (value) => /^[\w.:%-]{1,255}$/.test(value),
  },
  APIG_ENDPOINT: {
    meaning: "Base URL of the upstream's control plane",
    accepted: 'an http or https URL without user, query or fragment',
    unset: 'the embedded simulator',
    isAccepted: (value) => parseEndpoint(value) !== undefined,
  },
  APIG_REGIONS: {
    meaning: 'Several regions that a caller may choose from with X-Region',
    accepted: 'name=url pairs, comma separated, such as eu-west-101=https://apig.eu-west-101.myhuaweicloud.com',
    unset: 'one region',
    isAccepted: (value) => parseRegions(value) !== undefined,
  },
  APIG_REGION: {
    meaning: 'Region of callers that name none',
    accepted: 'one of the names in APIG_REGIONS, or a name for APIG_ENDPOINT',
    unset: 'that of APIG_ENDPOINT, or the only one',
    isAccepted: (value) => ID_PATTERN.test(value),
  },
  APIG_PROJECT_ID: {
    meaning: 'Project of callers that name none',
    accepted: '1 to 64 letters, digits, hyphens and underscores',
    unset: "none; the simulator's own with the simulator",
    isAccepted: (value) => ID_PATTERN.test(value),
  },
  UPSTREAM_TIMEOUT_MS: {
    meaning: 'Milliseconds that one upstream call may take',
    accepted: 'a whole number from 1 to 600000',
    unset: '10000',
    isAccepted: isWholeNumber(1, 600_000),
  },
  REQUEST_TIMEOUT_MS: {
    meaning: 'Milliseconds that a whole request may take',
    accepted: 'a whole number from 1 to 600000',
    unset: '25000',
    isAccepted: isWholeNumber(1, 600_000),
  },
  UPSTREAM_RETRIES: {
    meaning:
      'How often an upstream call may be made again: a read that failed for a moment, a change that was not taken',
    accepted: 'a whole number from 0 to 5',
    unset: '2',
    isAccepted: isWholeNumber(0, 5),
  },
  UPSTREAM_CONCURRENCY: {
    meaning: 'Calls under way at once to one upstream; four times as many may wait',
    accepted: 'a whole number from 1 to 1000',
    unset: '64',
    isAccepted: isWholeNumber(1, 1_000),
  },
  CIRCUIT_BREAKER: {
    meaning: 'Whether calls to an upstream that does not answer end at once',
    accepted: 'on or off',
    unset: 'on',
    isAccepted: isOneOf('on', 'off'),
  },
  MAX_TOKENS: limit('Tokens (names, values, punctuation) in a document', DEFAULT_QUERY_LIMITS.tokens),
  MAX_DEPTH: limit('Levels of fields in an operation', DEFAULT_QUERY_LIMITS.depth),
  MAX_ALIASES: limit('Aliases in an operation', DEFAULT_QUERY_LIMITS.aliases),
  MAX_ROOT_FIELDS: limit('Root fields of an operation', DEFAULT_QUERY_LIMITS.rootFields),
  MAX_DIRECTIVES: limit('Directives in an operation', DEFAULT_QUERY_LIMITS.directives),
  MAX_UPSTREAM_CALLS: limit('Upstream calls that an operation may make at worst', 550),
  MAX_CONNECTIONS: limit('Connections of clients at once', 10_000),
  PERSISTED_OPERATIONS: {
    meaning: 'Which operations may run: any, or those of schema/persisted-operations.json alone',
    accepted: 'any or only',
    unset: 'any',
    isAccepted: isOneOf('any', 'only'),
  },
  REDIS_URL: {
    meaning: 'Shared state of several replicas: rate limits and automatic persisted queries',
    accepted: 'a redis or rediss URL',
    unset: 'in memory',
    isAccepted: (value) => /^rediss?:\/\/\S+$/.test(value),
  },
  TRUSTED_PROXIES: {
    meaning: "Proxies in front of the gateway that add the client's address to X-Forwarded-For",
    accepted: 'a whole number from 0 to 10',
    unset: '0: the address of the connection counts',
    isAccepted: isWholeNumber(0, 10),
  },
  COMPILE: {
    meaning: 'Whether operations in use are compiled',
    accepted: 'on or off',
    unset: 'on',
    isAccepted: isOneOf('on', 'off'),
  },
  EXPLORER: {
    meaning: 'Whether a browser gets Apollo Sandbox at /graphql, and GraphiQL at /explorer',
    accepted: 'on or off',
    unset: 'on, off with NODE_ENV=production',
    isAccepted: isOneOf('on', 'off'),
  },
  INTROSPECTION: {
    meaning: 'Whether the schema may be asked for',
    accepted: 'on or off',
    unset: 'on, off with NODE_ENV=production',
    isAccepted: isOneOf('on', 'off'),
  },
  CORS_ORIGINS: {
    meaning: 'Browser origins that may call',
    accepted: 'origins, comma separated, such as https://console.example.com',
    unset: "Apollo Sandbox's and localhost's, none with NODE_ENV=production",
    isAccepted: (value) => value.split(',').every((origin) => isValidOrigin(origin.trim())),
  },
  LOG_LEVEL: {
    meaning: 'Least severe level that is logged',
    accepted: `one of ${LOG_LEVELS.join(', ')}`,
    unset: 'info',
    isAccepted: isOneOf(...LOG_LEVELS),
  },
  RATE_LIMIT: {
    meaning: 'Calls a minute for each caller, by its token, and for each address that sends none',
    accepted: 'a whole number from 1 to 1000000, or off',
    unset: '600',
    isAccepted: (value) => value === 'off' || isWholeNumber(1, 1_000_000)(value),
  },
  AUDIT_LOG: {
    meaning: 'Where a record goes before and after each change',
    accepted: 'stdout, or file: and a path',
    unset: 'no records',
    isAccepted: (value) => value === 'stdout' || /^file:.+/.test(value),
  },
  AUDIT_REQUIRED: {
    meaning: 'Whether a change is refused when its audit record cannot be written',
    accepted: 'on or off',
    unset: 'on',
    isAccepted: isOneOf('on', 'off'),
  },
} as const satisfies Record<string, Variable>;

/** `APIG_REGIONS` as pairs of name and URL; undefined for what is not that. */
export function parseRegions(value: string): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  for (const pair of value === '' ? [] : value.split(',')) {
    const [, name, url = ''] = /^\s*([\w-]{1,64})=(\S+)\s*$/.exec(pair) ?? [];
    if (name === undefined || parseEndpoint(url) === undefined) return undefined;
    pairs.push([name, url]);
  }
  return pairs;
}

function isWholeNumber(least: number, most: number): (value: string) => boolean {
  return (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function isOneOf(...accepted: string[]): (value: string) => boolean {
  return (value) => accepted.includes(value);
}

function limit(meaning: string, otherwise: number): Variable {
  return {
    meaning,
    accepted: 'a whole number from 1 to 1000000',
    unset: String(otherwise),
    isAccepted: isWholeNumber(1, 1_000_000),
  };
}
