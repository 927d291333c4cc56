import { ConfigError } from './config-error';
import { type Environment, readValues, type Values } from './read-values';
import { type CamelCase, camelCase } from './variable';
import { VARIABLES, type VariableName } from './variables';

/** The name of the region of `APIG_ENDPOINT` if `APIG_REGION` is not set. */
export const UNNAMED_REGION = 'default';

/** The configuration of the process, read from the environment, checked and typed. */
export type Config = OwnValues & DerivedConfig;

/** The part of the configuration that combines several variables, or has another form than its variable. */
interface DerivedConfig {
  readonly production: boolean;
  /** The base URLs by region name; empty if the embedded simulator is the upstream. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** The region of callers that specify none; absent if they must specify one. */
  readonly defaultRegion?: string;
  readonly defaultProjectId?: string;
  readonly queryLimits: {
    readonly tokens: number;
    readonly depth: number;
    readonly aliases: number;
    readonly rootFields: number;
    readonly directives: number;
  };
  /** True if only the operations of a manifest are allowed. */
  readonly persistedOnly: boolean;
  /** The absolute path of the manifest's file; absent if it is that of the server itself. */
  readonly persistedOperationsFile?: string;
}

/** The variables that `Config` has in another form: see `DerivedConfig`. */
const DERIVED = [
  'NODE_ENV',
  'APIG_ENDPOINT',
  'APIG_REGIONS',
  'APIG_REGION',
  'APIG_PROJECT_ID',
  'SIMULATOR',
  'MAX_TOKENS',
  'MAX_DEPTH',
  'MAX_ALIASES',
  'MAX_ROOT_FIELDS',
  'MAX_DIRECTIVES',
  'PERSISTED_OPERATIONS',
] as const satisfies readonly VariableName[];

type OwnName = Exclude<VariableName, (typeof DERIVED)[number]>;
type OptionalName = { [Name in OwnName]: undefined extends Values[Name] ? Name : never }[OwnName];
/** All other variables, by their names in camel case; absent if they have no value. */
type OwnValues = {
  readonly [Name in Exclude<OwnName, OptionalName> as CamelCase<Name>]: Values[Name];
} & {
  readonly [Name in OptionalName as CamelCase<Name>]?: Exclude<Values[Name], undefined>;
};

/**
 * Reads the configuration from the environment. An empty variable counts as unset.
 * @throws ConfigError for the first variable whose value is invalid or contradicts another one, and if no endpoint is set but the
 *   simulator may not run.
 */
export function readConfig(env: Environment): Config {
  const values = readValues(env);
  const { NODE_ENV, APIG_PROJECT_ID: projectId, PERSISTED_OPERATIONS } = values;
  const upstream = readUpstream(values);
  checkSimulator(values, upstream.endpoints);
  checkPorts(values);
  return {
    ...ownValues(values),
    production: NODE_ENV === 'production',
    ...upstream,
    ...(projectId === undefined ? {} : { defaultProjectId: projectId }),
    queryLimits: {
      tokens: values.MAX_TOKENS,
      depth: values.MAX_DEPTH,
      aliases: values.MAX_ALIASES,
      rootFields: values.MAX_ROOT_FIELDS,
      directives: values.MAX_DIRECTIVES,
    },
    persistedOnly: PERSISTED_OPERATIONS !== 'any',
    ...(PERSISTED_OPERATIONS.startsWith('file:')
      ? { persistedOperationsFile: PERSISTED_OPERATIONS.slice('file:'.length) }
      : {}),
  };
}

function ownValues(values: Values): OwnValues {
  const derived: readonly string[] = DERIVED;
  const entries = Object.entries(values).filter(([name, value]) => !derived.includes(name) && value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [camelCase(name), value])) as unknown as OwnValues;
}

function readUpstream(values: Values): Pick<Config, 'endpoints' | 'defaultRegion'> {
  const { APIG_ENDPOINT: endpoint, APIG_REGION: region, APIG_REGIONS: regions } = values;
  const endpoints = new Map(regions);
  if (endpoint !== undefined) {
    const name = region ?? UNNAMED_REGION;
    if (endpoints.has(name)) {
      const accepted = 'a name that is not in APIG_REGIONS, for the region of APIG_ENDPOINT';
      throw ConfigError.of('APIG_REGION', name, accepted, 'names two endpoints');
    }
    endpoints.set(name, endpoint);
  } else if (region !== undefined && regions !== undefined && !endpoints.has(region)) {
    throw ConfigError.of('APIG_REGION', region, VARIABLES.APIG_REGION.accepted);
  }
  const only = endpoints.size === 1 ? [...endpoints.keys()][0] : undefined;
  const defaultRegion = region ?? (endpoint === undefined ? only : UNNAMED_REGION);
  return { endpoints, ...(defaultRegion === undefined ? {} : { defaultRegion }) };
}

function checkPorts({ PORT, METRICS_PORT }: Values): void {
  if (METRICS_PORT !== PORT || PORT === 0) return;
  const accepted = 'another port than PORT, or unset it to serve /metrics on PORT';
  throw ConfigError.of('METRICS_PORT', String(METRICS_PORT), accepted, 'is also PORT');
}

function checkSimulator({ SIMULATOR, NODE_ENV }: Values, endpoints: ReadonlyMap<string, string>): void {
  if (endpoints.size > 0) {
    if (SIMULATOR !== 'on') return;
    throw ConfigError.of(
      'SIMULATOR',
      SIMULATOR,
      'auto or off, or unset APIG_ENDPOINT and APIG_REGIONS',
      'contradicts the configured endpoint',
    );
  }
  if (SIMULATOR === 'on' || (SIMULATOR === 'auto' && NODE_ENV !== 'production')) return;
  const reason = SIMULATOR === 'off' ? 'SIMULATOR=off' : 'NODE_ENV=production';
  throw new ConfigError(
    `APIG_ENDPOINT is not set, but is required with ${reason}: give ${VARIABLES.APIG_ENDPOINT.accepted}, or set APIG_REGIONS, or SIMULATOR=on for the simulator.`,
  );
}
