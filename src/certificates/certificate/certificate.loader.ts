import DataLoader from 'dataloader';
import { mapBounded } from '../../lib/map-bounded';
import type { RequestContext } from '../../request/context';
import { Certificate } from './certificate.type';

/** Loads certificates with all their details by id. One upstream call per id; one that fails does not affect the others. */
export function certificateLoader(context: RequestContext): DataLoader<string, Certificate> {
  return new DataLoader((ids) =>
    mapBounded(ids, (id) =>
      context
        .call('showCertificate', { path: { certificate_id: id } })
        .then((source) => Certificate.withDetails(source))
        .catch((error: Error) => error),
    ),
  );
}
