import { VARIABLES } from './variables';

/** What `--help` prints: the usage and every variable that is read. */
export function helpText(): string {
  const variables = Object.entries(VARIABLES).map(
    ([name, { meaning, accepted, unset }]) =>
      `  ${name.padEnd(20)} ${meaning}\n${indent(`accepted: ${accepted}`)}\n${indent(`unset:    ${unset}`)}\n`,
  );
  return `A GraphQL gateway for the SSL certificates of Huawei Cloud API Gateway (APIG) V2.

Usage: node dist/main.js [--help] [--version]

It is configured by its environment alone:

${variables.join('\n')}
`;
}

function indent(text: string): string {
  return ' '.repeat(23) + text;
}
