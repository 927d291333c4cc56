import { InputError } from '../../input/input-error';
import type { Page } from '../../relay/page';
import type { RequestContext } from '../../request/context';
import type { Certificate } from '../certificate/certificate.type';
import { type ListQuery, mayNeedGateway, type Part, withParts } from '../certificate/certificate-parts';
import type { CertificateOrder } from './certificate-order.input';
import type { Conditions } from './conditions';
import { findCertificates } from './find-certificates';
import { listCertificates } from './list-certificates';
import { readPlace } from './part-place';
import { sortCertificates } from './sort-certificates';
import { readSortKey } from './sort-key';

/** A page of a list of certificates, as it was requested. */
export interface WantedCertificates {
  /** Identifies the list, its filter and its order, for the cursors. */
  readonly list: string;
  readonly query: ListQuery;
  readonly conditions: Conditions;
  /** Undefined for the upstream's order. */
  readonly order: CertificateOrder | undefined;
  /** The place in the cursor after which the page begins; undefined for the first page. */
  readonly place: string | undefined;
  readonly limit: number;
}

/**
 * Returns a page of a list of certificates, in the way that the region accepts. A page that continues another one is read in the
 * same way as that one, so that no certificate is lost or repeated. A cursor of an order is valid in both ways.
 * @param complete reads the rest of a page that is needed for the response.
 * @throws ApigFailure; InputError if the cursor is invalid, or belongs to the list of a project that the region refuses by now.
 */
export async function readCertificates(
  context: RequestContext,
  { list, query, conditions, order, place, limit }: WantedCertificates,
  complete: (page: Page<Certificate>) => Promise<Page<Certificate>>,
): Promise<Page<Certificate>> {
  if (order) {
    const after = place === undefined ? undefined : readSortKey(place, order.field);
    return withParts(context, query, async (parts) =>
      complete(await sortCertificates(context, parts, conditions, order, { list, after, limit })),
    );
  }
  const after = place === undefined ? undefined : readPlace(place);
  const isSearch = Object.keys(conditions).length > 0;
  const read = async (parts: readonly Part[]) => {
    const request = { list, after, limit };
    const page = isSearch
      ? await findCertificates(context, parts, conditions, request)
      : await listCertificates(context, parts, request);
    return complete(page);
  };
  if (after === undefined || query.instance_id !== undefined) return withParts(context, query, read);
  if (after.name !== '') return withParts(context, query, read, 'gateway');
  const { certificateLists: lists, caller } = context;
  if (!lists.isAuto && lists.firstWay(caller.endpoint) === 'gateway') throw staleCursor();
  return withParts(context, query, read, 'project').catch((failure: unknown) => {
    throw mayNeedGateway(failure) ? staleCursor() : failure;
  });
}

function staleCursor(): InputError {
  const message = "after is a cursor of the project's list, which the region refuses now. Start again without it.";
  return InputError.at('after', message);
}
