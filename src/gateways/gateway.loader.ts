import DataLoader from 'dataloader';
import type { RequestContext } from '../context';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { readAllPages } from '../relay/all-pages';
import { Gateway } from './gateway';

/** Gateways by id, null for one that is not there. One call for one id; one for every 500 gateways of the project else. */
export function gatewayLoader(context: RequestContext): DataLoader<string, Gateway | null> {
  return new DataLoader(async (ids) => {
    const only = ids.length === 1 ? ids[0] : undefined;
    const sources = await readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
      const query = { offset, limit, ...(only === undefined ? {} : { instance_id: only }) };
      const page = await context.call('listGateways', { query });
      return { items: page.instances ?? [], total: page.total };
    });
    const byId = new Map(sources.map((source) => [source.id, source]));
    return ids.map((id) => {
      const source = byId.get(id);
      return source ? new Gateway({ ...source, id }) : null;
    });
  });
}
