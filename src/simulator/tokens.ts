import { refuse } from './reply';

/** The project of the sample data, and the one of another tenant. */
export const SIMULATOR_PROJECT_ID = '73d69ae0cfcf460190522d06b60f05ad';
export const OTHER_PROJECT_ID = '0f5e1f9c3b8d4b6aa1c2d3e4f5061728';

/**
 * The tokens that the simulator accepts. Each may be followed by a dot and any text, so that it can be as long as a real one.
 * Other tokens are rejected.
 */
export const TOKENS = {
  /** Has all permissions in the sample project. */
  admin: 'simulator-admin-token',
  /** May only read the sample project. */
  reader: 'simulator-reader-token',
  /** Has expired. */
  expired: 'simulator-expired-token',
  /** Has all permissions, but only in the project of another tenant. */
  otherProject: 'simulator-other-project-token',
} as const;

const RIGHTS = new Map<string, { projectId: string; mayChange: boolean }>([
  [TOKENS.admin, { projectId: SIMULATOR_PROJECT_ID, mayChange: true }],
  [TOKENS.reader, { projectId: SIMULATOR_PROJECT_ID, mayChange: false }],
  [TOKENS.otherProject, { projectId: OTHER_PROJECT_ID, mayChange: true }],
]);

/** The lifetime of real tokens: 24 hours, in milliseconds. */
export const TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Returns the end of a token's validity, in milliseconds since the Unix epoch. A token that IAM did not issue is valid for a day. */
export function endOf(token: string): number {
  const [, end] = /\.until-(\d{1,15})\./.exec(token) ?? [];
  return end === undefined ? Date.now() + TOKEN_LIFETIME_MS : Number(end);
}

/** Checks the permissions of a token. @throws Refusal with the documented code if it lacks them. */
export function authorize(token: string | undefined, projectId: string, method: string): void {
  if (token === undefined || token === '') refuse('APIG.1000');
  const name = token.split('.', 1)[0] ?? '';
  if (name === TOKENS.expired || endOf(token) < Date.now()) refuse('APIG.1001');
  const rights = RIGHTS.get(name);
  if (!rights) refuse('APIG.1002');
  if (rights.projectId !== projectId) refuse('APIG.1005', { status: 403 });
  if (method !== 'GET' && !rights.mayChange) {
    refuse('APIG.1020', { extra: { encoded_authorization_message: 'c2ltdWxhdG9yOmFwaWc6Y2VydGlmaWNhdGU6dXBkYXRl' } });
  }
}
