import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { ManifestError, type PersistedOperation } from './operation-manifest';

/** The maximum length of a message of graphql-js in an error, in characters. It may quote the operation. */
const MAX_MESSAGE_LENGTH = 300;

/** The checks of an operation: those of every document. */
export interface OperationChecks {
  readonly schema: GraphQLSchema;
  readonly maxTokens: number;
  /** The rules besides those of the GraphQL specification. */
  readonly validationRules: readonly ValidationRule[];
}

/** Checks an operation of a manifest. @throws ManifestError if the server would reject it, or it contradicts the manifest. */
export function checkOperation(operation: PersistedOperation, checks: OperationChecks): void {
  const problem = problemOf(operation, checks);
  if (problem !== undefined) throw new ManifestError(problem);
}

function problemOf(
  { body, name, type }: PersistedOperation,
  { schema, maxTokens, validationRules }: OperationChecks,
): string | undefined {
  const document = parsed(body, maxTokens);
  if (typeof document === 'string') return document;
  const found = document.definitions.filter(
    (it): it is OperationDefinitionNode => it.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = found;
  if (!operation || found.length > 1) return `it has ${found.length} operations instead of one`;
  if (!schema.getRootType(operation.operation)) return `the schema has no ${operation.operation}`;
  if (type !== undefined && type !== operation.operation) return `it is a ${operation.operation}, not a ${type}`;
  const ownName = operation.name?.value;
  if (typeof name === 'string' && name !== (ownName ?? '')) return `its name is ${ownName ?? 'missing'}`;
  const [error] = validate(schema, document, [...specifiedRules, ...validationRules], { maxErrors: 1 });
  return error && oneLine(error.message);
}

/** Returns the document, or the problem with it. */
function parsed(body: string, maxTokens: number): DocumentNode | string {
  try {
    return parse(body, { maxTokens });
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error));
  }
}

function oneLine(message: string): string {
  const line = message.replace(/\s+/g, ' ');
  return line.length > MAX_MESSAGE_LENGTH ? `${line.slice(0, MAX_MESSAGE_LENGTH)}...` : line;
}
