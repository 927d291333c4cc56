import type { Config } from './config';
import { ConfigError } from './config-error';
import { VARIABLES } from './variables';

/**
 * Returns the line for an operator about an error at the start: one in the configuration, or one of the system that a variable
 * causes. The line names the variable.
 * @param config absent if the error occurred before it was read.
 * @returns undefined for an unexpected error, which is a bug.
 */
export function startErrorLine(error: unknown, config: Config | undefined): string | undefined {
  if (error instanceof ConfigError) return error.message;
  if (config === undefined || !isSystemError(error)) return undefined;
  return auditErrorLine(error, config) ?? listenErrorLine(error, config) ?? error.message.split('\n')[0];
}

/** Returns the line for an error of the audit file: its path is that of the file, or of a folder that contains it. */
function auditErrorLine({ code, path }: SystemError, { auditLog }: Config): string | undefined {
  if (path === undefined || auditLog === undefined || !`${auditLog}/`.startsWith(`${path}/`)) return undefined;
  const problem = `cannot be written (${code}: ${FILE_REASONS[code] ?? 'see the code'})`;
  return ConfigError.of('AUDIT_LOG', `file:${auditLog}`, VARIABLES.AUDIT_LOG.accepted, problem).message;
}

const FILE_REASONS: Readonly<Record<string, string>> = {
  EBADMSG: 'it does not end with audit records, so move it away',
  EACCES: 'this user may not write there',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'its folder cannot be created',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  ENXIO: 'it is a pipe or a socket without a reader',
  EROFS: 'the file system is read-only',
};

function listenErrorLine({ code, syscall, port }: SystemError, { metricsPort, host }: Config): string | undefined {
  if (syscall === 'getaddrinfo') {
    return ConfigError.of('HOST', host, VARIABLES.HOST.accepted, `cannot be resolved (${code})`).message;
  }
  if (syscall !== 'listen') return undefined;
  const variable = port === metricsPort ? 'METRICS_PORT' : 'PORT';
  if (code === 'EADDRINUSE') {
    const problem = `is in use: another process listens on ${host} (${code})`;
    return ConfigError.of(variable, String(port), 'another port, or 0 for a free one', problem).message;
  }
  if (code === 'EACCES') {
    const accepted = 'a port from 1024 on, or 0 for a free one';
    return ConfigError.of(variable, String(port), accepted, `may not be used by this user (${code})`).message;
  }
  return ConfigError.of('HOST', host, 'an address of this machine', `cannot be bound (${code})`).message;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly port?: number;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}
