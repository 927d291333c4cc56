import { startServerProcess } from '../../support/process';

describe('the console over HTTP', () => {
  it('is one page for all of its paths, with hashed files that browsers keep, and loads from this server alone', async () => {
    const { url } = await startServerProcess();
    const page = await fetch(`${url}/console`);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';connect-src 'self';style-src 'self';img-src 'self' data:;" +
        "base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    const html = await page.text();
    expect(html).toContain('"sampleTokens":["simulator-admin-token"');
    expect(await (await fetch(`${url}/console/certificates/any`)).text()).toBe(html);
    const [, script = ''] = /<script type="module" crossorigin src="([^"]+)">/.exec(html) ?? [];
    for (const encoding of ['br', 'gzip', 'identity']) {
      const file = await fetch(url + script, { headers: { 'accept-encoding': encoding } });
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(file.headers.get('content-encoding') ?? 'identity').toBe(encoding);
      expect(file.headers.get('content-type')).toMatch(/javascript/);
      expect(file.headers.get('vary')).toMatch(/accept-encoding/i);
      expect(await file.text()).toContain('detachCertificateDomains');
    }
    for (const path of ['/console/assets/', '/console/assets/..%2findex.html', '/console/assets/x-ABCDEFGH.js']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
  });

  it('offers no token if a real upstream is configured, and names its regions', async () => {
    const { url } = await startServerProcess({
      APIG_REGIONS: 'north=https://north.example.com,south=https://south.example.com',
    });
    const html = await (await fetch(`${url}/console`)).text();
    expect(html).toContain('{"regions":["north","south"],"sampleTokens":[]}');
  });

  it('is not served in production, unless it is switched on', async () => {
    const off = await startServerProcess({ NODE_ENV: 'production', SIMULATOR: 'on' });
    expect((await fetch(`${off.url}/console`)).status).toBe(404);
    const on = await startServerProcess({ NODE_ENV: 'production', SIMULATOR: 'on', CONSOLE: 'on' });
    expect((await fetch(`${on.url}/console`)).status).toBe(200);
  });
});
