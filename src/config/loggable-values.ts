import { type Environment, readValues } from './read-values';
import { withoutPassword } from './without-password';

/** Returns the values in use by variable name, for the log. Passwords are masked, and variables without a value are absent. */
export function loggableValues(env: Environment): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(readValues(env)).map(([name, value]) => [name, loggable(value)]));
}

function loggable(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  return typeof value === 'string' ? withoutPassword(value) : value;
}
