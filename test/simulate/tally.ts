import { labelOf } from '../oracle/response';
import type { Run } from './run-history';

/** Counts over many histories. */
export class Tally {
  histories = 0;
  /** The seed of the first history that the oracle has something against. */
  failed: number | undefined;
  #requests = 0;
  #calls = 0;
  readonly #labels = new Map<string, Map<string, number>>();
  readonly #complaints = new Map<string, { count: number; readonly seed: number }>();

  add({ history: { seed }, exchanges, plane, complaints }: Run): void {
    this.histories++;
    this.#requests += exchanges.length;
    this.#calls += plane.journal.received.length;
    for (const { request, response } of exchanges) {
      const labels = this.#labels.get(request.kind) ?? new Map<string, number>();
      const label = response ? labelOf(response) : 'none';
      this.#labels.set(request.kind, labels.set(label, (labels.get(label) ?? 0) + 1));
    }
    if (complaints.length > 0) this.failed ??= seed;
    for (const complaint of complaints) {
      const kind = complaint.replace(/^r\d+: /, '').replace(/(: |\d+ ms| of r\d).*/, '');
      const known = this.#complaints.get(kind);
      if (known) known.count++;
      else this.#complaints.set(kind, { count: 1, seed });
    }
  }

  /** What was counted: kinds of requests with their labels, then what the oracle has against them. */
  lines(): string[] {
    const kinds = [...this.#labels].sort(([one], [other]) => one.localeCompare(other));
    return [
      `${this.#requests} requests, ${this.#calls} upstream calls`,
      ...kinds.map(([kind, labels]) => {
        const counts = [...labels].sort(([one], [other]) => one.localeCompare(other));
        return `  ${kind.padEnd(14)} ${counts.map(([label, count]) => `${label} ${count}`).join(', ')}`;
      }),
      ...[...this.#complaints].map(([why, { count, seed }]) => `${count} x ${why}, first at seed ${seed}`),
    ];
  }
}
