import { print } from 'graphql';
import { readCertificates, serialNumber } from '../../src/contract/certificates';
import { systemClock } from '../../src/lib/clock';
import type { Project } from '../../src/simulator/estate';
import { TOKENS } from '../../src/simulator/tokens';
import { issue } from '../support/certificates';
import { startServerProcess } from '../support/process';
import { ControlPlane, type Hook } from './control-plane';
import { estateOf } from './estates';
import type { Habits } from './habits';
import { type Exchange, judge } from './judge';
import { type PlaneServer, startPlaneServer } from './plane-server';
import { type Content, DOCUMENTS, type OracleRequest, variablesOf } from './requests';
import type { Response } from './response';

/** How a request is sent. */
export interface AskOptions {
  readonly token?: string;
  /** Ends the connection before the response: the caller gives up. */
  readonly signal?: AbortSignal;
  readonly undisturbed?: boolean;
  readonly withinMs?: number;
}

/** The built server before control planes of the tests' own. */
export interface BlackBox {
  readonly server: Awaited<ReturnType<typeof startServerProcess>>;
  /** Puts a control plane for a project in place. */
  plane(project: Project, habits?: Habits, hook?: Hook): ControlPlane;
  /** Makes successful calls, so that the retry budget (a fifth of the calls) allows the retries that follow. */
  warmUp(): Promise<void>;
  /** Sends a request on behalf of a plane's project. */
  ask(plane: ControlPlane, request: OracleRequest, options?: AskOptions): Promise<Exchange>;
}

let requests = 0;

/**
 * Starts `dist/main.js` in a process of its own, before an upstream in this one.
 * @param before puts something between the two: takes the upstream's URL, returns the one to call.
 */
export async function startBlackBox(
  env: Record<string, string> = {},
  before: (url: string) => Promise<string> = async (url) => url,
): Promise<BlackBox> {
  const planes: PlaneServer = await startPlaneServer();
  const server = await startServerProcess({ APIG_ENDPOINT: await before(planes.url), RATE_LIMIT: 'off', ...env });
  const box: BlackBox = {
    server,
    warmUp: async () => {
      const warm = box.plane(estateOf('warm', [], []));
      for (let round = 0; round < 30; round++) {
        await Promise.all(Array.from({ length: 50 }, () => box.ask(warm, { kind: 'certificates' })));
      }
    },
    plane: (project, habits, hook) => {
      const plane = new ControlPlane({
        project,
        clock: systemClock,
        ...(habits ? { habits } : {}),
        ...(hook ? { hook } : {}),
      });
      planes.add(plane);
      return plane;
    },
    ask: async (plane, request, { token = TOKENS.admin, signal, ...rest } = {}) => {
      const id = `oracle-${++requests}`;
      const sentAt = Date.now();
      const from = plane.journal.mark;
      const { document } = DOCUMENTS[request.kind];
      let response: Response | undefined;
      try {
        const reply = await fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-auth-token': token,
            'x-project-id': plane.project.id,
            'x-request-id': id,
          },
          body: JSON.stringify({ query: print(document), variables: variablesOf(request) }),
          ...(signal ? { signal } : {}),
        });
        response = (await reply.json()) as Response;
      } catch {
        // The caller gave up, or the process ended.
      }
      const to = plane.journal.mark;
      return { id, request, token, from, to, sentAt, respondedAt: Date.now(), response, ...rest };
    },
  };
  return box;
}

/** A real certificate for the names of `estateOf`. */
export async function issueContent(): Promise<Content> {
  const { pem, key } = await issue({ san: ['*.example.com', 'xn--bcher-kva.example.com'] });
  const [leaf] = readCertificates(pem).certificates;
  return { pem, key, serial: serialNumber(leaf) };
}

/** Formats the oracle's complaints about an exchange, with their context. */
export function complaintsOf(exchange: Exchange, plane: ControlPlane): object[] {
  const complaints = judge(exchange, plane.journal);
  if (complaints.length === 0) return [];
  const calls = plane.journal.callsOf(exchange.id).map(({ operation, at, behaviour, reply }) => {
    const told = typeof reply === 'string' ? reply : reply.status;
    return `${at - exchange.sentAt} ms ${operation} -> ${told} ${JSON.stringify(behaviour ?? {})}`;
  });
  const moves = plane.journal.movesOf(exchange.id).map(({ at }) => at - exchange.sentAt);
  return [{ complaints, response: JSON.stringify(exchange.response?.data), calls, movedAt: moves }];
}
