import DataLoader from 'dataloader';
import type { InputOf } from '../apig/types';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { readAllPages } from '../relay/all-pages';
import type { RequestContext } from '../request/context';
import { Gateway } from './gateway.type';

/** Gateways by id, null for one that is not there. One call for one id; one for every 500 gateways of the project else. */
export function gatewayLoader(context: RequestContext): DataLoader<string, Gateway | null> {
  return new DataLoader(async (ids) => {
    const only = ids.length === 1 ? ids[0] : undefined;
    const gateways =
      only === undefined ? await context.once(readAllGateways) : await readGateways(context, { instance_id: only });
    const byId = new Map(gateways.map((gateway) => [gateway.id, gateway]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}

/** Reads all gateways of the project. Read them once in a request: `context.once(readAllGateways)`. */
export async function readAllGateways(context: RequestContext): Promise<Gateway[]> {
  const gateways = await readGateways(context, {});
  const single = context.loader(gatewayLoader);
  for (const gateway of gateways) single.prime(gateway.id, gateway);
  return gateways;
}

type GatewayQuery = NonNullable<InputOf<'listGateways'>['query']>;

async function readGateways(context: RequestContext, filter: GatewayQuery): Promise<Gateway[]> {
  const sources = await readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
    const page = await context.call('listGateways', { query: { ...filter, offset, limit } });
    return { items: page.instances ?? [], total: page.total };
  });
  return sources.flatMap((source) => (source.id === undefined ? [] : [new Gateway({ ...source, id: source.id })]));
}
