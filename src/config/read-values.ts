import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error';
import type { ValueOf, Variable } from './variable';
import { fileVariable, VARIABLE_NAMES, VARIABLES, type VariableName } from './variables';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of all variables: the set value or the default; undefined if there is none. */
export type Values = { readonly [Name in VariableName]: ValueOf<(typeof VARIABLES)[Name]> };

/**
 * Reads all variables of the table, each independently. An empty variable counts as unset.
 * @throws ConfigError for the first variable whose value is invalid.
 */
export function readValues(env: Environment): Values {
  const setting: Setting = {
    isProduction: readValue('NODE_ENV', env) === 'production',
    hasList: readValue('PERSISTED_OPERATIONS', env) !== 'any',
  };
  return Object.fromEntries(VARIABLE_NAMES.map((name) => [name, readValue(name, env, setting)])) as Values;
}

/** The values of other variables on which defaults depend. */
interface Setting {
  readonly isProduction: boolean;
  readonly hasList: boolean;
}

const USUAL: Setting = { isProduction: false, hasList: false };

function readValue(variable: VariableName, env: Environment, setting = USUAL): unknown {
  const row: Variable = VARIABLES[variable];
  const lowerCase = variable.toLowerCase();
  const name = row.inLowerCase && trimmed(env, lowerCase) !== '' ? lowerCase : variable;
  const text = row.mayBeFile ? textOrFile(name, env) : trimmed(env, name);
  if (text === '') return defaultOf(row, setting);
  const { success, data } = row.schema.safeParse(text);
  if (success) return data;
  throw row.isSecret ? ConfigError.ofSecret(name, row.accepted) : ConfigError.of(name, text, row.accepted);
}

function defaultOf(row: Variable, { isProduction, hasList }: Setting): unknown {
  if (hasList && row.offWithList) return false;
  return isProduction && row.productionDefault !== undefined ? row.productionDefault : row.default;
}

/** Returns the text of a variable, from the environment or from the file that it names. Empty if it is unset. */
function textOrFile(name: string, env: Environment): string {
  const text = trimmed(env, name);
  const path = trimmed(env, fileVariable(name));
  if (path === '') return text;
  if (text !== '') throw new ConfigError(`${name} and ${fileVariable(name)} are both set: set one of them.`);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw ConfigError.of(fileVariable(name), path, 'the path of a file', `cannot be read (${code})`);
  }
}

function trimmed(env: Environment, name: string): string {
  return env[name]?.trim() ?? '';
}
