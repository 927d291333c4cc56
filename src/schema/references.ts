import { ApigFailure } from '../apig/failure';
import type { GatewayCode } from '../apig/gateway-codes';
import { certificateReferenceLoader } from '../certificates/certificate/certificate-reference.loader';
import { MAX_GATEWAY_PAGES } from '../contract/limits';
import { apiGroupLoader, domainLoader } from '../gateways/estate.loader';
import { gatewayLoader } from '../gateways/gateway.loader';
import { GATEWAYS_SEARCH } from '../gateways/search-cost';
import type { LoaderFactory, RequestContext } from '../request/context';
import { type Args, ENDLESS, type FieldCost, lengthOf } from '../request/cost';

/** The resolvers of references from other subgraphs, by entity type. Each finds an entity by id and rejects if it does not exist. */
export const REFERENCES = {
  Certificate: resolveBy('GATEWAY.CERTIFICATE_NOT_FOUND', certificateReferenceLoader),
  Domain: resolveBy('GATEWAY.DOMAIN_NOT_FOUND', domainLoader),
  Gateway: resolveBy('GATEWAY.GATEWAY_NOT_FOUND', gatewayLoader),
  ApiGroup: resolveBy('GATEWAY.API_GROUP_NOT_FOUND', apiGroupLoader),
};

/** The calls of `_entities`. They depend on the types of the representations; all types are assumed if these are unknown. */
export const ENTITIES_COST: FieldCost = {
  budgets: {
    certificates: (args) => 2 * references(args, 'Certificate'),
    gateways: (args) => MAX_GATEWAY_PAGES * references(args, 'Certificate', 'Gateway', 'Domain', 'ApiGroup'),
    apiGroups: (args) => (references(args, 'Domain', 'ApiGroup') > 0 ? GATEWAYS_SEARCH.apiGroups : 0),
  },
  items: ({ representations }) => lengthOf(representations),
};

function references({ representations }: Args, ...types: readonly string[]): number {
  if (!Array.isArray(representations)) return 0;
  if (representations === ENDLESS) return Number.POSITIVE_INFINITY;
  return representations.filter((it) => {
    const type: unknown = Object(it)['__typename'];
    return typeof type !== 'string' || types.includes(type);
  }).length;
}

function resolveBy<Entity>(code: GatewayCode, loader: LoaderFactory<string, Entity | null, string>) {
  return async (id: string, context: RequestContext): Promise<Entity> => {
    const entity = await context.loader(loader).load(id);
    if (entity === null) throw ApigFailure.of(code, 'REFUSED');
    return entity;
  };
}
