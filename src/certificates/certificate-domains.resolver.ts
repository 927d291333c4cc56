import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { OutputOf } from '../apig/types';
import { RequestContext } from '../context';
import { DEFAULT_PAGE_SIZE } from '../contract/limits';
import { Domain, DomainConnection } from '../gateways/domain';
import { pageRequest, toPage } from '../relay/page';
import { Certificate } from './certificate';
import { certificateReferenceLoader } from './certificate-reference.loader';
import { checkText } from './checks';

/** The two ways between certificates and domains. */
@Resolver(() => Certificate)
export class CertificateDomainsResolver {
  @FieldResolver(() => DomainConnection, {
    nullable: true,
    description: 'The domains that it is attached to. One upstream call for each certificate.',
  })
  async domains(
    @Root() certificate: Certificate,
    @Arg('first', () => Int, { defaultValue: DEFAULT_PAGE_SIZE, description: 'How many to return: 1 to 500.' })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'Return those after this cursor.' })
    after: string | null | undefined,
    @Arg('name', () => String, { nullable: true, description: 'Only domains whose name the upstream finds by this.' })
    name: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<DomainConnection> {
    const urlDomain = checkText(name, 'name');
    const request = pageRequest(`domains ${certificate.id} ${urlDomain ?? ''}`, first, after);
    const page = await context.loader(attachedPageLoader).load({
      certificateId: certificate.id,
      offset: request.offset,
      limit: request.limit,
      ...(urlDomain === undefined ? {} : { urlDomain }),
    });
    const domains = (page.bound_domains ?? []).map((source) => new Domain({ ssl_id: certificate.id, ...source }));
    return new DomainConnection(toPage(request, domains, page.total));
  }
}

@Resolver(() => Domain)
export class DomainCertificateResolver {
  @FieldResolver(() => Certificate, {
    nullable: true,
    description:
      'The certificate that it is served with; null where it has none. Those of many domains of a reply cost few upstream calls.',
  })
  async certificate(@Root() domain: Domain, @Ctx() context: RequestContext): Promise<Certificate | null> {
    const id = domain.source.ssl_id;
    return id === undefined || id === '' ? null : context.loader(certificateReferenceLoader).load(id);
  }
}

interface AttachedPageKey {
  readonly certificateId: string;
  readonly offset: number;
  readonly limit: number;
  readonly urlDomain?: string;
}

type AttachedPage = OutputOf<'listAttachedDomains'>;

/** Pages of attached domains; the same page is read once in a request. */
function attachedPageLoader(context: RequestContext): DataLoader<AttachedPageKey, AttachedPage, string> {
  return new DataLoader(
    (keys) =>
      Promise.all(
        keys.map(({ certificateId, offset, limit, urlDomain }) =>
          context
            .call('listAttachedDomains', {
              path: { certificate_id: certificateId },
              query: { offset, limit, ...(urlDomain === undefined ? {} : { url_domain: urlDomain }) },
            })
            .catch((error: Error) => error),
        ),
      ),
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );
}
