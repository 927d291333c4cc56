import { parseArgs } from 'node:util';
import { ConfigError } from './config-error';
import { similarName } from './similar-name';

/** The thing that the command line asks for. */
export type Command = 'help' | 'version' | 'run';

const OPTIONS = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const;

/**
 * Reads the command line, without the program.
 * @throws ConfigError for anything but `--help` and `--version`; for `--port` it names the variable to set.
 */
export function readCommandLine(args: readonly string[]): Command {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new ConfigError(`'${token.value}' is no option. ${HINT}`);
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(OPTIONS, token.name))
      throw new ConfigError(`'${token.rawName}' is no option: ${hintFor(token.name)}`);
    if (token.value !== undefined) throw new ConfigError(`'${token.rawName}' takes no value.`);
  }
  const names = tokens.map((token) => (token.kind === 'option' ? token.name : ''));
  return names.includes('help') ? 'help' : names.includes('version') ? 'version' : 'run';
}

const HINT = 'The environment configures the server; --help lists the variables.';

/** The value stays out of the hint: it may be a secret. */
function hintFor(option: string): string {
  const variable = similarName(option);
  return variable === undefined ? HINT : `set ${variable}=... in the environment. --help lists the variables.`;
}
