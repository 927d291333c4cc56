import { type DestinationStream, type Logger, pino } from 'pino';

/** Names under which a secret could come to stand in a record: none is ever logged on purpose. */
const SECRET_PATHS = ['token', 'authorization', 'privateKey', 'private_key', 'certContent'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/** The process's logs: one JSON line for each event. */
export interface Logs {
  readonly log: Logger;
  /** For the line of a request, whose fields are of a closed set: it is not searched for secrets. */
  readonly access: Logger;
}

/** @param destination where they go; standard output unless given. */
export function createLogs(level: string, destination: DestinationStream = standardOutput()): Logs {
  const options = {
    level,
    base: { service: 'apig-certificate-gateway' },
    timestamp,
  };
  const redact = { paths: [...SECRET_PATHS, 'headers["x-auth-token"]', '*["x-auth-token"]'], censor: '***' };
  return { log: pino({ ...options, redact }, destination), access: pino(options, destination) };
}

let lastTime = 0;
let lastText = '';

/** The time of a record, in ISO 8601: put together once for all records of a millisecond. */
function timestamp(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastText = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastText;
}

/** Standard output; the lines of one turn of the event loop in one write. The end of the process loses none. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true });
  let lines = '';
  const flush = () => {
    if (lines === '') return;
    const written = lines;
    lines = '';
    output.write(written);
  };
  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}
