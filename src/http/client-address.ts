import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';

/**
 * Returns the address by which a client without a token is rate limited: an IPv4 address, or the /64 network of an IPv6 address,
 * because a host is assigned at least a /64 (RFC 6177).
 * @param trustedProxies the number of proxies in front of the server that append to `X-Forwarded-For`. Addresses further left can
 *   be forged.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  return toNetwork(fullAddress(request, trustedProxies));
}

/** Returns the whole address of a client, for the audit trail; `unknown` if there is none. @param trustedProxies as above. */
export function fullAddress(request: IncomingMessage, trustedProxies: number): string {
  const header = request.headers['x-forwarded-for'];
  const addresses = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  const forwarded = trustedProxies > 0 ? toAddress(addresses.at(-trustedProxies)?.trim() ?? '') : undefined;
  return forwarded ?? toAddress(request.socket.remoteAddress ?? '') ?? 'unknown';
}

/** Parses an address as proxies write it: plain, in brackets, or with a port. Returns undefined for anything else. */
function toAddress(text: string): string | undefined {
  const [, bracketed] = /^\[([\da-f:.]{2,45})\](?::\d{1,5})?$/i.exec(text) ?? [];
  const [, beforePort] = /^([\d.]{7,15}):\d{1,5}$/.exec(text) ?? [];
  const address = bracketed ?? beforePort ?? text;
  if (isIP(address) === 0) return undefined;
  // An IPv4 address on an IPv6 socket.
  const mapped = /^::ffff:([\d.]{7,15})$/i.exec(address)?.[1];
  return mapped !== undefined && isIPv4(mapped) ? mapped : address;
}

function toNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  // The URL parser normalizes an address (RFC 5952), with at most one `::`.
  const [head = '', tail] = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const groups =
    tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
