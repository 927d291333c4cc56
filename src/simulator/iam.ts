import { randomUUID } from 'node:crypto';
import type { Project } from './estate';
import type { Reply } from './reply';
import { endOf, SIMULATOR_PROJECT_ID, TOKEN_LIFETIME_MS, TOKENS } from './tokens';

/** The path of IAM's token API. */
const PATH = '/v3/auth/tokens';

/** The account of the simulator's users, and the password of all of them. */
export const SIMULATOR_DOMAIN = 'simulator';
export const SIMULATOR_PASSWORD = 'simulator-password';

/** The users, by the token that they get. */
export const SIMULATOR_USERS = {
  [TOKENS.admin]: { id: '1a2b3c4d5e6f40718293a4b5c6d7e8f9', name: 'simulator-admin' },
  [TOKENS.reader]: { id: '2b3c4d5e6f708192a3b4c5d6e7f8091a', name: 'simulator-reader' },
} as const;

/** A request to IAM. */
export interface IamRequest {
  readonly method: string;
  readonly path: string;
  /** The headers `X-Auth-Token` and `X-Subject-Token`. */
  readonly authToken: string | undefined;
  readonly subjectToken: string | undefined;
  readonly body: string;
}

/** Handles a request to IAM's token API. @returns undefined for any other path. */
export function iamReply(
  { method, path, authToken, subjectToken, body }: IamRequest,
  projects: readonly Project[],
  lifetimeMs = TOKEN_LIFETIME_MS,
): Reply | undefined {
  if (path !== PATH) return undefined;
  if (method === 'POST') return issueToken(body, projects, lifetimeMs);
  return method === 'GET' ? showToken(authToken, subjectToken) : error(405, 'Method Not Allowed');
}

function issueToken(body: string, projects: readonly Project[], lifetimeMs: number): Reply {
  const { name, password, domain, projectId } = read(body);
  const [token, user] = Object.entries(SIMULATOR_USERS).find(([, it]) => it.name === name) ?? [];
  if (!token || !user || password !== SIMULATOR_PASSWORD || domain !== SIMULATOR_DOMAIN) {
    return error(401, 'The username or password is wrong.');
  }
  const project = projects.find(({ id }) => id === projectId);
  if (!project) return error(401, 'The project is not available.');
  const expiresAt = Date.now() + lifetimeMs;
  const base = project.id === SIMULATOR_PROJECT_ID ? token : TOKENS.otherProject;
  return {
    status: 201,
    json: describe(user, expiresAt),
    headers: { 'x-subject-token': `${base}.until-${expiresAt}.${randomUUID()}` },
  };
}

function showToken(authToken: string | undefined, subjectToken: string | undefined): Reply {
  if (authToken === undefined || endOf(authToken) < Date.now()) return error(401, 'The token is invalid.');
  const base = subjectToken?.split('.', 1)[0] ?? '';
  const user = Object.entries(SIMULATOR_USERS).find(([token]) => token === base)?.[1];
  if (!user || subjectToken === undefined) return error(404, 'The token was not found.');
  return { status: 200, json: describe(user, endOf(subjectToken)) };
}

function describe(user: { readonly id: string; readonly name: string }, expiresAt: number): object {
  return {
    token: {
      methods: ['password'],
      expires_at: new Date(expiresAt).toISOString().replace('Z', '000Z'),
      issued_at: new Date().toISOString().replace('Z', '000Z'),
      user: { ...user, domain: { id: 'd78cbac186b744899480f25bd022f468', name: SIMULATOR_DOMAIN } },
    },
  };
}

/** Reads the body of a request for a token (API reference of IAM, Obtaining a User Token Through Password Authentication). */
function read(body: string): Partial<Record<'name' | 'password' | 'domain' | 'projectId', unknown>> {
  try {
    const { auth } = JSON.parse(body) as { auth: TokenRequest };
    const { user } = auth.identity.password;
    return { name: user.name, password: user.password, domain: user.domain.name, projectId: auth.scope.project.id };
  } catch {
    return {};
  }
}

interface TokenRequest {
  readonly identity: {
    readonly password: {
      readonly user: {
        readonly name: unknown;
        readonly password: unknown;
        readonly domain: { readonly name: unknown };
      };
    };
  };
  readonly scope: { readonly project: { readonly id: unknown } };
}

function error(status: number, message: string): Reply {
  return { status, json: { error: { code: status, message, title: 'Error' } } };
}
