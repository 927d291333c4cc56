import {
  endpoint,
  headerNames,
  host,
  id,
  oneOf,
  onOff,
  origins,
  output,
  redisUrl,
  regions,
  wholeNumber,
  wholeNumberOrOff,
} from './value-kinds';
import { type Variable, variable } from './variable';

const milliseconds = wholeNumber(1, 600_000);
const limit = wholeNumber(1, 1_000_000);

/**
 * Every variable that the server reads. The checks, the type `Config`, `--help`, the README's table and docs/configuration.md are
 * made from this table: a default or a range stands nowhere else.
 */
export const VARIABLES = {
  PORT: variable({
    ...wholeNumber(0, 65_535),
    default: 4_000,
    meaning: 'The port that the server listens on; 0 takes a free one',
    inReadme: true,
  }),
  HOST: variable({
    ...host,
    default: '127.0.0.1',
    meaning: 'The address that the server listens on',
    inReadme: true,
  }),
  NODE_ENV: variable({
    ...oneOf(['production', 'development', 'test']),
    default: 'development',
    meaning: 'production sets other defaults for some variables, and rules out the simulator unless SIMULATOR=on',
    inReadme: true,
  }),
  APIG_ENDPOINT: variable({
    ...endpoint,
    default: undefined,
    unset: 'none: SIMULATOR says what happens',
    meaning: "The base URL of the upstream's control plane",
    inReadme: true,
  }),
  APIG_REGIONS: variable({
    ...regions,
    default: undefined,
    unset: 'none',
    meaning: 'The base URLs of several regions, which a caller chooses from with X-Region',
    inReadme: true,
  }),
  APIG_REGION: variable({
    ...id,
    accepted: 'a name in APIG_REGIONS, or a new name for the region of APIG_ENDPOINT',
    default: undefined,
    unset: 'the region of APIG_ENDPOINT, else the only one in APIG_REGIONS',
    meaning: 'The region of callers that name none',
  }),
  APIG_PROJECT_ID: variable({
    ...id,
    default: undefined,
    unset: 'none; on the simulator, its sample project',
    meaning: 'The project of callers that name none',
    inReadme: true,
  }),
  SIMULATOR: variable({
    ...oneOf(['auto', 'on', 'off']),
    default: 'auto',
    meaning:
      'The embedded simulator as the upstream, where no endpoint is set: auto runs it outside production, on runs it in production too, off never',
    inReadme: true,
  }),
  UPSTREAM_TIMEOUT_MS: variable({
    ...milliseconds,
    default: 10_000,
    meaning: 'Milliseconds that one upstream call may take',
  }),
  REQUEST_TIMEOUT_MS: variable({
    ...milliseconds,
    default: 25_000,
    meaning: 'Milliseconds that a whole request may take',
  }),
  UPSTREAM_RETRIES: variable({
    ...wholeNumber(0, 5),
    default: 2,
    meaning: 'Retries of an upstream call: of a read that failed for a moment, of a change that was not taken',
  }),
  UPSTREAM_CONCURRENCY: variable({
    ...wholeNumber(1, 1_000),
    default: 64,
    meaning: 'Reads in flight to one upstream, and as many changes; four times as many of each caller may wait',
  }),
  CIRCUIT_BREAKER: variable({
    ...onOff,
    default: true,
    meaning: 'Fails upstream calls at once while the upstream does not respond',
  }),
  COMPILE: variable({
    ...onOff,
    default: true,
    meaning: 'Compiles the operations in use; off executes all of them with graphql-js',
  }),
  MAX_TOKENS: variable({
    ...limit,
    default: 1_000,
    meaning: 'Tokens (names, values, punctuation) in a document',
  }),
  MAX_DEPTH: variable({ ...limit, default: 15, meaning: 'Levels of fields in an operation' }),
  MAX_ALIASES: variable({ ...limit, default: 30, meaning: 'Aliases in an operation' }),
  MAX_ROOT_FIELDS: variable({ ...limit, default: 10, meaning: 'Root fields of an operation' }),
  MAX_DIRECTIVES: variable({ ...limit, default: 30, meaning: 'Directives in an operation' }),
  MAX_UPSTREAM_CALLS: variable({
    ...limit,
    default: 550,
    meaning: 'Upstream calls that an operation may make at worst',
  }),
  MAX_CONNECTIONS: variable({ ...limit, default: 10_000, meaning: 'Open connections of clients' }),
  KEEP_ALIVE_MS: variable({
    ...wholeNumber(1_000, 600_000),
    default: 65_000,
    meaning:
      'Milliseconds that an idle connection of a client is kept; longer than the proxy in front keeps it, so that the proxy closes first',
  }),
  SHUTDOWN_DELAY_MS: variable({
    ...wholeNumber(0, 600_000),
    default: 0,
    meaning:
      'Milliseconds after SIGTERM in which requests are still accepted while /readyz says 503, so that a load balancer can see it',
  }),
  PERSISTED_OPERATIONS: variable({
    ...oneOf(['any', 'only']),
    default: 'any',
    meaning:
      'The operations that may run: any, or only those of the manifest dist/graphql/persisted-operations.json (in the repository: src/graphql/persisted-operations.json)',
  }),
  REDIS_URL: variable({
    ...redisUrl,
    default: undefined,
    unset: 'none: each process keeps its own, in memory',
    meaning: 'The state that several replicas share: rate limits and automatic persisted queries',
  }),
  TRUSTED_PROXIES: variable({
    ...wholeNumber(0, 10),
    default: 0,
    meaning:
      "The number of proxies in front of the server that add the client's address to X-Forwarded-For; with 0 the connection's address counts",
  }),
  EXPLORER: variable({
    ...onOff,
    default: true,
    productionDefault: false,
    meaning: 'Serves Apollo Sandbox at /graphql and GraphiQL at /explorer to browsers',
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
      'Serves the schema to a supergraph by `_service { sdl }` also with INTROSPECTION=off, for composition by URL',
  }),
  CORS_ORIGINS: variable({
    ...origins,
    default: undefined,
    unset: "Apollo Sandbox's and localhost's",
    productionDefault: [],
    meaning: 'The browser origins that may call',
    inReadme: true,
  }),
  CORS_HEADERS: variable({
    ...headerNames,
    default: undefined,
    unset: 'none beside those of this API and of common clients and tracers',
    meaning: 'More request headers that a browser may send',
  }),
  LOG_LEVEL: variable({
    ...oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    meaning: 'The least severe level that is logged',
  }),
  RATE_LIMIT: variable({
    ...wholeNumberOrOff(1, 1_000_000),
    default: 600,
    meaning: 'Requests a minute for each caller, by its token, and for each address that sends none',
    inReadme: true,
  }),
  AUDIT_LOG: variable({
    ...output,
    default: undefined,
    unset: 'none: no records',
    meaning: 'The place for a record before and after each change',
    inReadme: true,
  }),
  AUDIT_REQUIRED: variable({
    ...onOff,
    default: true,
    meaning: 'Refuses a change when its audit record cannot be written',
  }),
} as const satisfies Record<string, Variable>;

/** The name of a variable. */
export type VariableName = keyof typeof VARIABLES;

/** The names of all variables, in the order of the table. */
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];
