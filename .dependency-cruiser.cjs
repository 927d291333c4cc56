/**
 * Imports point one way, from the first room to the last. A room may import every room below it, none above it.
 * The simulator stands beside all of this and knows the contract alone.
 */
const ROOMS = [
  ['main', '^src/main\\.ts$'],
  ['server', '^src/(server|start-exporter)\\.ts$'],
  ['exporter', '^src/exporter/'],
  ['http', '^src/http/'],
  ['graphql', '^src/graphql/'],
  ['schema', '^src/schema/'],
  ['certificates', '^src/certificates/'],
  ['gateways', '^src/gateways/'],
  ['relay', '^src/relay/'],
  ['errors', '^src/errors/'],
  ['request', '^src/request/'],
  ['telemetry', '^src/telemetry/'],
  ['iam', '^src/iam/'],
  ['input', '^src/input/'],
  ['apig', '^src/apig/'],
  ['contract', '^src/contract/'],
  ['lib', '^src/lib/'],
];

/** The rooms of `certificates`, from the mutations and queries down to the entity. */
const CERTIFICATE_ROOMS = [
  ['replace', '^src/certificates/replace/'],
  ['attach', '^src/certificates/(attach|detach|content)/'],
  ['changes', '^src/certificates/changes/'],
  ['queries', '^src/certificates/queries/'],
  ['certificate', '^src/certificates/certificate/'],
];

const oneWay = (rooms) =>
  rooms.slice(1).map(([name, path], index) => ({
    name: `${name}-imports-nothing-above-it`,
    severity: 'error',
    from: { path },
    to: {
      path: rooms
        .slice(0, index + 1)
        .map(([, above]) => above)
        .join('|'),
    },
  }));

module.exports = {
  forbidden: [
    ...oneWay(ROOMS),
    ...oneWay(CERTIFICATE_ROOMS),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'simulator-knows-the-contract-alone',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/(simulator|contract)/' },
    },
    {
      name: 'only-the-process-starts-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(simulator/|main\\.ts)' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'the-sdk-for-traces-is-loaded-on-demand',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/telemetry/(tracing|request-spans)\\.ts$' },
      to: { path: 'node_modules/@opentelemetry' },
    },
    {
      name: 'configuration-is-read-at-the-top',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|server|start-exporter)\\.ts$|^src/config/' },
      to: { path: '^src/config/' },
    },
    {
      name: 'apig-knows-nothing-of-graphql',
      severity: 'error',
      from: { path: '^src/(apig|contract|simulator|lib)/' },
      to: { path: 'node_modules/(graphql|type-graphql|@apollo)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
