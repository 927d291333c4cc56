import { readFile, stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { GraphQLMetrics } from '../telemetry/graphql-metrics';
import { type AllowedDocument, AllowList } from './allow-list';
import { checkOperation, type OperationChecks } from './check-operation';
import { ManifestError, type PersistedOperation, readManifest } from './operation-manifest';

/** The maximum size of a manifest, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The operations of a manifest that is in use. */
export interface LoadedOperations {
  readonly count: number;
  readonly names: readonly string[];
}

/** The log and the metrics that a reading is reported to. */
export interface OperationsReports {
  readonly log: Logger;
  readonly metrics: GraphQLMetrics;
}

/** The persisted operations of a manifest in a file, which can be read again while requests are served. */
export class OperationsFile {
  #list: AllowList | undefined;
  #reading: Promise<void> = Promise.resolve();
  #isReadAgain = false;

  /** @param path the absolute path of the file. */
  constructor(
    private readonly path: string,
    private readonly checks: OperationChecks,
  ) {}

  /**
   * Reads the file for the first time.
   * @throws ManifestError if it cannot be read, or an operation is invalid. The message names the operation.
   */
  async load(): Promise<LoadedOperations> {
    const operations = await read(this.path);
    this.#list = await listOf(operations, this.checks);
    return { count: operations.length, names: operations.flatMap(({ name }) => name ?? []) };
  }

  /** Reads the file again, after a reading in progress. All its operations replace the earlier ones at once, or none does. */
  reload({ log, metrics }: OperationsReports): Promise<void> {
    if (this.#isReadAgain) return this.#reading;
    this.#isReadAgain = true;
    this.#reading = this.#reading.then(async () => {
      this.#isReadAgain = false;
      try {
        const loaded = await this.load();
        metrics.persistedOperations(loaded);
        log.info({ file: this.path, operations: loaded.count }, 'persisted operations loaded');
      } catch (error) {
        metrics.rejectedOperationsFile();
        const problem = error instanceof ManifestError ? { problem: error.message } : { err: error };
        log.error({ file: this.path, ...problem }, 'persisted operations not loaded: the earlier ones stay in use');
      }
    });
    return this.#reading;
  }

  /** Returns the document of the file that a request refers to; undefined if there is none. */
  readonly find: AllowedDocument = (reference) => this.#list?.find(reference);
}

async function read(path: string): Promise<readonly PersistedOperation[]> {
  return readManifest(await textOf(path));
}

async function textOf(path: string): Promise<string> {
  try {
    const file = await stat(path);
    if (!file.isFile()) throw new ManifestError('it is not a file');
    if (file.size > MAX_BYTES) throw new ManifestError(`it is larger than ${MAX_BYTES} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    throw new ManifestError(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Checks each operation in a turn of its own of the event loop: that takes up to several milliseconds, and requests go on meanwhile. */
async function listOf(operations: readonly PersistedOperation[], checks: OperationChecks): Promise<AllowList> {
  const list = new AllowList(checks.maxTokens);
  for (const operation of operations) {
    await new Promise(setImmediate);
    try {
      checkOperation(operation, checks);
      list.add(operation);
    } catch (error) {
      throw error instanceof ManifestError
        ? new ManifestError(`operation ${labelOf(operation)}: ${error.message}`)
        : error;
    }
  }
  return list;
}

/** Returns the id of an operation, and its name if it has one. */
function labelOf({ id, name }: PersistedOperation): string {
  return name ? `${JSON.stringify(name)} (${JSON.stringify(id)})` : JSON.stringify(id);
}
