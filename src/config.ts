import { isValidOrigin, parseEndpoint } from './config-values';
import { ID_PATTERN } from './contract/limits';

/** The region of `APIG_ENDPOINT`, which has no name unless `APIG_REGION` gives it one. */
export const UNNAMED_REGION = 'default';

/** The process's configuration: the environment, read once, checked and typed. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Base URL by region name; empty: the embedded simulator. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** The region of callers that name none; absent where they must. */
  readonly defaultRegion?: string;
  readonly defaultProjectId?: string;
  readonly upstreamTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How often an upstream call may be made again. */
  readonly upstreamRetries: number;
  /** Calls under way at once to one upstream. */
  readonly upstreamConcurrency: number;
  readonly circuitBreaker: boolean;
  readonly explorer: boolean;
  readonly introspection: boolean;
  /** Allowed browser origins; absent: Sandbox's and localhost's. */
  readonly corsOrigins?: readonly string[];
  readonly logLevel: string;
  /** `stdout`, or the path of a file; absent: no audit trail. */
  readonly auditLog?: string;
}

/** What is wrong with a variable, in one line that names it, its value and what is accepted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(variable: string, value: string, accepted: string) {
    super(`${variable}=${JSON.stringify(value)} is not accepted: give ${accepted}.`);
  }
}

interface Variable {
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
  REDIS_URL: {
    meaning: 'Shared state of several replicas; not read yet, see the changelog',
    accepted: 'a redis or rediss URL',
    unset: 'in memory',
    isAccepted: (value) => /^rediss?:\/\/\S+$/.test(value),
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
    meaning: 'Calls a minute for each caller; not enforced yet, see the changelog',
    accepted: 'a whole number from 1 to 1000000, or off',
    unset: 'off',
    isAccepted: (value) => value === 'off' || isWholeNumber(1, 1_000_000)(value),
  },
  AUDIT_LOG: {
    meaning: 'Where a record goes before and after each change',
    accepted: 'stdout, or file: and a path',
    unset: 'no records',
    isAccepted: (value) => value === 'stdout' || /^file:.+/.test(value),
  },
} as const satisfies Record<string, Variable>;

type VariableName = keyof typeof VARIABLES;

/**
 * Reads the configuration from the environment. An empty variable is an unset one.
 * @throws ConfigError for the first variable whose value is not accepted.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values = new Map<VariableName, string>();
  for (const [name, variable] of Object.entries(VARIABLES) as [VariableName, Variable][]) {
    const value = env[name]?.trim();
    if (value === undefined || value === '') continue;
    if (!variable.isAccepted(value)) throw new ConfigError(name, withoutPassword(value), variable.accepted);
    values.set(name, value);
  }
  const production = env['NODE_ENV'] === 'production';
  const projectId = values.get('APIG_PROJECT_ID');
  const corsOrigins = values
    .get('CORS_ORIGINS')
    ?.split(',')
    .map((origin) => origin.trim());
  const auditLog = values.get('AUDIT_LOG')?.replace(/^file:/, '');
  return {
    production,
    port: Number(values.get('PORT') ?? 4000),
    host: values.get('HOST') ?? '127.0.0.1',
    ...readRegions(values),
    ...(projectId === undefined ? {} : { defaultProjectId: projectId }),
    upstreamTimeoutMs: Number(values.get('UPSTREAM_TIMEOUT_MS') ?? 10_000),
    requestTimeoutMs: Number(values.get('REQUEST_TIMEOUT_MS') ?? 25_000),
    upstreamRetries: Number(values.get('UPSTREAM_RETRIES') ?? 2),
    upstreamConcurrency: Number(values.get('UPSTREAM_CONCURRENCY') ?? 64),
    circuitBreaker: (values.get('CIRCUIT_BREAKER') ?? 'on') === 'on',
    explorer: (values.get('EXPLORER') ?? (production ? 'off' : 'on')) === 'on',
    introspection: (values.get('INTROSPECTION') ?? (production ? 'off' : 'on')) === 'on',
    ...(corsOrigins ? { corsOrigins } : production ? { corsOrigins: [] } : {}),
    logLevel: values.get('LOG_LEVEL') ?? 'info',
    ...(auditLog === undefined ? {} : { auditLog }),
  };
}

function readRegions(values: ReadonlyMap<VariableName, string>): Pick<Config, 'endpoints' | 'defaultRegion'> {
  const endpoint = values.get('APIG_ENDPOINT');
  const region = values.get('APIG_REGION');
  const endpoints = new Map(parseRegions(values.get('APIG_REGIONS') ?? ''));
  if (endpoint !== undefined) endpoints.set(region ?? UNNAMED_REGION, endpoint);
  if (region !== undefined && endpoints.size > 0 && !endpoints.has(region)) {
    throw new ConfigError('APIG_REGION', region, VARIABLES.APIG_REGION.accepted);
  }
  const only = endpoints.size === 1 ? [...endpoints.keys()][0] : undefined;
  const defaultRegion = region ?? (endpoint === undefined ? only : UNNAMED_REGION);
  return { endpoints, ...(defaultRegion === undefined ? {} : { defaultRegion }) };
}

function parseRegions(value: string): [string, string][] | undefined {
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

/** A URL may hold a password, which no message shows. */
function withoutPassword(value: string): string {
  return value.replace(/(:\/\/)[^/@]*@/g, '$1***@');
}
