/** The longest message that is searched, in characters. graphql-js puts whole values, names and documents into its messages. */
const MAX_LENGTH = 1_000;

/** The longest message that is shown, in characters. */
const MAX_SHOWN_LENGTH = 300;

/**
 * Returns a message of graphql-js about a document or its variables without what the caller sent in them: a value may be a
 * private key. Names of fields, types and arguments stay. Only the beginning of a long message is searched, since its length
 * is the caller's choice; the patterns take everything after the beginning of a value.
 */
export function withoutValues(message: string): string {
  const start = message.slice(0, MAX_LENGTH);
  const plain = REPLACEMENTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), start);
  if (plain.includes('PRIVATE KEY')) return 'The document or its variables are not valid.';
  return plain.length > MAX_SHOWN_LENGTH ? `${plain.slice(0, MAX_SHOWN_LENGTH)}...` : plain;
}

/** In this order. Each takes all that could be a value: what a message says after one is less worth than a key is. */
const REPLACEMENTS: readonly [RegExp, string][] = [
  // Variable "$input" got invalid value { ... } at "input.name"; Field "x" of required type "T!" was not provided.
  [
    /^(Variable "\$\w+") got invalid value [\s\S]*?(?:( at "[\w.[\]]+"))?; (Field "\w+" (?:of required type "[\w![\]]+" was not provided|is not defined by type "\w+")\.(?: Did you mean "[^"]{1,80}"\?)?|Expected [\w-]+ type "[\w![\]]+" [\w ]+\.|Expected type "[\w![\]]+" to be an object\.)$/,
    '$1 got an invalid value$2; $3',
  ],
  [
    /^(Variable "\$\w+") got invalid value [\s\S]*?( at "[\w.[\]]+"); [\s\S]*$/,
    '$1 got an invalid value$2; it is not of the type that is expected there.',
  ],
  [
    /^(Variable "\$\w+") got invalid value [\s\S]*$/,
    '$1 got an invalid value; it is not of the type that is expected.',
  ],
  // String cannot represent a non string value: 7
  [/(cannot represent [\w -]*value): [\s\S]*$/, '$1.'],
  [/(cannot represent an invalid [\w-]+)[\s\S]*$/, '$1.'],
  [/^Value "[\s\S]*" (does not exist in "\w+" enum\.)[\s\S]*$/, 'The value $1'],
  [/(Expected value of type "[\w![\]]+"), found [\s\S]*$/, '$1, found another.'],
  [/(Argument "\w+") has invalid value [\s\S]*$/, '$1 has an invalid value.'],
  // Syntax Error: Expected Name, found String "..."
  [/\b(Name|String|BlockString|Int|Float|Comment) "[\s\S]*"/, '$1'],
];
