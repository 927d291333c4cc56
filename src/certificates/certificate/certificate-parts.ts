import { ApigFailure } from '../../apig/failure';
import type { InputOf, OutputOf } from '../../apig/types';
import type { FailureKind } from '../../contract/error-codes';
import { type CallBudget, GLOBAL_INSTANCE_ID, MAX_LISTED_GATEWAYS } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { parameterOf } from '../../errors/failure-kinds';
import { readAllGateways } from '../../gateways/gateway.loader';
import { incompleteList, type UpstreamPage, upstreamPage } from '../../relay/last-page';
import { tooManyCalls } from '../../request/call-budgets';
import type { CertificateListWay } from '../../request/certificate-lists';
import type { RequestContext } from '../../request/context';

/** The filters of the upstream's list of certificates. */
export type ListQuery = Omit<NonNullable<InputOf<'listCertificates'>['query']>, 'offset' | 'limit'>;

/** A row of the upstream's list of certificates. */
export type ListRow = NonNullable<OutputOf<'listCertificates'>['certs']>[number];

/** One upstream list. The parts of a list have all of its certificates, each in one part. */
export interface Part {
  /** The name of the only part is empty. Otherwise it is `common` for the global certificates, or the id of a gateway for its own. */
  readonly name: string;
  readonly query: ListQuery;
  /** The gateways to ask: the next one if one was deleted meanwhile. Empty for the only part. */
  readonly gatewayIds: readonly string[];
}

/**
 * Reads a list of certificates in the way that the region accepts: in one part, or gateway by gateway. If `CERTIFICATE_LIST` is
 * `auto`, a refusal that may be due to the missing gateway is followed by an attempt gateway by gateway. Only the success of that
 * attempt shows the reason of the refusal, so only then the region is known to need a gateway.
 * @param read is called with the parts, possibly twice. It must make at least one call.
 * @param way the only way to try. Default: the one that is configured, or first the one that is likely to succeed.
 * @throws ApigFailure; errors of `read` are passed on.
 */
export async function withParts<Result>(
  context: RequestContext,
  query: ListQuery,
  read: (parts: readonly Part[]) => Promise<Result>,
  way?: CertificateListWay,
): Promise<Result> {
  const whole = () => read([{ name: '', query, gatewayIds: [] }]);
  if (query.instance_id !== undefined) return whole();
  const { certificateLists: lists } = context;
  const { endpoint } = context.caller;
  const isEither = lists.isAuto && way === undefined;
  if ((way ?? lists.firstWay(endpoint)) === 'gateway') {
    const parts = await partsByGateway(context, query).catch(asFailure);
    if (!(parts instanceof ApigFailure)) return read(parts);
    // This caller's gateways cannot be read. The region may still list the project for it.
    if (!isEither || !CANNOT_ASK.has(classify(parts).kind)) throw parts;
    return whole().catch((refusal: unknown) => {
      throw mayNeedGateway(refusal) ? parts : refusal;
    });
  }
  try {
    return await whole();
  } catch (refusal) {
    if (!isEither || !mayNeedGateway(refusal)) throw refusal;
    const parts = await partsByGateway(context, query).catch(asFailure);
    if (parts instanceof ApigFailure) throw parameterOf(refusal) === null ? refusal : parts;
    const result = await read(parts);
    lists.learnGateway(endpoint);
    return result;
  }
}

/** Returns true if a failure is the refusal of a list that may be due to its missing gateway: it names no other parameter. */
export function mayNeedGateway(failure: unknown): failure is ApigFailure {
  if (!(failure instanceof ApigFailure)) return false;
  const { operation, delivery } = failure.details;
  if (operation !== 'listCertificates' || delivery !== 'REFUSED') return false;
  const parameter = parameterOf(failure);
  return NEED_GATEWAY.has(classify(failure).kind) && (parameter === null || /instance/i.test(parameter));
}

/** Reads one page of a part. One call, or one more if a gateway was deleted meanwhile. @throws ApigFailure */
export async function readPart(
  context: RequestContext,
  { name, query, gatewayIds }: Part,
  offset: number,
  limit: number,
  budget: CallBudget | undefined,
): Promise<UpstreamPage<ListRow>> {
  const read = async (filter: ListQuery) => {
    if (budget !== undefined) context.budgets.spend(budget);
    const page = await context.call('listCertificates', { query: { ...filter, offset, limit } });
    return upstreamPage(page.certs, page);
  };
  if (name === '') return read(query);
  for (const id of gatewayIds) {
    const page = await read({ ...query, instance_id: id }).catch(asFailure);
    if (!(page instanceof ApigFailure)) return checkScope(name, page);
    if (classify(page).kind !== 'not_found:gateway') throw page;
  }
  // The certificates of a deleted gateway are deleted with it, the global ones are not.
  if (name === GLOBAL_INSTANCE_ID) throw incompleteList();
  return { items: [], total: 0 };
}

/** The refusals of a list that may be due to a missing gateway. No source documents its code. */
const NEED_GATEWAY: ReadonlySet<FailureKind> = new Set(['invalid_input', 'not_found:gateway']);

/** The failures of reading the gateways that no retry can avoid: the caller may not list them, there are none or too many. */
const CANNOT_ASK: ReadonlySet<FailureKind> = new Set(['permission_denied', 'not_found:gateway', 'invalid_input']);

async function partsByGateway(context: RequestContext, query: ListQuery): Promise<Part[]> {
  const gateways = await context.once(readAllGateways);
  // In the order of their ids, so that a cursor is valid whichever gateways are added or deleted.
  const ids = gateways.map(({ id }) => id).sort();
  if (ids.length === 0) {
    const message = 'The project has no gateway, and its region lists certificates by gateway only.';
    throw ApigFailure.of('GATEWAY.GATEWAY_NOT_FOUND', 'NOT_SENT', { message });
  }
  if (ids.length > MAX_LISTED_GATEWAYS) {
    throw tooManyCalls(MAX_LISTED_GATEWAYS, `The project has ${ids.length} gateways. Specify the gateway.`);
  }
  const { type } = query;
  const global = {
    name: GLOBAL_INSTANCE_ID,
    query: { ...query, type: 'global' as const },
    gatewayIds: ids.slice(0, 2),
  };
  const own = ids.map((id) => ({ name: id, query: { ...query, type: 'instance' as const }, gatewayIds: [id] }));
  return [...(type === 'instance' ? [] : [global]), ...(type === 'global' ? [] : own)];
}

/** Returns the page of a part. @throws ApigFailure if the upstream ignored the filter by scope, so that certificates would be listed twice. */
function checkScope(name: string, page: UpstreamPage<ListRow>): UpstreamPage<ListRow> {
  const other = name === GLOBAL_INSTANCE_ID ? 'instance' : 'global';
  if (page.items.some(({ type }) => type === other)) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'REFUSED');
  return page;
}

function asFailure(error: unknown): ApigFailure {
  if (error instanceof ApigFailure) return error;
  throw error;
}
