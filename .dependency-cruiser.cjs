/**
 * Imports point one way: main -> server -> schema, http, telemetry -> certificates -> gateways -> relay -> context ->
 * errors -> apig -> contract. The simulator knows the contract alone.
 */
const LAYERS = [
  ['main', '^src/(main|help)\\.ts$'],
  ['server', '^src/server\\.ts$'],
  ['edge', '^src/((schema|references|plain-resolvers)\\.ts|http/|execution/|limits/|telemetry/)'],
  ['certificates', '^src/certificates/'],
  ['gateways', '^src/gateways/'],
  ['relay', '^src/relay/'],
  ['context', '^src/context\\.ts$'],
  ['errors', '^src/errors/'],
  ['apig', '^src/apig/'],
  ['contract', '^src/contract/'],
];

/** The configuration is data: the process and the server read it. The simulator stands beside all of this. */
const ROOTS = '^src/(main|help|config|config-values|config-variables|server)\\.ts$';

const upward = LAYERS.slice(1).map(([name, path], index) => ({
  name: `${name}-imports-nothing-above-it`,
  severity: 'error',
  from: { path },
  to: {
    path: LAYERS.slice(0, index + 1)
      .map(([, above]) => above)
      .join('|'),
  },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'simulator-knows-the-contract-alone',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/(simulator|contract)/' },
    },
    {
      name: 'only-the-server-starts-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(simulator/|server\\.ts|main\\.ts)' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'configuration-is-read-at-the-top',
      severity: 'error',
      from: { path: '^src/', pathNot: ROOTS },
      to: { path: '^src/config' },
    },
    {
      name: 'apig-knows-nothing-of-graphql',
      severity: 'error',
      from: { path: '^src/(apig|contract|simulator)/' },
      to: { path: 'node_modules/(graphql|type-graphql|@apollo)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
