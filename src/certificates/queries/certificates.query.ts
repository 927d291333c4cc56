import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { CALL_BUDGETS, DEFAULT_PAGE_SIZE, MAX_CERTIFICATE_LISTS, MAX_GATEWAY_PAGES } from '../../contract/limits';
import { errorList, READ_ERRORS } from '../../errors/error-lists';
import { ApigGatewayNotFoundError } from '../../errors/error-results.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { checkAll } from '../../input/check-all';
import { connectionOf, edgeOf } from '../../relay/connection.type';
import { countedPage } from '../../relay/counted-page';
import { decodeCursor } from '../../relay/cursor';
import { checkFirst } from '../../relay/page';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { Certificate } from '../certificate/certificate.type';
import { CertificateFilter, costOfFilter, toConditions, toListQuery } from './certificate-filter.input';
import { CertificateOrder } from './certificate-order.input';
import { readCertificates } from './read-certificates';

@ObjectType({ simpleResolvers: true, description: 'A certificate and its position in a list.' })
export class CertificateEdge extends edgeOf(Certificate, 'certificate') {}

@ObjectType({ simpleResolvers: true, description: 'A page of certificates (Relay connection specification).' })
export class CertificateConnection extends connectionOf<Certificate>(CertificateEdge, 'certificate') {}

const ERRORS = errorList(READ_ERRORS, ApigGatewayNotFoundError);

const CertificatesResult = resultUnion('CertificatesResult', 'The result of `certificates`.', () => [
  CertificateConnection,
  ...ERRORS,
]);

@Resolver()
export class CertificatesResolver {
  @Cost({
    calls: ({ filter, orderBy }) => (orderBy || costOfFilter(filter).isSearch ? 0 : 1),
    budgets: {
      gateways: ({ filter }) => {
        const { isOneGateway, readsGroups } = costOfFilter(filter);
        return isOneGateway && !readsGroups ? 0 : MAX_GATEWAY_PAGES;
      },
      certificateGateways: ({ filter }) => (costOfFilter(filter).isOneGateway ? 0 : MAX_CERTIFICATE_LISTS),
      certificatePages: ({ filter, orderBy }) =>
        orderBy || costOfFilter(filter).isSearch ? CALL_BUDGETS.certificatePages : 0,
      certificateStates: ({ filter }) => (costOfFilter(filter).readsStates ? CALL_BUDGETS.certificateStates : 0),
      apiGroups: ({ filter }) => (costOfFilter(filter).readsGroups ? GATEWAYS_SEARCH.apiGroups : 0),
    },
  })
  @Query(() => CertificatesResult, {
    nullable: true,
    description:
      "The certificates of the caller's project, page by page. Costs one upstream call for each page, or more with an order or some filters. In a region that lists by gateway only, it costs one for each gateway that the page needs, or for all gateways if `totalCount` is selected.",
  })
  certificates(
    @Arg('first', () => Int, {
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'The number of certificates to return, 1 to 500.',
    })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor after which the page begins.' })
    after: string | null | undefined,
    @Arg('filter', () => CertificateFilter, { nullable: true, description: 'The filter; all certificates if absent.' })
    filter: CertificateFilter | null | undefined,
    @Arg('orderBy', () => CertificateOrder, {
      nullable: true,
      description:
        "The order; the upstream's if absent. The upstream does not sort, so its whole list is read for each page: one call for each 500 certificates, at most 10,000 certificates.",
    })
    orderBy: CertificateOrder | null | undefined,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof CertificatesResult> {
    const instanceIds = filter?.instanceId ? [filter.instanceId] : [];
    return resultOf({ errors: ERRORS, instanceIds }, async () => {
      const [wanted] = checkAll(
        () => checkList(filter, orderBy, after),
        () => checkFirst(first),
      );
      const page = await readCertificates(context, { ...wanted, limit: first }, (it) => countedPage(it, info));
      return new CertificateConnection(page);
    });
  }
}

/** Checks a filter, and the cursor of a list with it, which needs a valid filter. @throws InputError */
function checkList(
  filter: CertificateFilter | null | undefined,
  orderBy: CertificateOrder | null | undefined,
  after: string | null | undefined,
) {
  const [query, conditions] = checkAll(
    () => toListQuery(filter),
    () => toConditions(filter),
  );
  const order = orderBy ? ` by ${orderBy.field} ${orderBy.direction}` : '';
  const list = `certificates ${JSON.stringify({ ...query, ...conditions })}${order}`;
  const place = after === null || after === undefined ? undefined : decodeCursor(list, after);
  return { list, query, conditions, order: orderBy ?? undefined, place };
}
