import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { CALL_BUDGETS, DEFAULT_PAGE_SIZE } from '../../contract/limits';
import { READ_ERRORS } from '../../errors/error-lists';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { checkAll } from '../../input/check-all';
import { connectionOf, edgeOf } from '../../relay/connection.type';
import { countedPage } from '../../relay/counted-page';
import { upstreamPage } from '../../relay/last-page';
import { checkFirst, pageRequest, toPage } from '../../relay/page';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { Certificate } from '../certificate/certificate.type';
import { CertificateFilter, isSearch, readsStates, toConditions, toListQuery } from './certificate-filter.input';
import { findCertificates } from './find-certificates';

@ObjectType({ simpleResolvers: true, description: 'A certificate and its position in a list.' })
export class CertificateEdge extends edgeOf(Certificate, 'certificate') {}

@ObjectType({ simpleResolvers: true, description: 'A page of certificates (Relay connection specification).' })
export class CertificateConnection extends connectionOf<Certificate>(CertificateEdge, 'certificate') {}

const CertificatesResult = resultUnion('CertificatesResult', 'The result of `certificates`.', () => [
  CertificateConnection,
  ...READ_ERRORS,
]);

@Resolver()
export class CertificatesResolver {
  @Cost({
    calls: ({ filter }) => (isSearch(filter) ? 0 : 1),
    budgets: {
      certificatePages: ({ filter }) => (isSearch(filter) ? CALL_BUDGETS.certificatePages : 0),
      certificateStates: ({ filter }) => (readsStates(filter) ? CALL_BUDGETS.certificateStates : 0),
    },
  })
  @Query(() => CertificatesResult, {
    nullable: true,
    description:
      "The certificates of the caller's project, page by page. Costs one upstream call for each page, or more with some filters.",
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
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof CertificatesResult> {
    return resultOf({ errors: READ_ERRORS }, async () => {
      const [query, conditions] = checkAll(
        () => toListQuery(filter),
        () => toConditions(filter),
        () => checkFirst(first),
      );
      const request = pageRequest(`certificates ${JSON.stringify({ ...query, ...conditions })}`, first, after);
      if (Object.keys(conditions).length > 0) {
        const found = await findCertificates(context, query, conditions, request);
        return new CertificateConnection(await countedPage(found, info));
      }
      const page = await context.call('listCertificates', {
        query: { ...query, offset: request.offset, limit: request.limit },
      });
      const listed = toPage(request, upstreamPage(page.certs, page).items.map(Certificate.listed), page.total);
      return new CertificateConnection(await countedPage(listed, info));
    });
  }
}
