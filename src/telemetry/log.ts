import { type DestinationStream, type Logger, pino } from 'pino';

/** Names under which a secret could come to stand in a record: none is ever logged on purpose. */
const SECRET_PATHS = ['token', 'authorization', 'privateKey', 'private_key', 'certContent'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/** The process's log: one JSON line for each event, on standard output unless another destination is given. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'apig-certificate-gateway' },
    redact: { paths: [...SECRET_PATHS, 'headers["x-auth-token"]', '*["x-auth-token"]'], censor: '***' },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination ? pino(options, destination) : pino(options);
}
