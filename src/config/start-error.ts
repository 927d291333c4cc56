import type { Config } from './config';
import { ConfigError } from './config-error';
import { VARIABLES } from './variables';

/**
 * Returns the line for an operator about an error that ended the start: of the configuration, or of the system by a variable's
 * fault, which it names.
 * @param config absent where the error came before it was read.
 * @returns undefined for an error that nobody expects, which is a bug.
 */
export function startErrorLine(error: unknown, config: Config | undefined): string | undefined {
  if (error instanceof ConfigError) return error.message;
  if (config === undefined || !isSystemError(error)) return undefined;
  return auditErrorLine(error, config) ?? listenErrorLine(error, config) ?? error.message.split('\n')[0];
}

/** An error of the audit file is one whose path is that of the file, or of a folder that it is in. */
function auditErrorLine({ code, path }: SystemError, { auditLog }: Config): string | undefined {
  if (path === undefined || auditLog === undefined || !`${auditLog}/`.startsWith(`${path}/`)) return undefined;
  const problem = `cannot be written (${code}: ${FILE_REASONS[code] ?? 'see the code'})`;
  return ConfigError.of('AUDIT_LOG', `file:${auditLog}`, VARIABLES.AUDIT_LOG.accepted, problem).message;
}

const FILE_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'its folder cannot be made',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  ENXIO: 'it is a pipe or a socket that nobody reads',
  EROFS: 'the file system is read-only',
};

function listenErrorLine({ code, syscall }: SystemError, { port, host }: Config): string | undefined {
  if (syscall === 'getaddrinfo') {
    return ConfigError.of('HOST', host, VARIABLES.HOST.accepted, `cannot be resolved (${code})`).message;
  }
  if (syscall !== 'listen') return undefined;
  if (code === 'EADDRINUSE') {
    const problem = `is taken: something else listens on ${host} already (${code})`;
    return ConfigError.of('PORT', String(port), 'another port, or 0 for a free one', problem).message;
  }
  if (code === 'EACCES') {
    const accepted = 'a port from 1024 on, or 0 for a free one';
    return ConfigError.of('PORT', String(port), accepted, `may not be used by this user (${code})`).message;
  }
  return ConfigError.of('HOST', host, 'an address of this machine', `cannot be listened on (${code})`).message;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}
