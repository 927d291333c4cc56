import { SAMPLE_DOMAIN, SAMPLE_IDS } from './seed';
import { startSimulator } from './server';
import { SIMULATOR_PROJECT_ID, TOKENS } from './tokens';

/** A simulator in this process, with what a caller needs to try it. */
export interface EmbeddedSimulator {
  /** Base URL, on a free port of 127.0.0.1. */
  readonly url: string;
  /** The project of the sample data. */
  readonly projectId: string;
  /** A token that may do everything in that project, and a certificate with a domain that it is attached to. */
  readonly sample: { readonly token: string; readonly certificateId: string; readonly domain: string };
  close(): Promise<void>;
}

/** Starts the simulator on its sample data. @throws Error when no port can be had. */
export async function startEmbeddedSimulator(): Promise<EmbeddedSimulator> {
  const { url, close } = await startSimulator({ port: 0, host: '127.0.0.1' });
  return {
    url,
    projectId: SIMULATOR_PROJECT_ID,
    sample: { token: TOKENS.admin, certificateId: SAMPLE_IDS.shopCertificate, domain: SAMPLE_DOMAIN },
    close,
  };
}
