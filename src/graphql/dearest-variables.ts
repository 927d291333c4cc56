import { Kind, type OperationDefinitionNode, type TypeNode } from 'graphql';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { ENDLESS } from '../request/cost';

/**
 * The most expensive value of a variable, by type. For other types, the value does not affect the cost. An ID is null, because
 * the server has to look up an absent id.
 */
const DEAREST: Readonly<Record<string, unknown>> = {
  Int: MAX_PAGE_SIZE,
  ID: null,
  CertificateFilter: { states: ['VALID'], attached: true },
  CertificateOrder: { field: 'NAME', direction: 'ASC' },
  CertificateState: 'VALID',
};

/** Returns the values of an operation's variables for which its cost is highest. */
export function dearestVariables({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(variableDefinitions.map(({ variable, type }) => [variable.name.value, dearest(type)]));
}

function dearest(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return dearest(type.type) ?? {};
  if (type.kind === Kind.LIST_TYPE) return ENDLESS;
  return type.name.value in DEAREST ? DEAREST[type.name.value] : {};
}
