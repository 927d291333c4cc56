import { withoutPassword } from './without-password';

/** The longest part of a value that a message repeats, in characters. */
const MAX_SHOWN = 200;

/** An error of the configuration, or of the system by its fault. The message is one line for the operator, and names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /**
   * Returns the error for a value that cannot be used.
   * @param accepted the values that can, in words.
   * @param problem the reason, where "is not accepted" does not say it.
   */
  static of(variable: string, value: string, accepted: string, problem = 'is not accepted'): ConfigError {
    return new ConfigError(`${variable}=${JSON.stringify(shown(value))} ${problem}: give ${accepted}.`);
  }
}

function shown(value: string): string {
  const text = withoutPassword(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
