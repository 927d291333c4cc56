/** Returns a result as the member of its union with the given type name. @throws Error if it is null or another member. */
export function narrowed<Result extends { readonly __typename: string }, Name extends Result['__typename']>(
  result: Result | null,
  name: Name,
): Extract<Result, { readonly __typename: Name }> {
  if (result?.__typename !== name) throw new Error(`expected ${name}, got ${JSON.stringify(result)}`);
  return result as Extract<Result, { readonly __typename: Name }>;
}
