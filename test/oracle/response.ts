/** The body of a GraphQL response, as loosely typed as the oracle needs it. */
export interface Response {
  readonly data?: Readonly<Record<string, Result | null>> | null;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
}

/** The value of a root field: a success or an error result. */
export interface Result {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly outcome?: 'NOT_APPLIED' | 'UNKNOWN' | null;
  readonly [field: string]: unknown;
}

/** The kinds of responses that are counted. */
export type Label = string;

/** A response in one word: `success`, `NOT_APPLIED`, `UNKNOWN`, or the error result's name without `Apig` and `Error`. */
export function labelOf({ data, errors }: Response): Label {
  const result = Object.values(data ?? {})[0];
  if (!result) return errors ? 'masked' : 'none';
  if (!isError(result)) return 'success';
  return result.outcome ?? result.__typename.replace(/^Apig|Error$/g, '');
}

/** Returns true for an error result. */
export function isError({ __typename }: Result): boolean {
  return /^Apig\w+Error$/.test(__typename);
}

/** Returns true if a change's result leaves its effect unknown. */
export function isUnknown({ __typename, outcome }: Result): boolean {
  return __typename === 'ApigUpstreamError' && outcome === 'UNKNOWN';
}
