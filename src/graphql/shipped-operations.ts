import manifest from './persisted-operations.json';

/** The names of the operations of the manifest, which are labels of metrics. */
export const SHIPPED_OPERATION_NAMES: readonly string[] = manifest.operations.map(({ name }) => name);
