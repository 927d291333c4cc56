/** A response or the text of one, with its `errors`. */
interface Result {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined;
}

const NONE: readonly never[] = [];

/**
 * Returns the types of the entries in `errors`: the code of each. A failed upstream call below a root field has the code of an unexpected
 * error; it is `ApigUpstreamError`, like the result of a root field.
 */
export function errorTypes({ errors = NONE }: Result): readonly string[] {
  return errors.map(({ extensions: { code, apig } = {} }) =>
    apig !== undefined && code === 'INTERNAL_SERVER_ERROR' ? 'ApigUpstreamError' : String(code ?? 'other'),
  );
}

/** Returns the same for the text of a response, in which errors stand first. */
export function errorTypesOfText(text: string): readonly string[] {
  return text.startsWith('{"errors"') ? errorTypes(JSON.parse(text) as Result) : [];
}
