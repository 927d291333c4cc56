import type { Problem } from '../client/problem';
import type { Filters } from './use-filters';

/** The messages of rejected filters, by the name of the filter. */
export type FilterViolations = Readonly<Partial<Record<keyof Filters, string>>>;

/** The filters of the table by the names that the server has for them. */
const FILTERS: Readonly<Record<string, keyof Filters>> = {
  name: 'name',
  covers: 'covers',
  states: 'state',
  instanceId: 'gateway',
  attached: 'attached',
};

/** Returns the messages of a problem that is about filters alone, or undefined for every other problem. */
export function filterViolationsOf(problem: Problem): FilterViolations | undefined {
  if (problem.__typename !== 'ApigInvalidInputError' || problem.violations.length === 0) return undefined;
  const found: Partial<Record<keyof Filters, string>> = {};
  for (const { path, message } of problem.violations) {
    const [root, field = '', ...rest] = path;
    const name = FILTERS[field];
    if (root !== 'filter' || !name || rest.length > 0) return undefined;
    // The field is named by its label.
    found[name] ??= message.replace(`${path.join('.')} `, '');
  }
  return found;
}
