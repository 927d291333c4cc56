import { remember } from '../../src/lib/remember';

describe('a remembered function', () => {
  it('runs once for each text, also if it throws', () => {
    const runs: string[] = [];
    const read = remember((text) => {
      runs.push(text);
      if (text === 'bad') throw new Error(text);
      return text.length;
    });
    expect([read('one'), read('three'), read('one')]).toEqual([3, 5, 3]);
    for (let run = 0; run < 3; run++) expect(() => read('bad')).toThrow('bad');
    expect(runs).toEqual(['one', 'three', 'bad']);
  });
});
