import { registerEnumType } from 'type-graphql';

/** The state of a change that failed: not made, or unknown. */
export enum ChangeOutcome {
  NOT_APPLIED = 'NOT_APPLIED',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(ChangeOutcome, {
  name: 'ChangeOutcome',
  description: 'Whether a change that failed is there all the same.',
  valuesConfig: {
    NOT_APPLIED: { description: 'The change was not made: the state is what it was.' },
    UNKNOWN: { description: 'Nobody can know: read the state before the next change.' },
  },
});
