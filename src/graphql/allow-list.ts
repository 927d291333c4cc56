import { createHash } from 'node:crypto';
import { type DocumentNode, parse, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_ID_LENGTH, ManifestError, type PersistedOperation } from './operation-manifest';
import { printSorted, withoutTypenames, withTypenames } from './typenames';

/** The maximum length of a text that is compared with the operations, in characters. Reading one takes about 2 ms. */
const MAX_TEXT_LENGTH = 64 * 1024;

/** The maximum number of texts whose operation is remembered, by their hash. */
const MAX_KNOWN_TEXTS = 1_000;

/** The parts of a request that may refer to a persisted operation. */
export interface OperationReference {
  /** The document. If there is one, it alone counts. */
  readonly query?: unknown;
  /** The id of an operation, like automatic persisted queries: `persistedQuery.sha256Hash`. */
  readonly extensions?: unknown;
  /** The id of an operation, as in appendix A of GraphQL over HTTP. */
  readonly documentId?: unknown;
}

/** Finds the allowed document that a request refers to. Returns undefined if there is none. */
export type AllowedDocument = (reference: OperationReference) => string | undefined;

/**
 * The operations that are allowed to run. A request refers to one by its id, by the SHA-256 of its text, or by a text that differs in
 * white space, comments, the order of its definitions and the `__typename` fields that clients add.
 *
 * A client's text is only compared and never run: what runs is the text of the list or, if the client's differs in `__typename`, the
 * same with `__typename` in every selection set. So whatever a comparison misses, only listed operations run.
 */
export class AllowList {
  readonly #byId = new Map<string, string>();
  readonly #byHash = new Map<string, string>();
  /** The texts of the list by what they print as, and their variants with `__typename` by what is left without it. */
  readonly #byPrinted = new Map<string, string>();
  readonly #byOperation = new Map<string, string>();
  readonly #known = new LRUCache<string, { readonly document: string | undefined }>({ max: MAX_KNOWN_TEXTS });

  /** @param maxTokens the maximum number of tokens in a client's text. */
  constructor(private readonly maxTokens: number) {}

  /** Adds an operation with a valid text. @throws ManifestError if another one has the same id. */
  add({ id, body }: PersistedOperation): void {
    if ((this.#byId.get(id) ?? body) !== body) throw new ManifestError('another operation has the same id');
    const document = parse(body, { noLocation: true });
    this.#byId.set(id, body);
    setOnce(this.#byHash, sha256(body), body);
    setOnce(this.#byPrinted, printSorted(document), body);
    setOnce(this.#byOperation, printSorted(withoutTypenames(document)), print(withTypenames(document)));
  }

  /** Returns the document of the list that a request refers to; undefined if there is none. */
  readonly find: AllowedDocument = ({ query, extensions, documentId }) => {
    if (typeof query === 'string' && query !== '') return this.#findText(query);
    const { persistedQuery } = Object(extensions) as { persistedQuery?: unknown };
    const { sha256Hash } = Object(persistedQuery) as { sha256Hash?: unknown };
    return this.#findId(sha256Hash ?? documentId);
  };

  #findId(id: unknown): string | undefined {
    if (typeof id !== 'string' || id.length > HASH_PREFIX.length + MAX_ID_LENGTH) return undefined;
    const hash = id.startsWith(HASH_PREFIX) ? id.slice(HASH_PREFIX.length) : id;
    return this.#byId.get(id) ?? this.#byId.get(hash) ?? this.#byHash.get(hash);
  }

  #findText(text: string): string | undefined {
    if (text.length > MAX_TEXT_LENGTH) return undefined;
    const hash = sha256(text);
    const exact = this.#byHash.get(hash);
    if (exact !== undefined) return exact;
    const known = this.#known.get(hash) ?? { document: this.#compare(text) };
    this.#known.set(hash, known);
    return known.document;
  }

  #compare(text: string): string | undefined {
    const document = this.#parse(text);
    if (!document) return undefined;
    const exact = this.#byPrinted.get(printSorted(document));
    return exact ?? this.#byOperation.get(printSorted(withoutTypenames(document)));
  }

  #parse(text: string): DocumentNode | undefined {
    try {
      return parse(text, { noLocation: true, maxTokens: this.maxTokens });
    } catch {
      return undefined;
    }
  }
}

/** The prefix of ids that are a hash: appendix A.2 of GraphQL over HTTP. */
const HASH_PREFIX = 'sha256:';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function setOnce<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}
