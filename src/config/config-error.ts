import { withoutPassword } from './without-password';

/** The maximum length of a value in a message, in characters. */
const MAX_SHOWN = 200;

/** An error in the configuration, or one of the system that it causes. The message is one line for the operator, with the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /**
   * Returns the error for a value that cannot be used.
   * @param accepted the accepted values, in words.
   * @param problem the reason, if it is another than "is not accepted".
   */
  static of(variable: string, value: string, accepted: string, problem = 'is not accepted'): ConfigError {
    return new ConfigError(`${variable}=${JSON.stringify(shown(value))} ${problem}: give ${accepted}.`);
  }

  /** Returns the error for a secret that cannot be used, without its value. */
  static ofSecret(variable: string, accepted: string): ConfigError {
    return new ConfigError(`${variable} is not accepted: give ${accepted}.`);
  }
}

function shown(value: string): string {
  const text = withoutPassword(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
