import { type SimulatorOptions, startSimulator } from '../../src/simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from './cleanup';

export interface SimulatorReply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the type of its body.
  readonly body: any;
}

/** Starts a simulator on a free port, with a function to call it for its sample project. */
export async function startTestSimulator(options: Partial<SimulatorOptions> = {}) {
  const simulator = await startSimulator({ port: 0, host: '127.0.0.1', ...options });
  onTestEnd(() => simulator.close());
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<SimulatorReply> => {
    const response = await fetch(`${simulator.url}/v2/${SIMULATOR_PROJECT_ID}/apigw${path}`, {
      method,
      headers: { 'x-auth-token': TOKENS.admin, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : tryParse(text) };
  };
  return { simulator, call, project: () => simulator.projects[0] };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
