import { prettyFactory } from 'pino-pretty';

/** The control characters in a JSON text, as their escapes or as themselves, and an escaped backslash, which may stand before one. */
const CONTROL = /\\\\|\\u00[01][0-9a-f]|\\[bf]|[\u007f-\u009f]/gi;

/**
 * Returns a function that formats a line of the log for a person at a terminal. Control characters in texts, which may contain callers'
 * input, are replaced.
 */
export function prettyFormatter(): (line: string) => string {
  // NO_COLOR and the terminal decide.
  const colorize = process.stdout.hasColors?.() ?? false;
  const format = prettyFactory({ ignore: 'service', translateTime: 'SYS:HH:MM:ss.l', singleLine: true, colorize });
  return (line) => format(line.replace(CONTROL, (it) => (it === '\\\\' ? it : '\\ufffd'))) || line;
}
