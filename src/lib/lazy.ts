/** Returns a function that creates a value on its first call, and returns the same value on later ones. */
export function lazy<Value>(create: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: create() };
    return made.value;
  };
}
