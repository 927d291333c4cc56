import { createUnionType } from 'type-graphql';

// biome-ignore lint/suspicious/noExplicitAny: type-graphql's own type for a class.
type ResultClass = new (...args: any[]) => object;

/** Returns the union of an operation's results: the success type first, then the error results that it can return. */
export function resultUnion<Classes extends readonly ResultClass[]>(
  name: string,
  description: string,
  classes: () => Classes,
) {
  return createUnionType({
    name,
    description,
    types: classes,
  });
}
