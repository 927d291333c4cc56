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
  // RFC 9110, 5.6.1: empty elements of a list do not count.
  const addresses = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const forwarded = trustedProxies > 0 ? toAddress(addresses.at(-trustedProxies) ?? '') : undefined;
  return forwarded ?? toAddress(request.socket.remoteAddress ?? '') ?? 'unknown';
}

/** Parses an address as proxies write it: plain, in brackets, with a port, or in quotes. Returns undefined for anything else. */
function toAddress(text: string): string | undefined {
  const plain = /^"([^"]{2,60})"$/.exec(text)?.[1] ?? text;
  const [, bracketed] = /^\[([\da-f:.]{2,45})\](?::\d{1,5})?$/i.exec(plain) ?? [];
  const [, beforePort] = /^([\d.]{7,15}):\d{1,5}$/.exec(plain) ?? [];
  const address = bracketed ?? beforePort ?? plain;
  if (isIP(address) === 0) return undefined;
  return isIPv4(address) ? address : (embeddedIPv4(address) ?? address);
}

/** The networks of 96 bits whose addresses stand for IPv4 ones: mapped (RFC 4291, 2.5.5.2) and translated (RFC 6052, 2.1). */
const IPV4_PREFIXES: ReadonlySet<string> = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0']);

/** Returns the IPv4 address that an IPv6 address stands for, however that is spelled; undefined if there is none. */
function embeddedIPv4(address: string): string | undefined {
  const groups = groupsOf(address);
  if (!IPV4_PREFIXES.has(groups.slice(0, 6).join(':'))) return undefined;
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((word) => [word >>> 8, word & 0xff])
    .join('.');
}

function toNetwork(address: string): string {
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** Returns the eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  // The URL parser normalizes an address (RFC 5952), with at most one `::`.
  const [head = '', tail] = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}
