import type { Project } from './estate';

/** One call, authorised and matched to its operation. */
export interface Call {
  readonly project: Project;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined where there was none. */
  readonly body: unknown;
  readonly now: Date;
}
