import { registerEnumType } from 'type-graphql';

/** The outcome of a change that failed. */
export enum ChangeOutcome {
  NOT_APPLIED = 'NOT_APPLIED',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(ChangeOutcome, {
  name: 'ChangeOutcome',
  description: 'The outcome of a change that failed.',
  valuesConfig: {
    NOT_APPLIED: { description: 'The change was certainly not made.' },
    UNKNOWN: { description: 'The change may have been made. Read the state before the next change.' },
  },
});
