import { AllowList } from './allow-list';
import manifest from './persisted-operations.json';

/** The names of the operations of the manifest, which are labels of metrics. */
export const SHIPPED_OPERATION_NAMES: readonly string[] = manifest.operations.map(({ name }) => name);

/** Returns the list of the operations of the manifest. @param maxTokens the maximum number of tokens in a client's text. */
export function shippedOperations(maxTokens: number): AllowList {
  const list = new AllowList(maxTokens);
  for (const operation of manifest.operations) list.add(operation);
  return list;
}
