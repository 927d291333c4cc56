import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { skipInterim } from './skip-interim';

/** The proxies for upstream calls. */
export interface Proxies {
  /** The URL of the proxy for http upstreams, and for https upstreams unless they have one of their own. */
  readonly http?: string | undefined;
  /** The URL of the proxy for https upstreams. */
  readonly https?: string | undefined;
  /** The hosts that are called directly, comma separated; `*` for all. */
  readonly no?: string | undefined;
}

/** The options of the connections to an origin. */
export interface DispatcherOptions {
  /** The maximum number of connections. */
  readonly connections: number;
  /** The time limit for each step of establishing a connection, in milliseconds: TCP, the proxy's reply, the TLS handshake. */
  readonly connectTimeoutMs: number;
  /** The maximum size of the headers of a reply, in bytes. */
  readonly maxHeaderSize: number;
  readonly proxies: Proxies;
}

/**
 * Creates the connections to an origin. Through a proxy, each is a tunnel made with CONNECT, also to an http origin: nothing of a
 * request is sent before the tunnel is established, so that a failure until then is certain.
 */
export function createDispatcher(origin: string, options: DispatcherOptions): Dispatcher {
  const { connections, connectTimeoutMs: timeout, maxHeaderSize, proxies } = options;
  const direct = buildConnector({ timeout });
  const createPool = (url: string | URL, connect: buildConnector.connector) =>
    new Pool(url, { connections, pipelining: 1, maxHeaderSize, connect: skipInterim(connect) });
  if (!proxies.http && !proxies.https) return createPool(origin, direct);
  return new EnvHttpProxyAgent({
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    noProxy: proxies.no ?? '',
    connect: direct,
    proxyTls: { timeout },
    requestTls: { timeout },
    clientFactory: (proxy, opts) => new Pool(proxy, { ...opts, headersTimeout: timeout }),
    factory: (url, { connect }: { connect: buildConnector.connector }) =>
      createPool(url, connect === direct ? direct : throughTunnel(connect)),
  });
}

/** An error while a tunnel through a proxy is established. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';

  /** @param code the code of the error, or `PROXY_STATUS_` and the status with which the proxy refused. */
  constructor(
    readonly code: string,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** Reports all errors of a connector as a TunnelError. undici would try again, without end, after an `UND_ERR_SOCKET`. */
function throughTunnel(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) callback(new TunnelError(codeOf(error), error), null);
      else if (socket) callback(null, socket);
    });
}

function codeOf(error: Error & { code?: string }): string {
  const status = /^Proxy response \((\d{3})\)/.exec(error.message)?.[1];
  if (status !== undefined) return `PROXY_STATUS_${status}`;
  return error.code === undefined || error.code === 'UND_ERR_SOCKET' ? 'ECONNRESET' : error.code;
}
