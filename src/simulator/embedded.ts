import { SIMULATOR_DOMAIN, SIMULATOR_PASSWORD, SIMULATOR_USERS } from './iam';
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
  readonly sample: {
    readonly token: string;
    readonly otherTokens: readonly string[];
    readonly certificateId: string;
    readonly domain: string;
  };
  /** The variables with which the exporter reads it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the simulator with its sample data. @throws Error of the system if no port is free. */
export async function startEmbeddedSimulator(): Promise<EmbeddedSimulator> {
  const { url, close } = await startSimulator({ port: 0, host: '127.0.0.1' });
  return {
    url,
    projectId: SIMULATOR_PROJECT_ID,
    sample: {
      token: TOKENS.admin,
      otherTokens: [TOKENS.reader, TOKENS.expired],
      certificateId: SAMPLE_IDS.shopCertificate,
      domain: SAMPLE_DOMAIN,
    },
    environment: {
      SIMULATOR: 'auto',
      APIG_ENDPOINT: url,
      APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
      IAM_ENDPOINT: url,
      IAM_DOMAIN: SIMULATOR_DOMAIN,
      IAM_USER: SIMULATOR_USERS[TOKENS.reader].name,
      IAM_PASSWORD: SIMULATOR_PASSWORD,
    },
    close,
  };
}
