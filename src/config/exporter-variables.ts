import { endpoint, projects, secret, text, wholeNumber } from './value-kinds';
import { type Variable, variable } from './variable';

/** The rows of IAM and the expiry exporter in the table of variables: see `VARIABLES`. */
export const EXPORTER_VARIABLES = {
  IAM_ENDPOINT: variable({
    ...endpoint,
    default: undefined,
    unset: 'none',
    meaning: 'The base URL of IAM, from which the exporter gets its tokens, and the audit trail the users of callers',
  }),
  IAM_DOMAIN: variable({
    ...text,
    default: undefined,
    unset: 'none',
    meaning: "The account of the exporter's IAM user; or IAM_DOMAIN_FILE, the path of a file with it",
    mayBeFile: true,
  }),
  IAM_USER: variable({
    ...text,
    default: undefined,
    unset: 'none',
    meaning: "The name of the exporter's IAM user; or IAM_USER_FILE, the path of a file with it",
    mayBeFile: true,
  }),
  IAM_PASSWORD: variable({
    ...secret(1),
    default: undefined,
    unset: 'none',
    meaning: "The password of the exporter's IAM user; or IAM_PASSWORD_FILE, the path of a file with it",
    isSecret: true,
    mayBeFile: true,
  }),
  EXPORTER_PROJECTS: variable({
    ...projects,
    default: undefined,
    unset: 'APIG_PROJECT_ID',
    meaning:
      'The projects whose certificates the exporter reads; or EXPORTER_PROJECTS_FILE, the path of a file with them',
    mayBeFile: true,
  }),
  EXPORTER_INTERVAL: variable({
    ...wholeNumber(1, 86_400),
    default: 300,
    meaning: 'The time between two walks of the exporter through all projects, in seconds',
  }),
} as const satisfies Record<string, Variable>;
