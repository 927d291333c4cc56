import { ApigFailure } from '../apig/failure';
import { certificateReferenceLoader } from '../certificates/certificate/certificate-reference.loader';
import { apiGroupLoader, domainLoader } from '../gateways/estate.loader';
import { gatewayLoader } from '../gateways/gateway.loader';
import { checkId } from '../input/check-id';
import type { LoaderFactory, RequestContext } from '../request/context';

/** What another subgraph refers to an entity by. */
interface Reference {
  readonly id?: unknown;
}

/** The reference resolvers of the entities: an unknown one is null with an error, and leaves the others. */
export const REFERENCE_RESOLVERS = {
  Certificate: resolveBy('certificate', certificateReferenceLoader),
  Domain: resolveBy('domain', domainLoader),
  Gateway: resolveBy('gateway', gatewayLoader),
  ApiGroup: resolveBy('API group', apiGroupLoader),
};

function resolveBy<Entity>(name: string, loader: LoaderFactory<string, Entity | null, string>) {
  return {
    __resolveReference: async ({ id }: Reference, context: RequestContext): Promise<Entity> => {
      const entity = await context.loader(loader).load(checkId(id, 'id'));
      return entity ?? notFound(name);
    },
  };
}

function notFound(name: string): never {
  throw ApigFailure.of('GATEWAY.NOT_FOUND', 'REFUSED', { message: `There is no such ${name}.` });
}
