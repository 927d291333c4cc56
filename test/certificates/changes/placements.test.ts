import type { WantedDomain } from '../../../src/certificates/changes/certificate-domain.input';
import { AttachedRows } from '../../../src/certificates/changes/placements';
import type { UpstreamDomain } from '../../../src/gateways/upstream-domain';

const wanted = (key: string, ids?: string[]): WantedDomain => ({
  key,
  ref: { domain: key, ...(ids ? { instance_ids: ids } : {}) },
});

const row = (name: string, gatewayId: string): UpstreamDomain => ({
  id: `${name} on ${gatewayId}`,
  url_domain: name,
  instance_id: gatewayId,
});

describe('the rows of a certificate', () => {
  it('are found by name in any spelling, and by gateway', () => {
    const rows = [row('A.example.com.', 'g1'), row('a.example.com', 'g2'), row('b.example.com', 'g1')];
    const attached = new AttachedRows(rows);
    expect(attached.meantBy(wanted('a.example.com'))).toEqual(rows.slice(0, 2));
    expect(attached.meantBy(wanted('a.example.com', ['g2', 'g3']))).toEqual([rows[1]]);
    expect(attached.meantBy(wanted('c.example.com'))).toEqual([]);
    expect(attached.meantByAny([wanted('a.example.com'), wanted('a.example.com', ['g2'])])).toEqual(rows.slice(0, 2));
  });

  it('have their names read once, for any number of names of a request', () => {
    let reads = 0;
    const rows = Array.from({ length: 200 }, (_, index) => ({
      ...row('', 'g1'),
      get url_domain() {
        reads++;
        return `${index}.example.com`;
      },
    }));
    const attached = new AttachedRows(rows);
    const names = Array.from({ length: 100 }, (_, index) => wanted(`${index}.example.com`));
    expect(names.flatMap((it) => attached.meantBy(it))).toHaveLength(100);
    expect(reads).toBe(rows.length);
  });
});
