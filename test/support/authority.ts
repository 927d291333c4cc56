import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Issued, issue } from './certificates';
import { onTestEnd } from './cleanup';
import { startTlsUpstream } from './tls-upstream';

/** A certificate authority, and the environment in which a server trusts it. */
export interface Authority {
  readonly authority: Issued;
  readonly trusted: Record<string, string>;
}

/** Creates an authority. Its file is removed when the tests have ended. */
export async function createAuthority(): Promise<Authority> {
  const authority = await issue({ san: ['Test CA'], ca: true });
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  onTestEnd(async () => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'ca.pem'), authority.pem);
  return { authority, trusted: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } };
}

/** Starts an https control plane that accepts every change, with a certificate of the authority. */
export async function startTlsControlPlane(authority: Issued, options: { san: string[]; days?: [number, number] }) {
  const seen = { requests: 0 };
  const port = await startTlsUpstream(await issue({ ...options, issuer: authority }), (request, response) => {
    seen.requests++;
    request.resume();
    response.writeHead(204).end();
  });
  return { port, seen };
}
