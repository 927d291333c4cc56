import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestEnd } from './cleanup';

/** Throws if OpenSSL is not installed. */
export function checkOpenssl(): void {
  execFileSync('openssl', ['version']);
}

/** A certificate with its key, by OpenSSL: the Web Crypto API lacks most kinds. */
export interface OpensslPair {
  readonly pem: string;
  readonly key: string;
  /** Runs OpenSSL beside the files `cert.pem` and `key.pem`, and returns its output. */
  readonly run: (...args: string[]) => string;
  /** Returns the text of a file beside them. */
  readonly read: (file: string) => string;
}

/**
 * Creates a self-signed certificate.
 * @param makeKey the arguments that write the private key to `key.pem`.
 */
export function opensslPair(
  makeKey: readonly string[],
  { san = 'DNS:www.example.com', more = [] as readonly string[] } = {},
): OpensslPair {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
  onTestEnd(async () => rmSync(folder, { recursive: true }));
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  run(...makeKey);
  const names = ['-subj', '/CN=site', '-addext', `subjectAltName=${san}`, '-days', '90'];
  run('req', '-new', '-x509', '-key', 'key.pem', ...names, ...more, '-out', 'cert.pem');
  return { pem: read('cert.pem'), key: read('key.pem'), run, read };
}

/** The arguments of OpenSSL that write a key of a kind to `key.pem`. */
export const KEYS = {
  rsa: (bits = 2048) => ['genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`, '-out', 'key.pem'],
  ec: (encoding: 'named_curve' | 'explicit' = 'named_curve') => {
    const options = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', `ec_param_enc:${encoding}`];
    return ['genpkey', '-algorithm', 'EC', ...options, '-out', 'key.pem'];
  },
  ed25519: () => ['genpkey', '-algorithm', 'ED25519', '-out', 'key.pem'],
} as const;
