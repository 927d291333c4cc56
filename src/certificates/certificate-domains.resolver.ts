import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../context';
import { DEFAULT_PAGE_SIZE } from '../contract/limits';
import { Domain, DomainConnection } from '../gateways/domain';
import { isCursorOf } from '../relay/cursor';
import { pageRequest, toPage } from '../relay/page';
import { selects } from '../relay/selects';
import { attachedPageLoader } from './attached-page.loader';
import { Certificate } from './certificate';
import { certificateReferenceLoader } from './certificate-reference.loader';
import { checkText } from './checks';

/** The two ways between certificates and domains. */
@Resolver(() => Certificate)
export class CertificateDomainsResolver {
  @FieldResolver(() => DomainConnection, {
    nullable: true,
    description:
      'The domains that it is attached to. One upstream call for each certificate; for many certificates of one gateway, one for each 500 API groups there, unless `httpRedirectsToHttps` is selected.',
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
    @Info() info: GraphQLResolveInfo,
  ): Promise<DomainConnection> {
    const urlDomain = checkText(name, 'name');
    const list = `domains ${certificate.id} ${urlDomain ?? ''}`;
    const listByGroups = `${list} by groups`;
    // A cursor goes on where it comes from: the two orders may differ.
    const goesOnByGroups = isCursorOf(listByGroups, after);
    const request = pageRequest(goesOnByGroups ? listByGroups : list, first, after);
    const { instanceId: gatewayId } = certificate;
    const mayBeByGroups =
      goesOnByGroups || (!after && urlDomain === undefined && !selects(info, 'httpRedirectsToHttps'));
    const page = await context.loader(attachedPageLoader).load({
      certificateId: certificate.id,
      offset: request.offset,
      limit: request.limit,
      ...(urlDomain === undefined ? {} : { urlDomain }),
      ...(gatewayId !== null && mayBeByGroups ? { gatewayId } : {}),
      ...(goesOnByGroups ? { goesOnByGroups } : {}),
    });
    const asked = page.byGroups ? { ...request, list: listByGroups } : request;
    return new DomainConnection(toPage(asked, page.domains, page.total));
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
