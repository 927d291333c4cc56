import { parseArgs } from 'node:util';
import { ConfigError } from './config-error';
import { similarName } from './similar-name';

/** The command given by the command line. */
export type Command = 'help' | 'version' | 'run';

const OPTIONS = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const;

/**
 * Reads the command line.
 * @param args the arguments, without the program.
 * @throws ConfigError for anything but `--help` and `--version`. For `--port` it names the variable to set.
 */
export function readCommandLine(args: readonly string[]): Command {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new ConfigError(`'${token.value}' is not an option. ${HINT}`);
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(OPTIONS, token.name))
      throw new ConfigError(`'${token.rawName}' is not an option: ${hintFor(token.name)}`);
    if (token.value !== undefined) throw new ConfigError(`'${token.rawName}' takes no value.`);
  }
  const names = tokens.map((token) => (token.kind === 'option' ? token.name : ''));
  return names.includes('help') ? 'help' : names.includes('version') ? 'version' : 'run';
}

const HINT = 'The server is configured by environment variables; --help lists them.';

/** Returns a hint for an unknown option. It does not repeat the value, which may be a secret. */
function hintFor(option: string): string {
  const variable = similarName(option);
  return variable === undefined ? HINT : `set ${variable}=... in the environment. --help lists the variables.`;
}
