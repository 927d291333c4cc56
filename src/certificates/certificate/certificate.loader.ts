import DataLoader from 'dataloader';
import { mapBounded } from '../../lib/map-bounded';
import type { RequestContext } from '../../request/context';
import { Certificate } from './certificate.type';

/** Certificates by id, with all their details. One upstream call for each id; one that fails leaves the others. */
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
