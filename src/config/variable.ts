import type { ZodType } from 'zod';

/** An environment variable: a row of the table in variables.ts. */
export interface Variable<Value = unknown> {
  /** The meaning of the variable, in one line. */
  readonly meaning: string;
  /** The values that the schema accepts, in words. */
  readonly accepted: string;
  /** Reads the trimmed text of the variable, which is never empty. */
  readonly schema: ZodType<Value, string>;
  /** The value in use if the variable is unset; undefined if there is none. */
  readonly default: Value | undefined;
  /** The same with `NODE_ENV=production`, if that differs. */
  readonly productionDefault?: Value;
  /** True if the variable is off by default where `PERSISTED_OPERATIONS` has a list. */
  readonly offWithList?: boolean;
  /** The default in words, if it has no value or the value needs an explanation. */
  readonly unset?: string /** True if the value is shown nowhere: in no message and no log. */;
  readonly isSecret?: boolean;
  /** True if the value can also be given as a file, whose path is in the variable with `_FILE` appended to its name. */
  readonly mayBeFile?: boolean;
  /** True if the name is also read in lower case, which takes precedence. */
  readonly inLowerCase?: boolean;
  /** True for rows in the README. docs/configuration.md has all rows. */
  readonly inReadme?: boolean;
}

/** The value of a variable, as the server uses it. */
export type ValueOf<Row> = Row extends { readonly schema: ZodType<infer Value>; readonly default: infer Default }
  ? Value | (undefined extends Default ? undefined : never)
  : never;

/** Converts `UPSTREAM_TIMEOUT_MS` to `upstreamTimeoutMs`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;

/** Returns the row unchanged. Its type ensures that the defaults are values of the schema. */
export function variable<const Value, Default extends Value | undefined>(
  row: Variable<Value> & { readonly default: Default },
): Pick<Variable<Value>, 'schema'> & Omit<Variable<Value>, 'schema' | 'default'> & { readonly default: Default } {
  return row;
}

/** Returns the name of a variable's value in `Config`: `upstreamTimeoutMs` for `UPSTREAM_TIMEOUT_MS`. */
export function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
