import { type Environment, readValues } from './read-values';
import { VARIABLE_NAMES, VARIABLES } from './variables';
import { withoutPassword } from './without-password';

/** Returns the values in use by variable name, for the log. Passwords are masked, and variables without a value are absent. */
export function loggableValues(env: Environment): Readonly<Record<string, unknown>> {
  const values = readValues(env);
  return Object.fromEntries(
    VARIABLE_NAMES.map((name) => [name, VARIABLES[name].isSecret && values[name] ? '***' : loggable(values[name])]),
  );
}

function loggable(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  return typeof value === 'string' ? withoutPassword(value) : value;
}
