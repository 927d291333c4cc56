import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { MAX_GATEWAY_PAGES } from '../../contract/limits';
import { gatewayLoader } from '../../gateways/gateway.loader';
import { Gateway } from '../../gateways/gateway.type';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { Certificate } from './certificate.type';

/** Resolves the gateway of a certificate. */
@Resolver(() => Certificate)
export class CertificateGatewayResolver {
  @Cost({ budgets: { gateways: MAX_GATEWAY_PAGES } })
  @FieldResolver(() => Gateway, {
    nullable: true,
    description:
      'The only gateway on which the certificate may be used; null for a `GLOBAL` one. Costs one upstream call for all certificates in the response together.',
  })
  async gateway(@Root() certificate: Certificate, @Ctx() context: RequestContext): Promise<Gateway | null> {
    const { instanceId } = certificate;
    return instanceId === null ? null : context.loader(gatewayLoader).load(instanceId);
  }
}
