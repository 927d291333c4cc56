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
      only === undefined
        ? await context.loader(allGatewaysLoader).load('')
        : await readGateways(context, { instance_id: only });
    const byId = new Map(gateways.map((gateway) => [gateway.id, gateway]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}

/** All gateways of the project, read once in a request. Its only key is the empty one. */
export function allGatewaysLoader(context: RequestContext): DataLoader<string, Gateway[]> {
  return new DataLoader(async (keys) => {
    const gateways = await readGateways(context, {});
    const single = context.loader(gatewayLoader);
    for (const gateway of gateways) single.prime(gateway.id, gateway);
    return keys.map(() => gateways);
  });
}

type GatewayQuery = NonNullable<InputOf<'listGateways'>['query']>;

async function readGateways(context: RequestContext, filter: GatewayQuery): Promise<Gateway[]> {
  const sources = await readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
    const page = await context.call('listGateways', { query: { ...filter, offset, limit } });
    return { items: page.instances ?? [], total: page.total };
  });
  return sources.flatMap((source) => (source.id === undefined ? [] : [new Gateway({ ...source, id: source.id })]));
}
