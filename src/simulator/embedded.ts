import { SAMPLE_DOMAIN, SAMPLE_IDS } from './seed';
import { startSimulator } from './server';
import { SIMULATOR_PROJECT_ID, TOKENS } from './tokens';

/** A simulator in this process, with sample values to try it. */
export interface EmbeddedSimulator {
  /** The base URL, on a free port of 127.0.0.1. */
  readonly url: string;
  /** The project of the sample data. */
  readonly projectId: string;
  /** A token with all permissions in that project, and a certificate with a domain that it is attached to. */
  readonly sample: { readonly token: string; readonly certificateId: string; readonly domain: string };
  close(): Promise<void>;
}

/** Starts the simulator with its sample data. @throws Error of the system if no port is free. */
export async function startEmbeddedSimulator(): Promise<EmbeddedSimulator> {
  const { url, close } = await startSimulator({ port: 0, host: '127.0.0.1' });
  return {
    url,
    projectId: SIMULATOR_PROJECT_ID,
    sample: { token: TOKENS.admin, certificateId: SAMPLE_IDS.shopCertificate, domain: SAMPLE_DOMAIN },
    close,
  };
}
