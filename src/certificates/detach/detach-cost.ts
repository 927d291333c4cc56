import { MAX_ATTACHED_PAGES, MAX_READ_BACKS } from '../../contract/limits';
import type { FieldCost } from '../../request/cost';
import { MAX_ATTEMPTS } from './detach-domains';

/** The calls of one read of the attached domains; if there are none, the certificate is read too. */
const READ_CALLS = MAX_ATTACHED_PAGES + 1;

/** The calls of a detach. The attached domains are read before each attempt with `SKIP`, after a lost reply, and for the names in a refusal. */
export const DETACH_COST: FieldCost = {
  calls: ({ ifNotAttached }) => {
    const attempts = ifNotAttached === 'FAIL' ? 1 : MAX_ATTEMPTS * (1 + READ_CALLS);
    return attempts + MAX_READ_BACKS * READ_CALLS;
  },
};
