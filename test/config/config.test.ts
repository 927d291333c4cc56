import { ConfigError, readConfig } from '../../src/config/config';
import { helpText } from '../../src/config/help';
import { VARIABLES } from '../../src/config/variables';

describe('the configuration', () => {
  it('has the documented defaults', () => {
    expect(readConfig({})).toEqual({
      production: false,
      port: 4000,
      host: '127.0.0.1',
      endpoints: new Map(),
      upstreamTimeoutMs: 10_000,
      requestTimeoutMs: 25_000,
      upstreamRetries: 2,
      upstreamConcurrency: 64,
      circuitBreaker: true,
      queryLimits: { tokens: 1_000, depth: 15, aliases: 30, rootFields: 10, directives: 30 },
      maxUpstreamCalls: 550,
      maxConnections: 10_000,
      rateLimit: 600,
      trustedProxies: 0,
      persistedOnly: false,
      explorer: true,
      introspection: true,
      logLevel: 'info',
    });
    expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({
      production: true,
      explorer: false,
      introspection: false,
      corsOrigins: [],
    });
  });

  it('reads every variable', () => {
    expect(
      readConfig({
        PORT: '0',
        HOST: '::1',
        APIG_ENDPOINT: ' https://apig.example.com ',
        APIG_REGIONS: 'a=https://a.example.com, b=https://b.example.com/x',
        APIG_REGION: 'home',
        APIG_PROJECT_ID: 'p-1',
        UPSTREAM_TIMEOUT_MS: '1',
        REQUEST_TIMEOUT_MS: '600000',
        UPSTREAM_RETRIES: '0',
        UPSTREAM_CONCURRENCY: '8',
        CIRCUIT_BREAKER: 'off',
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
        INTROSPECTION: 'off',
        CORS_ORIGINS: 'https://a.example.com, http://localhost:3000',
        LOG_LEVEL: 'silent',
        RATE_LIMIT: '60',
        AUDIT_LOG: 'file:/tmp/audit.log',
      }),
    ).toEqual({
      production: false,
      port: 0,
      host: '::1',
      endpoints: new Map([
        ['a', 'https://a.example.com'],
        ['b', 'https://b.example.com/x'],
        ['home', 'https://apig.example.com'],
      ]),
      defaultRegion: 'home',
      defaultProjectId: 'p-1',
      upstreamTimeoutMs: 1,
      requestTimeoutMs: 600_000,
      upstreamRetries: 0,
      upstreamConcurrency: 8,
      circuitBreaker: false,
      queryLimits: { tokens: 1, depth: 2, aliases: 3, rootFields: 4, directives: 5 },
      maxUpstreamCalls: 6,
      maxConnections: 7,
      rateLimit: 60,
      trustedProxies: 1,
      redisUrl: 'redis://localhost:6379',
      persistedOnly: true,
      explorer: false,
      introspection: false,
      corsOrigins: ['https://a.example.com', 'http://localhost:3000'],
      logLevel: 'silent',
      auditLog: '/tmp/audit.log',
    });
  });

  it('takes the only region for the default, and asks callers where there are several', () => {
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
    const empty = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
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
    ['APIG_REGION', 'a b'],
    ['APIG_PROJECT_ID', '../x'],
    ['UPSTREAM_TIMEOUT_MS', '0'],
    ['REQUEST_TIMEOUT_MS', '10s'],
    ['REDIS_URL', 'localhost'],
    ['EXPLORER', 'yes'],
    ['INTROSPECTION', 'true'],
    ['CORS_ORIGINS', 'https://a.example.com/'],
    ['CORS_ORIGINS', '*'],
    ['LOG_LEVEL', 'verbose'],
    ['RATE_LIMIT', '0'],
    ['AUDIT_LOG', 'audit.log'],
  ])('refuses %s=%s in one line that says what is accepted', (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(
      `${name}="${value}" is not accepted: give ${VARIABLES[name as keyof typeof VARIABLES].accepted}.`,
    );
  });

  it('refuses a default region that has no endpoint', () => {
    expect(() => readConfig({ APIG_REGIONS: 'a=https://a.example.com', APIG_REGION: 'b' })).toThrow('APIG_REGION="b"');
  });

  it('shows no password', () => {
    expect(() => readConfig({ APIG_ENDPOINT: 'https://user:secret@apig.example.com' })).toThrow(
      'https://***@apig.example.com',
    );
  });

  it('is told by --help, every variable of it', () => {
    for (const name of Object.keys(VARIABLES)) expect(helpText()).toContain(`  ${name} `);
  });
});
