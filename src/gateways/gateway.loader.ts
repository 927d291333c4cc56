import DataLoader from 'dataloader';
import type { InputOf } from '../apig/types';
import type { components } from '../contract/apig';
import { MAX_GATEWAY_PAGES, MAX_PAGE_SIZE } from '../contract/limits';
import { readAllPages } from '../relay/all-pages';
import type { UpstreamPage } from '../relay/last-page';
import { upstreamPage } from '../relay/last-page';
import { atMostCalls } from '../request/call-limit';
import type { RequestContext } from '../request/context';
import { Gateway } from './gateway.type';

/**
 * Loads gateways by id, null for one that does not exist. If the first load is for a single gateway, one call reads it alone;
 * otherwise all gateways of the project are read.
 */
export function gatewayLoader(context: RequestContext): DataLoader<string, Gateway | null> {
  let isFirst = true;
  return new DataLoader(async (ids) => {
    const only = isFirst && ids.length === 1 ? ids[0] : undefined;
    isFirst = false;
    const gateways =
      only === undefined
        ? await context.once(readAllGateways)
        : toGateways((await readPage(context, { instance_id: only, offset: 0, limit: MAX_PAGE_SIZE })).items);
    const byId = new Map(gateways.map((gateway) => [gateway.id, gateway]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}

/**
 * Reads all gateways of the project, one call per 500. Call it with `context.once(readAllGateways)`, so that it runs once per
 * request.
 * @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if there are more than `MAX_GATEWAY_PAGES` pages.
 */
export async function readAllGateways(context: RequestContext): Promise<Gateway[]> {
  const advice = 'The project has too many gateways to search.';
  const read = atMostCalls(MAX_GATEWAY_PAGES, advice, (offset: number, limit: number) =>
    readPage(context, { offset, limit }),
  );
  const sources = await readAllPages({ pageSize: MAX_PAGE_SIZE, read, identify: ({ id }) => String(id) });
  const gateways = toGateways(sources);
  const single = context.loader(gatewayLoader);
  for (const gateway of gateways) single.prime(gateway.id, gateway);
  return gateways;
}

/** Reads the ids of all gateways of the project. Call it with `context.once(readGatewayIds)`. @throws ApigFailure as `readAllGateways` does. */
export async function readGatewayIds(context: RequestContext): Promise<ReadonlySet<string>> {
  return new Set((await context.once(readAllGateways)).map(({ id }) => id));
}

type GatewayQuery = NonNullable<InputOf<'listGateways'>['query']>;
type Source = components['schemas']['Gateway'];

async function readPage(context: RequestContext, query: GatewayQuery): Promise<UpstreamPage<Source>> {
  const page = await context.callWithin('gateways', 'listGateways', { query });
  return upstreamPage(page.instances, page);
}

function toGateways(sources: readonly Source[]): Gateway[] {
  return sources.flatMap((source) => (source.id === undefined ? [] : [new Gateway({ ...source, id: source.id })]));
}
