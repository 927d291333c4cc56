import { ConfigError } from './config-error';
import type { ValueOf } from './variable';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from './variables';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of all variables: the set value or the default; undefined if there is none. */
export type Values = { readonly [Name in VariableName]: ValueOf<(typeof VARIABLES)[Name]> };

/**
 * Reads all variables of the table, each independently. An empty variable counts as unset.
 * @throws ConfigError for the first variable whose value is invalid.
 */
export function readValues(env: Environment): Values {
  const isProduction = readValue('NODE_ENV', env, false) === 'production';
  return Object.fromEntries(VARIABLE_NAMES.map((name) => [name, readValue(name, env, isProduction)])) as Values;
}

function readValue(name: VariableName, env: Environment, isProduction: boolean): unknown {
  const text = env[name]?.trim() ?? '';
  const row = VARIABLES[name];
  if (text === '') return isProduction && row.productionDefault !== undefined ? row.productionDefault : row.default;
  const { success, data } = row.schema.safeParse(text);
  if (!success) throw ConfigError.of(name, text, row.accepted);
  return data;
}
