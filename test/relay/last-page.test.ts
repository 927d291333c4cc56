import { isLastPage, upstreamPage } from '../../src/relay/last-page';

const page = (count: number, total?: number) => ({ items: Array.from({ length: count }, (_, i) => i), total });

describe('the end of a list', () => {
  it.each([
    ['an empty page', page(0), 0, true],
    ['an empty page short of the total', page(0, 9), 3, true],
    ['a page that reaches the total', page(2, 5), 3, true],
    ['a page beyond the total', page(4, 5), 3, true],
    ['a short page before the total', page(1, 5), 3, false],
    ['a full page that reaches the total', page(3, 6), 3, true],
    ['a full page without a total', page(3), 0, false],
    ['a short page without a total', page(2), 3, true],
  ])('with %s, 3 requested', (_, upstream, offset, isLast) => {
    expect(isLastPage(upstream, offset, 3)).toBe(isLast);
  });
});

describe('a page of the upstream', () => {
  const rows = [{ id: 'a' }, { id: 'b' }];

  it.each<[{ total?: number; size?: number }]>([
    [{}],
    [{ total: 2, size: 2 }],
    [{ total: 9, size: 2 }],
    [{ total: 9 }],
    [{ size: 2 }],
    [{ total: 2, size: 0 }],
  ])('may say %j of two items', (counts) => {
    expect(upstreamPage(rows, counts)).toEqual({ items: rows, total: counts.total });
  });

  it.each([[{ total: 2, size: 3 }], [{ size: 3 }], [{ total: 1, size: 2 }], [{ total: 0 }]])(
    'may not say %j of two items',
    (counts) => {
      expect(() => upstreamPage(rows, counts)).toThrow();
    },
  );

  it('may not be empty if it has a size', () => {
    expect(() => upstreamPage([], { total: 0, size: 5 })).toThrow();
  });
});
