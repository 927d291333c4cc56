import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { DEFAULT_PAGE_SIZE, MAX_GATEWAY_PAGES, MAX_GROUP_PAGES } from '../../contract/limits';
import { Domain, DomainConnection } from '../../gateways/domain.type';
import { checkText } from '../../input/check-text';
import { isCursorOf } from '../../relay/cursor';
import { pageRequest, toPage } from '../../relay/page';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { attachedPageLoader } from './attached-page.loader';
import { Certificate } from './certificate.type';
import { certificateReferenceLoader } from './certificate-reference.loader';

/** Resolves the domains of a certificate. */
@Resolver(() => Certificate)
export class CertificateDomainsResolver {
  // A page after a cursor may have to be read from the gateway's API groups; only the cursor says so.
  @Cost({
    calls: 1,
    budgets: { groupAttempts: 1, apiGroups: ({ after }) => (after ? MAX_GROUP_PAGES : 0) },
    back: { type: 'Domain', field: 'certificate' },
  })
  @FieldResolver(() => DomainConnection, {
    nullable: true,
    description:
      'The domains that the certificate is attached to. Costs one upstream call for each certificate. For many certificates of one gateway, it costs one for each 500 API groups instead.',
  })
  async domains(
    @Root() certificate: Certificate,
    @Arg('first', () => Int, {
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'The number of domains to return, 1 to 500.',
    })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor after which the page begins.' })
    after: string | null | undefined,
    @Arg('name', () => String, {
      nullable: true,
      description: 'A domain name to filter by, as the upstream matches it.',
    })
    name: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<DomainConnection> {
    const urlDomain = checkText(name, 'name');
    const list = `domains ${certificate.id} ${urlDomain ?? ''}`;
    const listByGroups = `${list} by groups`;
    // A cursor continues the list that it came from, because the two lists may be ordered differently.
    const goesOnByGroups = isCursorOf(listByGroups, after);
    const request = pageRequest(goesOnByGroups ? listByGroups : list, first, after);
    const { instanceId: gatewayId } = certificate;
    const mayBeByGroups = goesOnByGroups || (!after && urlDomain === undefined);
    const page = await context.loader(attachedPageLoader).load({
      certificateId: certificate.id,
      offset: request.offset,
      limit: request.limit,
      ...(urlDomain === undefined ? {} : { urlDomain }),
      ...(gatewayId !== null && mayBeByGroups ? { gatewayId } : {}),
      ...(goesOnByGroups ? { goesOnByGroups } : {}),
    });
    // The domains of a certificate lead back to it without a call.
    context.loader(certificateReferenceLoader).clear(certificate.id).prime(certificate.id, certificate);
    const asked = page.byGroups ? { ...request, list: listByGroups } : request;
    return new DomainConnection(toPage(asked, page.domains, page.total));
  }
}

@Resolver(() => Domain)
export class DomainCertificateResolver {
  @Cost({ budgets: { certificates: 2, gateways: MAX_GATEWAY_PAGES } })
  @FieldResolver(() => Certificate, {
    nullable: true,
    description:
      'The certificate attached to the domain; null if it has none. It costs nothing for a domain of a certificate, and few upstream calls for many domains in one response.',
  })
  async certificate(@Root() domain: Domain, @Ctx() context: RequestContext): Promise<Certificate | null> {
    const id = domain.source.ssl_id;
    return id === undefined || id === '' ? null : context.loader(certificateReferenceLoader).load(id);
  }
}
