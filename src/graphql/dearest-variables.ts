import { Kind, type OperationDefinitionNode, type TypeNode } from 'graphql';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { ENDLESS } from '../request/cost';

/**
 * By type, the value of a variable that costs most. A type that is not here has one value for all costs: the one below.
 * An ID that is left out is looked up.
 */
const DEAREST: Readonly<Record<string, unknown>> = {
  Int: MAX_PAGE_SIZE,
  ID: null,
  CertificateFilter: { state: 'VALID' },
  CertificateState: 'VALID',
};

/** Returns the values of an operation's variables with which it costs most. */
export function dearestVariables({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(variableDefinitions.map(({ variable, type }) => [variable.name.value, dearest(type)]));
}

function dearest(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return dearest(type.type) ?? {};
  if (type.kind === Kind.LIST_TYPE) return ENDLESS;
  return type.name.value in DEAREST ? DEAREST[type.name.value] : {};
}
