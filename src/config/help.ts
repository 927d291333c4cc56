import { defaultInWords } from './default-in-words';
import { EXPORTER_VARIABLES } from './exporter-variables';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from './variables';

/** The indentation of the second and third line of a variable. */
const INDENT = ' '.repeat(23);

/** Returns the text of `--help`: the usage and all variables. */
export function helpText(): string {
  return `A GraphQL gateway for the SSL certificates of Huawei Cloud API Gateway (APIG) V2.

Usage: node dist/main.js [--help] [--version]
       node dist/main.js exporter [--help] exports the expiry of certificates to Prometheus
       node dist/main.js audit [--help]    checks and reads the audit trail

It is configured by environment variables; there are no other options. An empty variable counts as unset.

${VARIABLE_NAMES.map(helpOf).join('\n')}
`;
}

/** Returns the text of `exporter --help`: its usage, an example, and the variables that it reads. */
export function exporterHelpText(): string {
  return `Exports the expiry of certificates to Prometheus (docs/expiry-exporter.md).

Usage: apig-certificate-gateway exporter [--help] [--version]

It gets its own tokens from IAM, reads all gateways of its projects at an interval, and serves /metrics, /healthz and /readyz on
METRICS_PORT, or on PORT if that is not set. Without an endpoint, it reads the embedded simulator.

Example:
  IAM_ENDPOINT=https://iam.eu-west-101.myhuaweicloud.com IAM_DOMAIN=account IAM_USER=apig-exporter IAM_PASSWORD_FILE=/run/secrets/iam \\
  APIG_ENDPOINT=https://apig.eu-west-101.myhuaweicloud.com EXPORTER_PROJECTS=73d69ae0cfcf460190522d06b60f05ad \\
  METRICS_PORT=9465 apig-certificate-gateway exporter

It is configured by environment variables. An empty variable counts as unset.

${VARIABLE_NAMES.filter(isReadByExporter).map(helpOf).join('\n')}
`;
}

/** The variables of the server that the exporter reads too, in addition to its own. */
const SHARED: ReadonlySet<string> = new Set<VariableName>([
  'PORT',
  'HOST',
  'METRICS_PORT',
  'NODE_ENV',
  'APIG_ENDPOINT',
  'APIG_REGIONS',
  'APIG_REGION',
  'APIG_PROJECT_ID',
  'SIMULATOR',
  'UPSTREAM_TIMEOUT_MS',
  'UPSTREAM_RETRIES',
  'UPSTREAM_CONCURRENCY',
  'CIRCUIT_BREAKER',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'LOG_LEVEL',
]);

function isReadByExporter(name: VariableName): boolean {
  return name in EXPORTER_VARIABLES || SHARED.has(name);
}

function helpOf(name: keyof typeof VARIABLES): string {
  const row = VARIABLES[name];
  return `  ${name.padEnd(20)} ${row.meaning}
${INDENT}accepted: ${row.accepted}
${INDENT}default:  ${defaultInWords(row).words}
`;
}
