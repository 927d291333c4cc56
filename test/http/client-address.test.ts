import type { IncomingMessage } from 'node:http';
import { clientAddress } from '../../src/http/client-address';

const request = (forwarded: string | undefined, remoteAddress = '192.0.2.1') =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('the address by which a client is counted', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8:1:2:3:4:5:6]:51234', '2001:db8:1:2::/64'],
    ['[2001:db8::1]', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:ffff::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:0000:0000:0000:0009', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7:99', '203.0.113.7'],
    ['no address', '192.0.2.1'],
    ['203.0.113.7:x', '192.0.2.1'],
    ['[2001:db8::1', '192.0.2.1'],
    ['', '192.0.2.1'],
    [undefined, '192.0.2.1'],
    ['x'.repeat(60_000), '192.0.2.1'],
  ])('of X-Forwarded-For: %s behind one proxy is %s', (forwarded, expected) => {
    expect(clientAddress(request(forwarded), 1)).toBe(expected);
  });

  it('is that of the connection without trusted proxies', () => {
    expect(clientAddress(request('203.0.113.7'), 0)).toBe('192.0.2.1');
    expect(clientAddress(request(undefined, '::ffff:192.0.2.9'), 0)).toBe('192.0.2.9');
    expect(clientAddress(request(undefined, 'fe80::1%eth0'), 0)).toBe('fe80:0:0:0::/64');
  });
});
