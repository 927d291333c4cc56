import DataLoader from 'dataloader';
import type { InputOf } from '../apig/types';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { readAllPages } from '../relay/all-pages';
import { upstreamPage } from '../relay/last-page';
import { atMostPages } from '../relay/page-limit';
import type { RequestContext } from '../request/context';
import { Gateway } from './gateway.type';

/**
 * Gateways by id, null for one that is not there. One call for the first that is asked for alone; one call for all others,
 * which reads all gateways of the project.
 */
export function gatewayLoader(context: RequestContext): DataLoader<string, Gateway | null> {
  let isFirst = true;
  return new DataLoader(async (ids) => {
    const only = isFirst && ids.length === 1 ? ids[0] : undefined;
    isFirst = false;
    const gateways =
      only === undefined ? await context.once(readAllGateways) : await readGateways(context, { instance_id: only });
    const byId = new Map(gateways.map((gateway) => [gateway.id, gateway]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}

/** Reads all gateways of the project, up to 500, in one call. Read them once in a request: `context.once(readAllGateways)`. */
export async function readAllGateways(context: RequestContext): Promise<Gateway[]> {
  const gateways = await readGateways(context, {});
  const single = context.loader(gatewayLoader);
  for (const gateway of gateways) single.prime(gateway.id, gateway);
  return gateways;
}

type GatewayQuery = NonNullable<InputOf<'listGateways'>['query']>;

async function readGateways(context: RequestContext, filter: GatewayQuery): Promise<Gateway[]> {
  const read = atMostPages(1, 'The project has too many gateways to be listed here.', async (offset, limit) => {
    const page = await context.callWithin('gateways', 'listGateways', { query: { ...filter, offset, limit } });
    return upstreamPage(page.instances, page);
  });
  const sources = await readAllPages({ pageSize: MAX_PAGE_SIZE, read, identify: ({ id }) => String(id) });
  return sources.flatMap((source) => (source.id === undefined ? [] : [new Gateway({ ...source, id: source.id })]));
}
