import { contentsOf } from '../../src/gateways/estate.loader';

describe('the contents of a gateway', () => {
  const contents = contentsOf(
    [
      {
        id: 'g1',
        name: 'one',
        url_domains: [
          { id: 'd1', domain: 'A.example.com.' },
          { id: 'd2', domain: 'b.example.com' },
        ],
      },
      { id: 'g2', name: 'two', url_domains: [{ id: 'd3', domain: 'a.example.com' }] },
      { id: 'g3', name: 'three' },
    ],
    'gateway',
  );
  const ids = (domains: readonly { readonly id: string }[]) => domains.map(({ id }) => id);

  it('are found by name and by group', () => {
    expect(ids(contents.named('a.example.com'))).toEqual(['d1', 'd3']);
    expect(ids(contents.named('c.example.com'))).toEqual([]);
    expect(ids(contents.inGroup('g1'))).toEqual(['d1', 'd2']);
    expect(ids(contents.inGroup('g3'))).toEqual([]);
  });

  it('are grouped once, and not for each lookup', () => {
    expect(contents.named('a.example.com')).toBe(contents.named('a.example.com'));
    expect(contents.inGroup('g1')).toBe(contents.inGroup('g1'));
  });
});
