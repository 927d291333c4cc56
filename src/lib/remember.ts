/**
 * Returns a function that runs another one once for each text and remembers its result, also if it throws.
 * @param read must depend on nothing but the text.
 */
export function remember<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, () => Value>();
  return (text) => {
    const result = known.get(text) ?? resultOf(() => read(text));
    known.set(text, result);
    return result();
  };
}

function resultOf<Value>(read: () => Value): () => Value {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
