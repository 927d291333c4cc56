import { isJsonObject } from '../lib/json-object';
import type { ReadRecord } from './audit-chain';

/** One change of the audit trail, from its one or two records. */
export interface ShownChange {
  /** The fields of the record before the change, else of the one after it. */
  readonly facts: ReadRecord['fields'];
  readonly begin: string | undefined;
  readonly end: string | undefined;
  readonly before: unknown;
  readonly after: unknown;
  readonly result: string;
  /** `UNKNOWN` if the change has no second record: its process ended in the meantime. */
  readonly outcome: string;
}

/** The records of a change. `user` names the user of a caller whom IAM named late. */
type Records = { readonly [Phase in 'before' | 'after' | 'user']?: ReadRecord['fields'] };

/** Collects the changes of one certificate from the records of the audit trail. */
export class ChangesOfCertificate {
  readonly #changes = new Map<string, Records>();

  /** @param certificateId the certificate: the changed one, the replaced or the replacing one, or a new one. */
  constructor(private readonly certificateId: string) {}

  /** Adds a record. Records of other certificates are kept until the second one of their change, which may name the certificate. */
  add({ fields, hash }: ReadRecord): void {
    const key = typeof fields['changeId'] === 'string' ? fields['changeId'] : hash;
    const { phase } = fields;
    const change = this.#changes.get(key);
    if (phase === 'user' && !change) return;
    this.#changes.set(key, { ...change, [phase === 'after' || phase === 'user' ? phase : 'before']: fields });
    if (phase === 'after' && !this.#concerns(fields)) this.#changes.delete(key);
  }

  /** Returns the changes of the certificate, in the order of their first records. */
  all(): ShownChange[] {
    return [...this.#changes.values()].flatMap(({ before, after, user }) => {
      const facts = before ?? after;
      if (!facts || !this.#concerns(after ?? facts)) return [];
      const named = user?.['user'] ?? after?.['user'] ?? facts['user'];
      return [toShown({ ...facts, createdId: after?.['createdId'], user: named }, before, after)];
    });
  }

  #concerns({ certificateId, replacementId, createdId }: ReadRecord['fields']): boolean {
    return [certificateId, replacementId, createdId].includes(this.certificateId);
  }
}

function toShown(
  facts: ReadRecord['fields'],
  before: ReadRecord['fields'] | undefined,
  after: ReadRecord['fields'] | undefined,
): ShownChange {
  const { result, code, outcome } = after ?? {};
  const implied = typeof code === 'string' ? 'NOT_APPLIED' : 'APPLIED';
  return {
    facts,
    begin: textOf(before?.['time']),
    end: textOf(after?.['time']),
    before: after?.['stateBefore'],
    after: after?.['stateAfter'],
    result: after ? `${textOf(result) ?? '?'}${typeof code === 'string' ? ` ${code}` : ''}` : 'no second record',
    outcome: after ? (textOf(outcome) ?? implied) : 'UNKNOWN',
  };
}

/** Returns a change as lines of text. */
export function changeInWords(change: ShownChange): string {
  const { facts, begin, end, before, after, result, outcome } = change;
  const { user, caller, address, region, projectId, domains, requestId, traceId, name, replacementId, createdId } =
    facts;
  const rows: readonly (readonly [string, unknown])[] = [
    ['who', isJsonObject(user) ? `${personOf(user)}, caller ${caller}` : `caller ${caller}`],
    ['from', address],
    ['where', region === undefined ? `project ${projectId}` : `project ${projectId}, region ${region}`],
    ['name', name],
    ['replaced by', replacementId],
    ['created', createdId],
    ['domains', Array.isArray(domains) ? domains.join(', ') : undefined],
    ['before', before],
    ['after', after],
    ['result', result],
    ['request', requestId],
    ['trace', traceId],
    ['ended', end],
  ];
  const known = rows.filter(([, value]) => value !== undefined && value !== null);
  const lines = known.map(([label, value]) => `  ${label.padEnd(12)}${printable(value)}`);
  return [`${begin ?? end}  ${printable(facts['change'])}  ${printable(outcome)}`, ...lines].join('\n');
}

function personOf(user: unknown): string {
  const { name, id, domain } = Object(user) as Record<string, unknown>;
  return `${name} (${id}) of ${domain}`;
}

/** Returns a value on one line, without control characters, which could change what a terminal shows. */
function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
