import type { IncomingMessage } from 'node:http';
import { clientAddress, fullAddress } from '../../src/http/client-address';

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
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::FFFF:CB00:7107', '203.0.113.7'],
    ['::ffff:0b00:1', '11.0.0.1'],
    ['[::ffff:c00:1]:80', '12.0.0.1'],
    ['0:0:0:0:0:ffff:13.0.0.1', '13.0.0.1'],
    ['0000:0000:0000:0000:0000:FFFF:0d00:0001', '13.0.0.1'],
    ['64:ff9b::203.0.113.7', '203.0.113.7'],
    ['64:ff9b::cb00:7107', '203.0.113.7'],
    ['64:ff9b:0:0:1::7', '64:ff9b:0:0::/64'],
    ['::ffff:0:cb00:7107', '0:0:0:0::/64'],
    ['"203.0.113.7:80"', '203.0.113.7'],
    ['"[2001:db8:1:2::9]:80"', '2001:db8:1:2::/64'],
    ['203.0.113.7,', '203.0.113.7'],
    ['198.51.100.1,, 203.0.113.7 , ', '203.0.113.7'],
    ['"203.0.113.7', '192.0.2.1'],
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

describe('the whole address of a client', () => {
  it.each([
    ['::ffff:0b00:1', '11.0.0.1'],
    ['[0:0:0:0:0:ffff:13.0.0.1]:80', '13.0.0.1'],
    ['64:ff9b::cb00:7107', '203.0.113.7'],
    ['"15.0.0.1:80"', '15.0.0.1'],
    ['203.0.113.7,', '203.0.113.7'],
    ['2001:db8:1:2::9', '2001:db8:1:2::9'],
  ])('of X-Forwarded-For: %s behind one proxy is %s', (forwarded, expected) => {
    expect(fullAddress(request(forwarded), 1)).toBe(expected);
  });

  it('is that of the connection without trusted proxies, with its zone', () => {
    expect(fullAddress(request(undefined, '::ffff:c000:0209'), 0)).toBe('192.0.2.9');
    expect(fullAddress(request(undefined, 'fe80::1%eth0'), 0)).toBe('fe80::1%eth0');
  });
});
