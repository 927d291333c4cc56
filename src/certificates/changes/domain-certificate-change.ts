import { Ctx, Field, ObjectType } from 'type-graphql';
import { MAX_GROUP_PAGES, MAX_READ_BACKS } from '../../contract/limits';
import type { ErrorResultClass } from '../../errors/error-results.type';
import { Domain } from '../../gateways/domain.type';
import { type DomainPlace, type DomainRef, placeOf, readDomain } from '../../gateways/domain-place';
import { GATEWAYS_SEARCH_CALLS } from '../../gateways/search-cost';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost, type FieldCost } from '../../request/cost';
import { CertificateAfterChange } from './certificate-after-change.type';
import { namingDomains } from './named-failure';
import { runChange } from './run-change';
import { settleChange, type Verdict } from './settle-change';

/** What both changes of one domain's certificate return. */
@ObjectType({ simpleResolvers: true, description: 'A domain and a certificate after a change.' })
export abstract class DomainCertificateSuccess extends CertificateAfterChange {
  constructor(
    private readonly place: DomainPlace,
    certificateId: string,
  ) {
    super(certificateId);
  }

  @Cost({ calls: 1 })
  @Field(() => Domain, {
    nullable: true,
    description:
      'The domain, read after the change, and only when selected; null with an entry in `errors` where that fails.',
  })
  domain(@Ctx() context: RequestContext): Promise<Domain> {
    return readDomain(context, this.place);
  }
}

/** The calls of such a change: looking for the domain where the caller does not tell where it is, the change, read-backs, its name. */
export const DOMAIN_CHANGE_COST: FieldCost = {
  calls: ({ instanceId, groupId }) => {
    const search = !instanceId ? GATEWAYS_SEARCH_CALLS : groupId ? 0 : MAX_GROUP_PAGES;
    return search + 1 + MAX_READ_BACKS + 1;
  },
};

/** One of the two changes of one domain's certificate. */
export interface DomainCertificateChange<Success extends object, Errors extends readonly ErrorResultClass[]> {
  /** The mutation, as the audit trail names it. */
  readonly change: string;
  readonly operation: 'attachCertificates' | 'detachCertificates';
  readonly success: new (place: DomainPlace, certificateId: string) => Success;
  readonly errors: Errors;
  /** Whether the domain, as it is now, is as the change makes it. */
  readonly isDone: (domain: Domain, certificateId: string, verified: boolean | undefined) => boolean;
}

/** What the caller asks for. */
export interface DomainCertificateRequest extends DomainRef {
  readonly certificateId: string;
  readonly verifiedClientCertificateEnabled?: boolean | null | undefined;
}

/** Changes the certificate of one domain, on all its ports: looks up where it is, sends once, reads back where the reply is lost. */
export function changeDomainCertificate<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  kind: DomainCertificateChange<Success, Errors>,
  request: DomainCertificateRequest,
): Promise<Success | InstanceType<Errors[number]>> {
  const { certificateId, instanceId } = request;
  const requested = { certificateId, domainNames: [], instanceIds: instanceId ? [instanceId] : [] };
  return runChange(context, { change: kind.change, errors: kind.errors, requested }, async () => {
    checkId(certificateId, 'certificateId');
    const place = await placeOf(context, request);
    return {
      record: { certificateId, ...(place.name === undefined ? {} : { domains: [place.name] }) },
      locks: [certificateId],
      apply: async () => {
        await namingDomains(
          () => send(context, kind, request, place),
          () => nameOf(context, place),
        );
        return new kind.success(place, certificateId);
      },
    };
  });
}

async function send<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  { operation, isDone }: DomainCertificateChange<Success, Errors>,
  { certificateId, verifiedClientCertificateEnabled }: DomainCertificateRequest,
  place: DomainPlace,
): Promise<void> {
  const verified = verifiedClientCertificateEnabled ?? undefined;
  const path = { instance_id: place.instanceId, group_id: place.groupId, domain_id: place.domainId };
  const body = {
    certificate_ids: [certificateId],
    ...(verified === undefined ? {} : { verified_client_certificate_enabled: verified }),
  };
  await settleChange(
    () => context.call(operation, { path, body }),
    async (): Promise<Verdict> =>
      isDone(await readDomain(context, place), certificateId, verified) ? 'APPLIED' : 'NOT_APPLIED',
  );
}

async function nameOf(context: RequestContext, place: DomainPlace): Promise<string[]> {
  if (place.name !== undefined) return [place.name];
  return readDomain(context, place).then(
    ({ name }) => [name],
    () => [],
  );
}
