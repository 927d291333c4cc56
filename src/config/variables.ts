import { AUDIT_VARIABLES } from './audit-variables';
import { EXPORTER_VARIABLES } from './exporter-variables';
import { TRACE_VARIABLES } from './trace-variables';
import {
  endpoint,
  headerNames,
  host,
  id,
  noProxy,
  oneOf,
  onOff,
  operations,
  origins,
  proxyUrl,
  redisUrl,
  regions,
  wholeNumber,
  wholeNumberOrOff,
} from './value-kinds';
import { type Variable, variable } from './variable';

const milliseconds = wholeNumber(1, 600_000);
const limit = wholeNumber(1, 1_000_000);

/**
 * All variables that the server reads. The checks, the type `Config`, `--help`, the README's table and docs/configuration.md are
 * derived from this table. Defaults and ranges are defined nowhere else.
 */
export const VARIABLES = {
  PORT: variable({
    ...wholeNumber(0, 65_535),
    default: 4_000,
    meaning: 'The port that the server listens on; 0 for a free port',
    inReadme: true,
  }),
  HOST: variable({
    ...host,
    default: '127.0.0.1',
    meaning: 'The address that the server listens on',
    inReadme: true,
  }),
  METRICS_PORT: variable({
    ...wholeNumber(0, 65_535),
    default: undefined,
    unset: 'none: /metrics is served on PORT',
    meaning:
      'The port for /metrics, which PORT then does not serve; /healthz and /readyz are served on both; 0 for a free port',
  }),
  NODE_ENV: variable({
    ...oneOf(['production', 'development', 'test']),
    default: 'development',
    meaning: 'production changes some defaults, and disables the simulator unless SIMULATOR=on',
    inReadme: true,
  }),
  APIG_ENDPOINT: variable({
    ...endpoint,
    default: undefined,
    unset: 'none: see SIMULATOR',
    meaning: 'The base URL of the upstream',
    inReadme: true,
  }),
  APIG_REGIONS: variable({
    ...regions,
    default: undefined,
    unset: 'none',
    meaning: 'The base URLs of several regions; callers choose one with X-Region',
    inReadme: true,
  }),
  APIG_REGION: variable({
    ...id,
    accepted: 'a name in APIG_REGIONS, or a new name for the region of APIG_ENDPOINT',
    default: undefined,
    unset: 'the region of APIG_ENDPOINT, or the only one in APIG_REGIONS',
    meaning: 'The region of callers that specify none',
  }),
  APIG_PROJECT_ID: variable({
    ...id,
    default: undefined,
    unset: 'none; with the simulator, its sample project',
    meaning: 'The project of callers that specify none',
    inReadme: true,
  }),
  SIMULATOR: variable({
    ...oneOf(['auto', 'on', 'off']),
    default: 'auto',
    meaning:
      'Uses the embedded simulator as the upstream if no endpoint is set: auto except in production, on always, off never',
    inReadme: true,
  }),
  CERTIFICATE_LIST: variable({
    ...oneOf(['auto', 'project', 'gateway']),
    default: 'auto',
    meaning:
      'The way to list the certificates of a project: in one list, gateway by gateway, or, with auto, in one list unless the region refuses that',
  }),
  UPSTREAM_TIMEOUT_MS: variable({
    ...milliseconds,
    default: 10_000,
    meaning: 'The timeout of an upstream call, in milliseconds',
  }),
  REQUEST_TIMEOUT_MS: variable({
    ...milliseconds,
    default: 25_000,
    meaning: 'The timeout of a whole request, in milliseconds',
  }),
  UPSTREAM_RETRIES: variable({
    ...wholeNumber(0, 5),
    default: 2,
    meaning:
      'The maximum number of retries of an upstream call: of a read after a temporary failure, of a change that was certainly not processed',
  }),
  UPSTREAM_CONCURRENCY: variable({
    ...wholeNumber(1, 1_000),
    default: 64,
    meaning:
      'The maximum number of concurrent reads to one upstream, and of concurrent changes; four times as many of each caller may wait',
  }),
  CIRCUIT_BREAKER: variable({
    ...onOff,
    default: true,
    meaning: 'Fails upstream calls immediately while the upstream is not responding',
  }),
  HTTPS_PROXY: variable({
    ...proxyUrl,
    default: undefined,
    unset: 'HTTP_PROXY',
    meaning: 'The proxy for https upstreams; https_proxy takes precedence',
    inLowerCase: true,
  }),
  HTTP_PROXY: variable({
    ...proxyUrl,
    default: undefined,
    unset: 'none',
    meaning: 'The proxy for http upstreams; http_proxy takes precedence',
    inLowerCase: true,
  }),
  NO_PROXY: variable({
    ...noProxy,
    default: undefined,
    unset: 'none',
    meaning: 'The hosts that are called without a proxy, including their subdomains; no_proxy takes precedence',
    inLowerCase: true,
  }),
  COMPILE: variable({
    ...onOff,
    default: true,
    meaning: 'Compiles frequent operations; off executes all operations with graphql-js',
  }),
  MAX_TOKENS: variable({
    ...limit,
    default: 1_000,
    meaning: 'The maximum number of tokens (names, values, punctuation) in a document',
  }),
  MAX_DEPTH: variable({ ...limit, default: 15, meaning: 'The maximum number of levels of fields in an operation' }),
  MAX_ALIASES: variable({ ...limit, default: 30, meaning: 'The maximum number of aliases in an operation' }),
  MAX_ROOT_FIELDS: variable({ ...limit, default: 10, meaning: 'The maximum number of root fields of an operation' }),
  MAX_DIRECTIVES: variable({ ...limit, default: 30, meaning: 'The maximum number of directives in an operation' }),
  MAX_UPSTREAM_CALLS: variable({
    ...limit,
    default: 800,
    meaning: 'The maximum number of upstream calls that an operation could make',
  }),
  MAX_CONNECTIONS: variable({ ...limit, default: 10_000, meaning: 'The maximum number of client connections' }),
  KEEP_ALIVE_MS: variable({
    ...wholeNumber(1_000, 600_000),
    default: 65_000,
    meaning:
      'The time for which an idle client connection is kept, in milliseconds; it must be longer than that of a proxy in front of the server',
  }),
  SHUTDOWN_DELAY_MS: variable({
    ...wholeNumber(0, 600_000),
    default: 0,
    meaning:
      'The time after SIGTERM in which requests are still accepted while /readyz returns 503, in milliseconds, so that a load balancer can react',
  }),
  PERSISTED_OPERATIONS: variable({
    ...operations,
    default: 'any',
    meaning:
      'The allowed operations: any, only those of the manifest dist/graphql/persisted-operations.json (in the repository: src/graphql/persisted-operations.json), or only those of a manifest in a file, which is read again on SIGHUP',
  }),
  REDIS_URL: variable({
    ...redisUrl,
    default: undefined,
    unset: 'none: each process keeps this state in memory',
    meaning:
      'The Redis server in which replicas share rate limits and automatic persisted queries; or REDIS_URL_FILE, the path of a file with it',
    mayBeFile: true,
  }),
  TRUSTED_PROXIES: variable({
    ...wholeNumber(0, 10),
    default: 0,
    meaning:
      "The number of proxies in front of the server that append the client's address to X-Forwarded-For; with 0, the address of the connection is used",
  }),
  EXPLORER: variable({
    ...onOff,
    default: true,
    productionDefault: false,
    offWithList: true,
    meaning:
      'Serves Apollo Sandbox at /graphql and GraphiQL at /explorer to browsers; off by default if PERSISTED_OPERATIONS is not any',
  }),
  CONSOLE: variable({
    ...onOff,
    default: true,
    productionDefault: false,
    offWithList: true,
    meaning:
      'Serves the certificate console at /console to browsers; off by default if PERSISTED_OPERATIONS is not any',
  }),
  INTROSPECTION: variable({
    ...onOff,
    default: true,
    productionDefault: false,
    meaning: 'Allows introspection queries',
  }),
  SUBGRAPH_SDL: variable({
    ...onOff,
    default: false,
    meaning:
      'Serves the schema through `_service { sdl }` even with INTROSPECTION=off, so that a supergraph can be composed by URL',
  }),
  CORS_ORIGINS: variable({
    ...origins,
    default: undefined,
    unset: 'Apollo Sandbox and localhost',
    productionDefault: [],
    meaning: 'The allowed browser origins',
    inReadme: true,
  }),
  CORS_HEADERS: variable({
    ...headerNames,
    default: undefined,
    unset: 'none beside those of this API and of common clients and tracers',
    meaning: 'Additional request headers that a browser may send',
  }),
  LOG_LEVEL: variable({
    ...oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    meaning: 'The minimum severity that is logged',
  }),
  RATE_LIMIT: variable({
    ...wholeNumberOrOff(1, 1_000_000),
    default: 600,
    meaning: 'The maximum number of requests per minute of each token, and of each address without one',
    inReadme: true,
  }),
  ...TRACE_VARIABLES,
  ...AUDIT_VARIABLES,
  ...EXPORTER_VARIABLES,
} as const satisfies Record<string, Variable>;

/** The name of a variable. */
export type VariableName = keyof typeof VARIABLES;

/** The names of all variables, in the order of the table. */
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];

/** Returns the name of the variable with the path of a file that contains a variable's value: `AUDIT_KEY_FILE` for `AUDIT_KEY`. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/** The names of all variables that the server reads, including those with the path of a file and those in lower case. */
export const READ_NAMES: readonly string[] = VARIABLE_NAMES.flatMap((name) => {
  const { mayBeFile, inLowerCase }: Variable = VARIABLES[name];
  return [name, ...(mayBeFile ? [fileVariable(name)] : []), ...(inLowerCase ? [name.toLowerCase()] : [])];
});
