import type { Clock } from './clock';

interface Bucket {
  second: number;
  readonly counts: number[];
}

/** Counts several things over the last seconds, in one bucket per second. */
export class SlidingWindow {
  readonly #buckets: Bucket[];

  /** @param seconds the length of the window. @param things the number of counted things. */
  constructor(
    private readonly seconds: number,
    private readonly things: number,
    private readonly clock: Clock,
  ) {
    this.#buckets = Array.from({ length: seconds }, () => ({ second: 0, counts: Array<number>(things).fill(0) }));
  }

  count(thing: number): void {
    const second = Math.floor(this.clock.now() / 1000);
    const bucket = this.#buckets[second % this.seconds];
    if (!bucket) return;
    if (bucket.second !== second) {
      bucket.second = second;
      bucket.counts.fill(0);
    }
    bucket.counts[thing] = (bucket.counts[thing] ?? 0) + 1;
  }

  /** Returns the count of each thing over the whole window. */
  sums(): number[] {
    const oldest = Math.floor(this.clock.now() / 1000) - this.seconds;
    const recent = this.#buckets.filter(({ second }) => second > oldest);
    return Array.from({ length: this.things }, (_, thing) =>
      recent.reduce((sum, { counts }) => sum + (counts[thing] ?? 0), 0),
    );
  }

  clear(): void {
    for (const { counts } of this.#buckets) counts.fill(0);
  }
}
