/** Tells that nobody waits for the answer any more. Does what an AbortSignal does, of which every request would make one. */
export class HangUp {
  #listeners: Set<() => void> | undefined;
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  /** The caller is gone. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }

  /** Calls `listener` once when the caller hangs up, unless it is taken away before. */
  add(listener: () => void): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  remove(listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** Waits so many milliseconds. @returns false where the caller hung up meanwhile. */
  sleep(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.remove(end);
        resolve(!this.#aborted);
      };
      const timer = setTimeout(end, ms);
      if (this.#aborted) end();
      else this.add(end);
    });
  }
}
