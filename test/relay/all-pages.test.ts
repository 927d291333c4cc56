import { readAllPages } from '../../src/relay/all-pages';
import type { UpstreamPage } from '../../src/relay/last-page';

/** Reads a list of numbers whose pages come from `serve`. */
function readAll(serve: (offset: number, limit: number, call: number) => UpstreamPage<number>, maxPages?: number) {
  let calls = 0;
  const all = readAllPages({
    pageSize: 500,
    ...(maxPages === undefined ? {} : { maxPages }),
    read: async (offset: number, limit: number) => serve(offset, limit, ++calls),
    identify: String,
  });
  return all.then((items) => ({ items, calls }));
}

const range = (count: number, start = 0) => Array.from({ length: count }, (_, i) => start + i);

describe('a list that is read to its end', () => {
  it.each([0, 1, 499, 500, 501, 1_000, 2_345])('has all of its %i items, with and without a total', async (count) => {
    const list = range(count);
    const page = (offset: number, limit: number) => list.slice(offset, offset + limit);
    const counted = await readAll((offset, limit) => ({ items: page(offset, limit), total: count }));
    expect(counted.items).toEqual(list);
    const uncounted = await readAll((offset, limit) => ({ items: page(offset, limit), total: undefined }));
    expect(uncounted.items).toEqual(list);
  });

  it('has all of its items if pages are shorter than requested', async () => {
    const list = range(2_100);
    const capped = (cap: number, total: number | undefined) => (offset: number) => ({
      items: list.slice(offset, offset + cap),
      total,
    });
    expect((await readAll(capped(100, 2_100))).items).toEqual(list);
    expect((await readAll(capped(100, undefined))).items).toEqual(list);
    const few = range(7);
    const single = (total: number | undefined) => (offset: number) => ({ items: few.slice(offset, offset + 1), total });
    expect((await readAll(single(7))).items).toEqual(few);
    expect((await readAll(single(undefined))).items).toEqual(few);
  });

  it.each<[string, (offset: number, limit: number, call: number) => UpstreamPage<number>]>([
    ['needs more pages than allowed', (offset) => ({ items: range(20, offset), total: 2_100 })],
    ['ends before its total', (offset) => ({ items: offset === 0 ? range(3) : range(1, 2), total: 4 })],
    ['has no rows, and a total', () => ({ items: [], total: 4 })],
    ['has more rows than its total', () => ({ items: range(5), total: 4 })],
    ['changes its total', (offset, _, call) => ({ items: range(100, offset), total: 300 - call })],
    [
      'loses one of its first items between two pages',
      (offset, _, call) => ({ items: call === 1 ? range(100) : range(101, offset + 1), total: 200 }),
    ],
    [
      'gets another first item between two pages',
      (offset, _, call) => ({ items: call === 1 ? range(100) : range(101, offset - 1), total: 200 }),
    ],
    ['has a row twice', () => ({ items: [7, 8, 7], total: 3 })],
    ['begins anew on every page', () => ({ items: range(100), total: 200 })],
    ['never ends', (offset) => ({ items: range(500, offset), total: undefined })],
  ])('fails if it %s', async (_, serve) => {
    await expect(readAll(serve)).rejects.toMatchObject({ details: { code: 'GATEWAY.INCOMPLETE_LIST' } });
  });
});
