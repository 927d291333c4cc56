import { TunnelError } from './dispatcher';
import { ApigFailure } from './failure';

/** The reasons why a connection could not be established, by error code of Node.js, OpenSSL or undici. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'it refused the connection'],
  [/^(ENOTFOUND|EAI_)/, 'its name could not be resolved'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'there is no route to it'],
  [/^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|ETIMEDOUT)$/, 'no connection was established in time'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'the connection closed while it was being established'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/, 'the certificate of the control plane is for another name'],
  [/^CERT_HAS_EXPIRED$/, 'the certificate of the control plane has expired'],
  [/^CERT_NOT_YET_VALID$/, 'the certificate of the control plane is not valid yet'],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_|PATH_|ERROR_IN_CERT)/,
    'the certificate of the control plane is not trusted',
  ],
  [/^PROXY_STATUS_407$/, 'the proxy requires other credentials'],
  [/^PROXY_STATUS_/, 'the proxy refused to connect'],
  [/^UND_ERR_PRX_TLS$/, 'the certificate of the proxy is for another name'],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_)/, 'the TLS handshake failed'],
];

/** An error code of the system or a library, such as ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE. The pattern is too narrow for anything from a request to match. */
const CODE = /^[A-Z][A-Z0-9_/]{1,80}$/;

/** Returns the failure of a call for which no connection could be established: nothing was sent. The message says why. */
export function connectFailure(error: unknown): ApigFailure {
  const code = codesOf(error).find((it) => CODE.test(it));
  const reason = REASONS.find(([pattern]) => code !== undefined && pattern.test(code))?.[1];
  const way = error instanceof TunnelError ? ' through the proxy' : '';
  const message = `The upstream could not be reached${way}: ${reason ?? 'no connection was established'}${code ? ` (${code})` : ''}.`;
  return ApigFailure.of('GATEWAY.UNREACHABLE', 'NOT_SENT', { message }, error);
}

/** Returns the code of an error and of the errors inside it. Node.js tries several addresses of a host and reports them together. */
function codesOf(error: unknown): string[] {
  const { code, errors } = Object(error) as { code?: unknown; errors?: unknown };
  return [...(typeof code === 'string' ? [code] : []), ...(Array.isArray(errors) ? errors.flatMap(codesOf) : [])];
}
