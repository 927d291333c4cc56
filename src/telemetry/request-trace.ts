import type { CallObserver } from '../apig/types';

/** The spans of one request. */
export interface RequestTrace extends CallObserver {
  /** The trace id, 32 hexadecimal digits. */
  readonly traceId: string;
}
