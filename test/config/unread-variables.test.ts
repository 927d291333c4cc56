import { similarName } from '../../src/config/similar-name';
import { unreadVariables } from '../../src/config/unread-variables';
import { VARIABLE_NAMES } from '../../src/config/variables';

describe('a variable that is set but not read', () => {
  it.each([
    ['RATELIMIT', 'RATE_LIMIT'],
    ['rate_limit', 'RATE_LIMIT'],
    ['RATE_LIMITS', 'RATE_LIMIT'],
    ['RATE-LIMIT', 'RATE_LIMIT'],
    ['PROT', 'PORT'],
    ['HOSTS', 'HOST'],
    ['UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT_MS'],
    ['APIG_ENDPIONT', 'APIG_ENDPOINT'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['INTROSPECTON', 'INTROSPECTION'],
    ['MAX_ALIAS', 'MAX_ALIASES'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['TRUST_PROXY', 'TRUSTED_PROXIES'],
    ['INTROSPECT', 'INTROSPECTION'],
    ['APIG_TOKEN', undefined],
    ['MAX_BODY', undefined],
    ['LOG_FORMAT', undefined],
    ['AUDIT_FILE', undefined],
  ])('causes a warning if its name is similar to one that is read: %s', (name, similar) => {
    expect(unreadVariables({ [name]: 'x' })).toEqual([similar === undefined ? { name } : { name, similar }]);
  });

  it('causes a warning for every variable with one letter wrong', () => {
    for (const name of VARIABLE_NAMES) {
      const wrong = `${name.slice(0, -1)}${name.at(-1) === 'X' ? 'Y' : 'X'}`;
      expect(unreadVariables({ [wrong]: '1' })).toEqual([{ name: wrong, similar: expect.any(String) }]);
      expect(similarName(name.replaceAll('_', ''))).toBe(name);
    }
  });

  it('causes no warning if it belongs to another program', () => {
    const others =
      'PATH HOME HOSTNAME PWD OLDPWD USER SHELL SHLVL TERM LANG LC_ALL TZ TMPDIR LOGNAME MAIL EDITOR _ CI DEBUG ' +
      'NODE_OPTIONS NODE_PATH NODE_VERSION NODE_EXTRA_CA_CERTS YARN_VERSION npm_config_loglevel npm_package_name ' +
      'http_proxy https_proxy no_proxy ALL_PROXY all_proxy FTP_PROXY ftp_proxy HTTP_PORT NO_COLOR SSL_CERT_FILE KUBERNETES_SERVICE_HOST KUBERNETES_PORT_443_TCP_ADDR ' +
      'REDIS_PORT REDIS_SERVICE_HOST REDIS_SERVICE_PORT_REDIS REDIS_PORT_6379_TCP REDIS_PORT_6379_TCP_PROTO ' +
      'APIG_SERVICE_PORT OTEL_SERVICE_NAME APOLLO_TELEMETRY_DISABLED';
    const env = Object.fromEntries([...others.split(' '), ...VARIABLE_NAMES].map((name) => [name, 'x']));
    expect(unreadVariables(env)).toEqual([]);
  });
});
