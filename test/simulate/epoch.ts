/** The first moment of every history: milliseconds of the Unix epoch. */
export const EPOCH_MS = Date.UTC(2026, 0, 15, 12);
