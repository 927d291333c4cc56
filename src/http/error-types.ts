import type { ErrorEntry } from '../telemetry/request-results';

/** A response or the text of one, with its `errors`. */
interface Result {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined;
}

const NONE: readonly never[] = [];

/**
 * Returns the types and codes of the entries in `errors`. The type is the code of the entry. A failed upstream call below a root field has
 * the code of an unexpected error; its type is `ApigUpstreamError`, like the result of a root field, and its code that of the call.
 */
export function errorEntries({ errors = NONE }: Result): readonly ErrorEntry[] {
  return errors.map(({ extensions: { code, apig } = {} }) => {
    const type = apig !== undefined && code === 'INTERNAL_SERVER_ERROR' ? 'ApigUpstreamError' : String(code ?? 'other');
    return { type, code: apig === undefined ? type : String(Object(apig).code) };
  });
}

/** Returns the same for the text of a response, in which errors stand first. */
export function errorEntriesOfText(text: string): readonly ErrorEntry[] {
  return text.startsWith('{"errors"') ? errorEntries(JSON.parse(text) as Result) : [];
}
