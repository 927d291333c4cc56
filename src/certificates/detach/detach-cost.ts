import { MAX_ATTACHED_PAGES, MAX_READ_BACKS } from '../../contract/limits';
import type { FieldCost } from '../../request/cost';
import { MAX_ATTEMPTS } from './detach-domains';

/** What is attached, and the certificate where nothing is. */
const READ_CALLS = MAX_ATTACHED_PAGES + 1;

/** The calls of a detach: what is attached is read before each attempt with `SKIP`, and after a lost reply or for the names in a refusal. */
export const DETACH_COST: FieldCost = {
  calls: ({ ifNotAttached }) => {
    const attempts = ifNotAttached === 'FAIL' ? 1 : MAX_ATTEMPTS * (1 + READ_CALLS);
    return attempts + MAX_READ_BACKS * READ_CALLS;
  },
};
