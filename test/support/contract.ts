import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { OPERATIONS, type OperationId } from '../../src/contract/operations';
import { ROOT } from './process';

/** A schema of the OpenAPI document, without references. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface RawSchema extends Schema {
  readonly $ref?: string;
  readonly allOf?: readonly RawSchema[];
}

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      { operationId?: string; responses?: Record<string, { content?: Record<string, { schema: RawSchema }> }> }
    >
  >;
  readonly components: { readonly schemas: Record<string, RawSchema> };
}

const MAX_INT = 2 ** 31 - 1;
const document = parse(readFileSync(join(ROOT, 'schema/apig.openapi.yaml'), 'utf8')) as Document;

/** The 200 replies of the OpenAPI document, by operation. */
export const REPLIES: ReadonlyMap<OperationId, Schema> = new Map(
  Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, responses }) => {
      const schema = responses?.['200']?.content?.['application/json']?.schema;
      return schema ? [[operationId as OperationId, resolved(schema)] as const] : [];
    }),
);

/** All operations, as a test runs through them. */
export const OPERATION_IDS = Object.keys(OPERATIONS) as OperationId[];

function resolved(schema: RawSchema): Schema {
  if (schema.$ref) return resolved(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const { allOf, items, properties = {}, required = [], ...rest } = schema;
  const parts = (allOf ?? []).map(resolved);
  const all = [...parts.map((part) => part.properties ?? {}), properties];
  return {
    ...rest,
    ...(items ? { items: resolved(items) } : {}),
    ...(parts.length > 0 || schema.properties
      ? {
          type: 'object',
          required: [...parts.flatMap((part) => part.required ?? []), ...required],
          properties: Object.fromEntries(
            all.flatMap((it) => Object.entries(it).map(([name, property]) => [name, resolved(property)])),
          ),
        }
      : {}),
  };
}

/** Returns the value without empty optional attributes: null, '', 0 (unless a `minimum` gives it a meaning), false, and times that are none. */
export function withoutEmpty(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(schema.items ?? {}, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const property = schema.properties?.[name];
      if (property?.type === undefined) return [[name, item]];
      const isEmpty =
        item === null ||
        item === '' ||
        (item === 0 && property.minimum === undefined) ||
        (item === false && property.type !== 'boolean') ||
        (property.format === 'date-time' && !isTime(item));
      return isEmpty && !schema.required?.includes(name) ? [] : [[name, withoutEmpty(property, item)]];
    }),
  );
}

const ajv = new Ajv({
  strict: false,
  formats: { int64: true, 'date-time': isTime, id: /^[\w-]{1,64}$/, 'domain-name': isDomain },
});

/** Validates a value without empty attributes by Ajv. Enumerations are not checked, since new values must be accepted. */
export function validatorOf(schema: Schema): ValidateFunction {
  return ajv.compile(strict(schema));
}

function strict(schema: Schema): object {
  const { type, format, minimum, maximum, required, properties = {}, items } = schema;
  switch (type) {
    case 'object':
      return {
        type,
        required,
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, property]) => [
            name,
            property.type === 'string' ? { ...strict(property), minLength: 1 } : strict(property),
          ]),
        ),
      };
    case 'array':
      return { type, items: strict(items ?? {}) };
    case 'integer':
      return format === 'int64'
        ? { type, minimum: -8.64e15, maximum: 8.64e15 }
        : { type, minimum: minimum ?? -MAX_INT, maximum: maximum ?? MAX_INT };
    case undefined:
      return {};
    default:
      return { type, ...(format ? { format } : {}) };
  }
}

function isTime(text: unknown): boolean {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Generates a domain name, with the blanks, dots and letters that do not matter when names are compared. */
const DOMAIN_NAMES = fc
  .tuple(
    fc.constantFrom('', '', ' ', '*.', 'Ü.', '_x.'),
    fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,9}[A-Za-z0-9])?\.example$/),
    fc.constantFrom('', '', '.', ' '),
  )
  .map((parts) => parts.join(''));

/** Returns true for labels of letters, digits, hyphens and underscores, after what does not matter when names are compared. */
function isDomain(text: string): boolean {
  const name = text.trim().toLowerCase().replace(/\.$/, '').replace(/^\*\./, '');
  return name.length <= 255 && /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name.replaceAll('ü', 'u'));
}

/** Generates values that conform to a schema. Optional attributes are present, absent or empty. */
export function valid(schema: Schema): fc.Arbitrary<unknown> {
  const { type, format, minimum, required = [], properties = {}, items } = schema;
  switch (type) {
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(properties).map(([name, property]) => {
            if (required.includes(name)) return [name, valid(property)];
            return [name, fc.oneof({ weight: 9, arbitrary: valid(property) }, fc.constantFrom(null, '', 0, false))];
          }),
        ),
        { requiredKeys: [...required] },
      );
    case 'array':
      return fc.array(valid(items ?? {}), { maxLength: 4 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
      if (format === 'int64') return fc.integer({ min: 1, max: 8.64e15 });
      return fc.integer({ min: minimum ?? -1, max: MAX_INT });
    case 'string':
      if (format === 'id') return fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
      if (format === 'domain-name') return DOMAIN_NAMES;
      if (format !== 'date-time') return fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
      return fc
        .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().replace(/\.\d+/, (fraction) => (date.getTime() % 2 === 0 ? '' : fraction)));
    default:
      return fc.jsonValue();
  }
}

/** Generates values of a schema in which one part is removed or replaced by other JSON. */
export function damaged(schema: Schema): fc.Arbitrary<unknown> {
  const damage = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, '', 0, 1.5, -1, 1e12, true, {}, [], [null], ['x'], '1'),
  );
  return fc.tuple(valid(schema), fc.nat(), fc.option(damage, { nil: undefined })).map(([value, at, other]) => {
    const places = placesIn(value);
    if (places.length === 0) return other ?? null;
    places[at % places.length]?.(other);
    return value;
  });
}

/** Returns a function for each part of a value, which replaces or removes that part. */
function placesIn(value: unknown): ((other: unknown) => void)[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [
    (other: unknown) => {
      if (other === undefined && !Array.isArray(value)) delete holder[name];
      else holder[name] = other ?? null;
    },
    ...placesIn(holder[name]),
  ]);
}
