import { DEFAULT_QUERY_LIMITS, type QueryLimits } from '../graphql/query-limits.rule';
import { parseRegions, VARIABLES, type Variable } from './variables';

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
  readonly queryLimits: QueryLimits;
  /** Upstream calls that one operation may make at worst. */
  readonly maxUpstreamCalls: number;
  /** Connections of clients at once. */
  readonly maxConnections: number;
  /** Calls a minute for each caller; absent: no limit. */
  readonly rateLimit?: number;
  /** Proxies in front of the gateway whose word on the client's address counts. */
  readonly trustedProxies: number;
  readonly redisUrl?: string;
  /** Whether only the operations of the manifest may run. */
  readonly persistedOnly: boolean;
  /** Whether operations in use are compiled. */
  readonly compile: boolean;
  readonly explorer: boolean;
  readonly introspection: boolean;
  /** Allowed browser origins; absent: Sandbox's and localhost's. */
  readonly corsOrigins?: readonly string[];
  readonly logLevel: string;
  /** `stdout`, or the path of a file; absent: no audit trail. */
  readonly auditLog?: string;
  /** Whether a change is refused when its audit record cannot be written. */
  readonly auditRequired: boolean;
}

/** What is wrong with a variable, in one line that names it, its value and what is accepted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(variable: string, value: string, accepted: string) {
    super(`${variable}=${JSON.stringify(value)} is not accepted: give ${accepted}.`);
  }
}

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
  const rateLimit = values.get('RATE_LIMIT') ?? '600';
  const redisUrl = values.get('REDIS_URL');
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
    queryLimits: {
      tokens: Number(values.get('MAX_TOKENS') ?? DEFAULT_QUERY_LIMITS.tokens),
      depth: Number(values.get('MAX_DEPTH') ?? DEFAULT_QUERY_LIMITS.depth),
      aliases: Number(values.get('MAX_ALIASES') ?? DEFAULT_QUERY_LIMITS.aliases),
      rootFields: Number(values.get('MAX_ROOT_FIELDS') ?? DEFAULT_QUERY_LIMITS.rootFields),
      directives: Number(values.get('MAX_DIRECTIVES') ?? DEFAULT_QUERY_LIMITS.directives),
    },
    maxUpstreamCalls: Number(values.get('MAX_UPSTREAM_CALLS') ?? 550),
    maxConnections: Number(values.get('MAX_CONNECTIONS') ?? 10_000),
    ...(rateLimit === 'off' ? {} : { rateLimit: Number(rateLimit) }),
    trustedProxies: Number(values.get('TRUSTED_PROXIES') ?? 0),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    persistedOnly: values.get('PERSISTED_OPERATIONS') === 'only',
    compile: (values.get('COMPILE') ?? 'on') === 'on',
    explorer: (values.get('EXPLORER') ?? (production ? 'off' : 'on')) === 'on',
    introspection: (values.get('INTROSPECTION') ?? (production ? 'off' : 'on')) === 'on',
    ...(corsOrigins ? { corsOrigins } : production ? { corsOrigins: [] } : {}),
    logLevel: values.get('LOG_LEVEL') ?? 'info',
    auditRequired: (values.get('AUDIT_REQUIRED') ?? 'on') === 'on',
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

/** A URL may hold a password, which no message shows. */
function withoutPassword(value: string): string {
  return value.replace(/(:\/\/)[^/@]*@/g, '$1***@');
}
