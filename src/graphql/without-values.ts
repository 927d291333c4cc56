/** The maximum number of characters of a message that are searched. graphql-js includes whole values, names and documents in messages. */
const MAX_LENGTH = 1_000;

/** The maximum length of a message in a response, in characters. */
const MAX_SHOWN_LENGTH = 300;

/**
 * Removes the caller's values from a message of graphql-js about a document or its variables, because a value may be a private
 * key. Names of fields, types and arguments stay. Only the beginning of a long message is searched, because callers control its
 * length; the patterns remove everything after the beginning of a value.
 */
export function withoutValues(message: string): string {
  const start = message.slice(0, MAX_LENGTH);
  const plain = REPLACEMENTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), start);
  if (plain.includes('PRIVATE KEY')) return 'The document or its variables are not valid.';
  return plain.length > MAX_SHOWN_LENGTH ? `${plain.slice(0, MAX_SHOWN_LENGTH)}...` : plain;
}

/** The replacements, in the order in which they apply. Each removes everything that could be a value, even if text after it is lost. */
const REPLACEMENTS: readonly [RegExp, string][] = [
  // String cannot represent a non string value: 7
  [/(cannot represent [\w -]*value): [\s\S]*$/, '$1.'],
  [/(cannot represent non string or Date type)[\s\S]*$/, '$1.'],
  [/(cannot represent an invalid [\w-]+)[\s\S]*$/, '$1.'],
  [/^Value "[\s\S]*" (does not exist in "\w+" enum\.)[\s\S]*$/, 'The value $1'],
  [/^Value "[\s\S]*$/, 'The value does not exist in its enum.'],
  [/(Expected value of type "[\w![\]]+"), found [\s\S]*$/, '$1, found a value of another type.'],
  [/(Argument "\w+") has invalid value [\s\S]*$/, '$1 has an invalid value.'],
  // Syntax Error: Expected Name, found String "..."
  [/\b(Name|String|BlockString|Int|Float|Comment) "[\s\S]*"/, '$1'],
  // Cannot query field "aaa..." on type "Query".
  [/"\w{101,}"?/g, '"..."'],
];
