import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { BoundedOutput, nonBlockingStandardOutput, type OutputListener } from '../lib/bounded-output';
import { type RequestLine, serializeRequestLine } from './request-line';

/** The maximum length of a text in a log line, in characters. Texts may contain callers' input of up to a megabyte. */
const MAX_TEXT_LENGTH = 1_000;

/** The names of fields that could contain a secret. None of them is logged on purpose. */
const SECRET_PATHS = ['token', 'authorization', 'privateKey', 'private_key', 'certContent'].flatMap((name) => [
  name,
  `*.${name}`,
]);

const REDACT = { paths: [...SECRET_PATHS, 'headers["x-auth-token"]', '*["x-auth-token"]'], censor: '***' };

/** The logs of the process, with one JSON line per event. */
export interface Logs {
  readonly log: Logger;
  /** The log of requests. Its fields are fixed, so it is not searched for secrets. */
  readonly requests: RequestLogger;
  /** Writes a line synchronously, between log lines, as `BoundedOutput.writeNow` does. */
  readonly writeNow: BoundedOutput['writeNow'];
}

/** Writes the lines of requests. */
export interface RequestLogger {
  /** True if lines of this level are written. */
  isEnabled(level: 'info' | 'debug'): boolean;
  write(level: 'info' | 'debug', line: RequestLine): void;
}

/** The numbers of levels in a line: those of pino. */
const LEVELS = { debug: 20, info: 30 } as const;

/** The name of the service in every line. */
const SERVICE = 'apig-certificate-gateway';

/**
 * Creates the logs.
 * @param listener receives the failures of the output.
 * @param destination the output. Default: standard output.
 */
export function createLogs(level: string, listener: OutputListener, destination?: DestinationStream): Logs {
  const options: LoggerOptions = { level, base: { service: SERVICE }, timestamp };
  const output = destination ? toOutput(destination) : standardOutput(listener);
  const log = pino(
    {
      ...options,
      redact: REDACT,
      serializers: { err: toLoggedError, cause: toLoggedError },
      hooks: { logMethod: cutMessage },
    },
    output,
  );
  return { log, requests: requestLogger(log, output), writeNow: (...line) => output.writeNow(...line) };
}

function requestLogger(log: Logger, output: Output): RequestLogger {
  return {
    isEnabled: (level) => log.isLevelEnabled(level),
    write: (level, line) => {
      const fields = serializeRequestLine(line).slice(1);
      output.write(
        `{"level":${LEVELS[level]},"time":"${timeText()}","service":"${SERVICE}","msg":"request",${fields}\n`,
      );
    },
  };
}

/** Truncates messages. Apollo Server and other libraries log texts that contain callers' input. */
function cutMessage(
  this: Logger,
  args: Parameters<Logger['info']>,
  method: (...args: Parameters<Logger['info']>) => void,
): void {
  method.apply(this, args.map((it: unknown) => (typeof it === 'string' ? cut(it) : it)) as typeof args);
}

function toLoggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? cut(error) : error;
  const { type, message, stack, code } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return {
    type,
    message: cut(String(message)),
    stack: cut(String(stack ?? '')),
    ...(code === undefined ? {} : { code }),
  };
}

/** Truncates a text and removes a private key in PEM format, even an incomplete one. */
function cut(text: string): string {
  const short =
    text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}... (${text.length} characters)` : text;
  const key = short.search(/-----BEGIN [A-Z ]{0,30}PRIVATE KEY/);
  return key < 0 ? short : `${short.slice(0, key)}***`;
}

let lastTime = 0;
let lastText = '';

/** Returns the time in ISO 8601 format. It is formatted once per millisecond. */
function timeText(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastText = new Date(now).toISOString();
  }
  return lastText;
}

function timestamp(): string {
  return `,"time":"${timeText()}"`;
}

type Output = DestinationStream & Pick<BoundedOutput, 'writeNow'>;

function standardOutput(listener: OutputListener): Output {
  const output = new BoundedOutput(nonBlockingStandardOutput(), listener);
  process.once('exit', () => output.flushNow());
  return process.stdout.isTTY ? forTerminal(output) : output;
}

/** Formats the lines for a person at a terminal. The formatter is loaded only here. */
function forTerminal(output: BoundedOutput): Output {
  const { prettyFormatter } = require('./pretty') as typeof import('./pretty');
  const format = prettyFormatter();
  return {
    write: (line) => output.write(format(line)),
    writeNow: (...line) => output.writeNow(...line),
  };
}

function toOutput(destination: DestinationStream): Output {
  return {
    write: (line) => destination.write(line),
    writeNow: (line) => {
      destination.write(line);
      return 'written';
    },
  };
}
