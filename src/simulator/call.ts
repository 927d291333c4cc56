import type { Project } from './estate';
import type { Habits } from './habits';

/** An authorised call, matched to its operation. */
export interface Call {
  readonly project: Project;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined if there was none. */
  readonly body: unknown;
  readonly now: Date;
  readonly habits: Habits;
}
