import { defaultInWords } from './default-in-words';
import { VARIABLE_NAMES, VARIABLES } from './variables';

/** The indentation of the second and third line of a variable. */
const INDENT = ' '.repeat(23);

/** Returns the text of `--help`: the usage and all variables. */
export function helpText(): string {
  return `A GraphQL gateway for the SSL certificates of Huawei Cloud API Gateway (APIG) V2.

Usage: node dist/main.js [--help] [--version]
       node dist/main.js exporter          exports the expiry of certificates to Prometheus
       node dist/main.js audit [--help]    checks and reads the audit trail

It is configured by environment variables; there are no other options. An empty variable counts as unset.

${VARIABLE_NAMES.map(helpOf).join('\n')}
`;
}

function helpOf(name: keyof typeof VARIABLES): string {
  const row = VARIABLES[name];
  return `  ${name.padEnd(20)} ${row.meaning}
${INDENT}accepted: ${row.accepted}
${INDENT}default:  ${defaultInWords(row).words}
`;
}
