import { mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config/config';
import { ConfigError } from '../../src/config/config-error';
import { loggableValues } from '../../src/config/loggable-values';
import { VARIABLE_NAMES, VARIABLES } from '../../src/config/variables';

describe('the configuration', () => {
  it('has the documented defaults', () => {
    expect(readConfig({})).toEqual({
      production: false,
      port: 4000,
      host: '127.0.0.1',
      endpoints: new Map(),
      certificateList: 'auto',
      upstreamTimeoutMs: 10_000,
      requestTimeoutMs: 25_000,
      upstreamRetries: 2,
      upstreamConcurrency: 64,
      circuitBreaker: true,
      compile: true,
      queryLimits: { tokens: 1_000, depth: 15, aliases: 30, rootFields: 10, directives: 30 },
      maxUpstreamCalls: 800,
      maxConnections: 10_000,
      rateLimit: 600,
      trustedProxies: 0,
      persistedOnly: false,
      console: true,
      explorer: true,
      introspection: true,
      subgraphSdl: false,
      keepAliveMs: 65_000,
      shutdownDelayMs: 0,
      logLevel: 'info',
      auditRequired: true,
      exporterInterval: 300,
      otelExporterOtlpProtocol: 'http/protobuf',
    });
    expect(readConfig({ NODE_ENV: 'production', SIMULATOR: 'on' })).toMatchObject({
      production: true,
      console: false,
      explorer: false,
      introspection: false,
      corsOrigins: [],
    });
  });

  it('reads every variable', () => {
    const env: Record<(typeof VARIABLE_NAMES)[number], string> = {
      PORT: '0',
      METRICS_PORT: '9464',
      NODE_ENV: 'test',
      SIMULATOR: 'off',
      COMPILE: 'off',
      HOST: '::1',
      APIG_ENDPOINT: ' https://apig.example.com ',
      APIG_REGIONS: 'a=https://a.example.com, b=https://b.example.com/x',
      APIG_REGION: 'home',
      APIG_PROJECT_ID: 'p-1',
      CERTIFICATE_LIST: 'gateway',
      UPSTREAM_TIMEOUT_MS: '1',
      REQUEST_TIMEOUT_MS: '600000',
      UPSTREAM_RETRIES: '0',
      UPSTREAM_CONCURRENCY: '8',
      CIRCUIT_BREAKER: 'off',
      HTTPS_PROXY: 'https://proxy.example.com:3129',
      HTTP_PROXY: 'proxy.example.com:3128',
      NO_PROXY: 'localhost,.example.com',
      MAX_TOKENS: '1',
      MAX_DEPTH: '2',
      MAX_ALIASES: '3',
      MAX_ROOT_FIELDS: '4',
      MAX_DIRECTIVES: '5',
      MAX_UPSTREAM_CALLS: '6',
      MAX_CONNECTIONS: '7',
      PERSISTED_OPERATIONS: 'only',
      TRUSTED_PROXIES: '1',
      REDIS_URL: 'redis://localhost:6379',
      EXPLORER: 'off',
      CONSOLE: 'off',
      INTROSPECTION: 'off',
      SUBGRAPH_SDL: 'on',
      KEEP_ALIVE_MS: '5000',
      SHUTDOWN_DELAY_MS: '10',
      CORS_HEADERS: 'X-One, x-two',
      CORS_ORIGINS: 'https://a.example.com, http://localhost:3000',
      LOG_LEVEL: 'silent',
      RATE_LIMIT: '60',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      AUDIT_LOG: 'file:/tmp/audit.log',
      AUDIT_REQUIRED: 'off',
      AUDIT_KEY: 'k'.repeat(32),
      IAM_ENDPOINT: 'https://iam.example.com',
      IAM_DOMAIN: 'account',
      IAM_USER: 'exporter',
      IAM_PASSWORD: 'p',
      EXPORTER_PROJECTS: 'p-1, a/p-2',
      EXPORTER_INTERVAL: '60',
    };
    const config: Config = {
      production: false,
      otelExporterOtlpEndpoint: 'http://collector:4318',
      otelExporterOtlpTracesEndpoint: 'http://collector:4318/v1/traces',
      otelExporterOtlpProtocol: 'http/protobuf',
      metricsPort: 9464,
      port: 0,
      host: '::1',
      endpoints: new Map([
        ['a', 'https://a.example.com'],
        ['b', 'https://b.example.com/x'],
        ['home', 'https://apig.example.com'],
      ]),
      defaultRegion: 'home',
      defaultProjectId: 'p-1',
      certificateList: 'gateway',
      upstreamTimeoutMs: 1,
      requestTimeoutMs: 600_000,
      upstreamRetries: 0,
      upstreamConcurrency: 8,
      circuitBreaker: false,
      httpsProxy: 'https://proxy.example.com:3129',
      httpProxy: 'http://proxy.example.com:3128',
      noProxy: 'localhost,.example.com',
      compile: false,
      queryLimits: { tokens: 1, depth: 2, aliases: 3, rootFields: 4, directives: 5 },
      maxUpstreamCalls: 6,
      maxConnections: 7,
      rateLimit: 60,
      trustedProxies: 1,
      redisUrl: 'redis://localhost:6379',
      persistedOnly: true,
      console: false,
      explorer: false,
      introspection: false,
      subgraphSdl: true,
      keepAliveMs: 5_000,
      shutdownDelayMs: 10,
      corsHeaders: ['x-one', 'x-two'],
      corsOrigins: ['https://a.example.com', 'http://localhost:3000'],
      logLevel: 'silent',
      auditLog: '/tmp/audit.log',
      auditRequired: false,
      auditKey: 'k'.repeat(32),
      iamEndpoint: 'https://iam.example.com',
      iamDomain: 'account',
      iamUser: 'exporter',
      iamPassword: 'p',
      exporterProjects: [{ projectId: 'p-1' }, { projectId: 'p-2', region: 'a' }],
      exporterInterval: 60,
    };
    expect(readConfig(env)).toEqual(config);
  });

  it('uses the only region as the default, and requires callers to choose if there are several', () => {
    expect(readConfig({ APIG_REGIONS: 'a=https://a.example.com' }).defaultRegion).toBe('a');
    expect(readConfig({ APIG_REGIONS: 'a=https://a.example.com,b=https://b.example.com' })).not.toHaveProperty(
      'defaultRegion',
    );
    expect(readConfig({ APIG_ENDPOINT: 'https://a.example.com' })).toMatchObject({
      defaultRegion: 'default',
      endpoints: new Map([['default', 'https://a.example.com']]),
    });
  });

  it('reads an empty variable as an unset one', () => {
    const empty = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, ' ']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('reads the variables of proxies in lower case too, which takes precedence', () => {
    const env = { http_proxy: 'http://a:1', HTTP_PROXY: 'http://b:2', https_proxy: ' ', HTTPS_PROXY: 'http://c:3' };
    expect(readConfig({ ...env, no_proxy: 'x' })).toMatchObject({
      httpProxy: 'http://a:1',
      httpsProxy: 'http://c:3',
      noProxy: 'x',
    });
    expect(() => readConfig({ https_proxy: 'x:y' })).toThrow(/^https_proxy="x:y" is not accepted/);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '4000.5'],
    ['PORT', '-1'],
    ['HOST', 'a b'],
    ['APIG_ENDPOINT', 'apig.example.com'],
    ['APIG_ENDPOINT', 'ftp://apig.example.com'],
    ['APIG_ENDPOINT', 'https://apig.example.com?x=1'],
    ['APIG_REGIONS', 'a'],
    ['APIG_REGIONS', 'a=b'],
    ['APIG_REGIONS', 'a=https://a.example.com,'],
    ['APIG_REGIONS', 'a=https://a.example.com, a=https://b.example.com'],
    ['APIG_REGIONS', 'a=https://a.example.com,a=https://a.example.com'],
    ['APIG_REGIONS', 'A=https://a.example.com,a=https://b.example.com'],
    ['APIG_REGIONS', '__proto__=https://a.example.com'],
    ['NODE_ENV', 'prod'],
    ['NODE_ENV', 'Production'],
    ['NODE_ENV', 'PRODUCTION'],
    ['NODE_ENV', 'staging'],
    ['SIMULATOR', 'yes'],
    ['COMPILE', 'true'],
    ['CORS_HEADERS', 'a b'],
    ['KEEP_ALIVE_MS', '0'],
    ['APIG_REGION', 'a b'],
    ['APIG_PROJECT_ID', '../x'],
    ['CERTIFICATE_LIST', 'global'],
    ['UPSTREAM_TIMEOUT_MS', '0'],
    ['REQUEST_TIMEOUT_MS', '10s'],
    ['REDIS_URL', 'localhost'],
    ['REDIS_URL', 'redis://'],
    ['HTTPS_PROXY', 'socks5://proxy.example.com:1080'],
    ['HTTP_PROXY', 'http://proxy.example.com/path'],
    ['HTTP_PROXY', 'http://'],
    ['EXPLORER', 'yes'],
    ['INTROSPECTION', 'true'],
    ['CORS_ORIGINS', 'https://a.example.com/'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://*.example.com'],
    ['LOG_LEVEL', 'verbose'],
    ['RATE_LIMIT', '0'],
    ['AUDIT_LOG', 'audit.log'],
    ['AUDIT_LOG', 'file:'],
    ['PERSISTED_OPERATIONS', 'file:'],
    ['PERSISTED_OPERATIONS', 'some'],
    ['MAX_TOKENS', '1e3'],
    ['MAX_DEPTH', '0'],
    ['EXPLORER', 'ON'],
    ['IAM_ENDPOINT', 'iam.example.com'],
    ['EXPORTER_PROJECTS', 'a/b/c'],
    ['EXPORTER_PROJECTS', 'a,,b'],
    ['EXPORTER_INTERVAL', '0'],
  ])('refuses %s=%s in one line that says what is accepted', (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(
      `${name}="${value}" is not accepted: give ${VARIABLES[name as keyof typeof VARIABLES].accepted}.`,
    );
  });

  it('refuses a default region that has no endpoint, and one that has two', () => {
    expect(() => readConfig({ APIG_REGIONS: 'a=https://a.example.com', APIG_REGION: 'b' })).toThrow('APIG_REGION="b"');
    const APIG_ENDPOINT = 'https://x.example.com';
    expect(() => readConfig({ APIG_ENDPOINT, APIG_REGIONS: 'a=https://a.example.com', APIG_REGION: 'a' })).toThrow(
      'APIG_REGION="a" names two endpoints',
    );
    expect(() => readConfig({ APIG_ENDPOINT, APIG_REGIONS: 'default=https://a.example.com' })).toThrow(
      'APIG_REGION="default" names two endpoints',
    );
  });

  it('runs the simulator without an endpoint outside production, or with SIMULATOR=on', () => {
    const APIG_ENDPOINT = 'https://x.example.com';
    for (const env of [
      {},
      { SIMULATOR: 'auto', NODE_ENV: 'development' },
      { SIMULATOR: 'on', NODE_ENV: 'production' },
      { APIG_REGION: 'a' },
    ]) {
      expect(readConfig(env).endpoints.size).toBe(0);
    }
    for (const env of [
      { NODE_ENV: 'production' },
      { SIMULATOR: 'off' },
      { SIMULATOR: 'auto', NODE_ENV: 'production' },
    ]) {
      expect(() => readConfig(env)).toThrow(
        /^APIG_ENDPOINT is not set, but is required with (NODE_ENV=production|SIMULATOR=off): give an http or https URL .*SIMULATOR=on/,
      );
      expect(readConfig({ ...env, APIG_ENDPOINT }).endpoints.size).toBe(1);
      expect(readConfig({ ...env, APIG_REGIONS: `a=${APIG_ENDPOINT}` }).endpoints.size).toBe(1);
    }
    expect(() => readConfig({ SIMULATOR: 'on', APIG_ENDPOINT })).toThrow(
      /^SIMULATOR="on" contradicts the configured endpoint/,
    );
  });

  it.each([
    { APIG_ENDPOINT: 'https://user:secret@apig.example.com' },
    { APIG_REGIONS: 'a=https://user:secret@a.example.com,b=https://user:secret@b.example.com' },
    { REDIS_URL: 'http://user:sec,ret@secret@redis.example.com' },
    { REDIS_URL: 'user:secret@redis.example.com' },
    { HTTPS_PROXY: 'ftp://user:sec,ret@proxy.example.com:3128' },
    { http_proxy: 'http://user:sec,ret@proxy.example.com:3128/path' },
  ])('shows no password: %j', (env) => {
    const read = () => readConfig(env);
    expect(read).toThrow(/\*\*\*@\w+\.example\.com/);
    expect(read).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/sec,?ret/) }));
  });

  it('keeps its message on one short line, whatever the value', () => {
    const read = () => readConfig({ LOG_LEVEL: `a\nb${'x'.repeat(5_000)}` });
    expect(read).toThrow(expect.objectContaining({ message: expect.stringMatching(/^LOG_LEVEL="a\\nbx.{0,400}$/) }));
  });

  it('reads a value from a file, whose path is in a variable of its own', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'key');
    writeFileSync(file, `${'s'.repeat(40)}\n`);
    expect(readConfig({ AUDIT_KEY_FILE: file }).auditKey).toBe('s'.repeat(40));
    expect(() => readConfig({ AUDIT_KEY_FILE: file, AUDIT_KEY: 'k'.repeat(40) })).toThrow(
      'AUDIT_KEY and AUDIT_KEY_FILE are both set: set one of them.',
    );
    expect(() => readConfig({ AUDIT_KEY_FILE: '/no/such/file' })).toThrow(
      'AUDIT_KEY_FILE="/no/such/file" cannot be read (ENOENT): give the path of a file.',
    );
  });

  it('documents each variable that may be a file, and shows no secret in an error or the log', () => {
    const rows = VARIABLE_NAMES.map((name) => ({ name, ...VARIABLES[name] }));
    const files = rows.filter(({ mayBeFile }) => mayBeFile);
    expect(files.length).toBeGreaterThan(1);
    for (const { name, meaning } of files) expect(meaning).toContain(`or ${name}_FILE, the path of a file`);
    const secrets = rows.filter(({ isSecret }) => isSecret);
    expect(secrets.length).toBeGreaterThan(0);
    for (const { name, accepted } of secrets) {
      expect(() => readConfig({ [name]: `canary${'x'.repeat(5_000)}` })).toThrow(
        new ConfigError(`${name} is not accepted: give ${accepted}.`),
      );
      expect(loggableValues({ [name]: `canary${'x'.repeat(40)}` })).toMatchObject({ [name]: '***' });
    }
  });

  it('has no console and no explorer with a list of operations, unless they are switched on', () => {
    for (const list of ['only', 'file:a.json']) {
      expect(readConfig({ PERSISTED_OPERATIONS: list })).toMatchObject({ console: false, explorer: false });
      const on = readConfig({ PERSISTED_OPERATIONS: list, CONSOLE: 'on', EXPLORER: 'on' });
      expect(on).toMatchObject({ console: true, explorer: true });
    }
    expect(readConfig({ PERSISTED_OPERATIONS: 'any' })).toMatchObject({ console: true, explorer: true });
  });

  it('treats the path of an audit file as a path, whatever its name', () => {
    expect(readConfig({ PERSISTED_OPERATIONS: 'file:a.json' })).toMatchObject({
      persistedOnly: true,
      persistedOperationsFile: join(process.cwd(), 'a.json'),
    });
    expect(readConfig({ AUDIT_LOG: 'stdout' }).auditLog).toBe('stdout');
    expect(readConfig({ AUDIT_LOG: 'file:stdout' }).auditLog).toBe(join(process.cwd(), 'stdout'));
    expect(readConfig({ AUDIT_LOG: 'file:/a/{host}.log' }).auditLog).toBe(`/a/${hostname()}.log`);
  });
});
