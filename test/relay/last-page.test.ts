import { isLastPage } from '../../src/relay/last-page';

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
