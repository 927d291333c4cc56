import { Ctx, Field, ObjectType } from 'type-graphql';
import { MAX_GROUP_PAGES, MAX_PLACEMENTS, MAX_READ_BACKS } from '../../contract/limits';
import type { ErrorResultClass } from '../../errors/error-results.type';
import { toResult } from '../../errors/to-result';
import { Domain } from '../../gateways/domain.type';
import {
  checkDomainRef,
  type DomainPlace,
  type DomainRef,
  placeOf,
  readDomain,
  readPlacements,
} from '../../gateways/domain-place';
import { GATEWAYS_SEARCH_CALLS } from '../../gateways/search-cost';
import { checkAll } from '../../input/check-all';
import { checkId } from '../../input/check-id';
import { RequestContext } from '../../request/context';
import { Cost, type FieldCost } from '../../request/cost';
import { CertificateAfterChange } from './certificate-after-change.type';
import { type ChangeStates, placementsState } from './change-states';
import { readDefaultVerification } from './default-verification';
import { isRefusedAs } from './refusals';
import { runChange } from './run-change';
import { beforeSending, settleChange, type Verdict } from './settle-change';

/** The call that the fields of one success share. */
const GROUP: FieldCost = { calls: 1, shared: 'group' };

/** The base of the success types of both changes of one domain's certificate. */
@ObjectType({ simpleResolvers: true, description: 'A domain and a certificate after a change.' })
export abstract class DomainCertificateSuccess extends CertificateAfterChange {
  private read: Promise<Domain[]> | undefined;

  constructor(
    private readonly place: DomainPlace,
    certificateId: string,
  ) {
    super(certificateId);
  }

  @Cost(GROUP)
  @Field(() => Domain, {
    nullable: true,
    description:
      'The domain after the change. It is read only if selected; if that read fails, it is null, with an entry in `errors`.',
  })
  async domain(@Ctx() context: RequestContext): Promise<Domain | undefined> {
    const placements = await this.placements(context);
    return placements.find(({ id }) => id === this.place.domainId);
  }

  @Cost({ ...GROUP, items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    nullable: true,
    description:
      'The domain after the change, once for each pair of its ports. All of them have changed. It shares the read of `domain`.',
  })
  placements(@Ctx() context: RequestContext): Promise<Domain[]> {
    this.read ??= readPlacements(context, this.place);
    return this.read;
  }
}

/** The calls of such a change: a search for the domain if its place is not given, the change, its read-backs, and the domain's name. */
export const DOMAIN_CHANGE_COST: FieldCost = {
  calls: ({ instanceId, groupId }) => {
    const search = !instanceId ? GATEWAYS_SEARCH_CALLS : groupId ? 0 : MAX_GROUP_PAGES;
    // A read-back reads the domain's API group, and the certificate for its default of client verification.
    return search + 1 + MAX_READ_BACKS * 2 + 1;
  },
};

/** One of the two changes of one domain's certificate. */
export interface DomainCertificateChange<Success extends object, Errors extends readonly ErrorResultClass[]> {
  /** The name of the mutation, as in the audit trail. */
  readonly change: string;
  readonly operation: 'attachCertificates' | 'detachCertificates';
  readonly success: new (place: DomainPlace, certificateId: string) => Success;
  readonly errors: Errors;
  /** Returns true if the domain, on one pair of ports, is in the state that the change produces. */
  readonly isDone: (domain: Domain, certificateId: string, verified: boolean) => boolean;
  /** A sentence that tells the caller what to do if the outcome of the change is unknown. */
  readonly advice: string;
}

/** The arguments of the mutation. */
export interface DomainCertificateRequest extends DomainRef {
  readonly certificateId: string;
  readonly verifiedClientCertificateEnabled?: boolean | null | undefined;
}

/** Changes the certificate of one domain, on all of its ports. Looks the domain up, sends the change once, and reads back if the reply is lost. */
export function changeDomainCertificate<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  kind: DomainCertificateChange<Success, Errors>,
  request: DomainCertificateRequest,
): Promise<Success | InstanceType<Errors[number]>> {
  const { certificateId, instanceId } = request;
  const names = { certificateId, domainNames: [], instanceIds: instanceId ? [instanceId] : [] };
  return runChange(context, { name: kind.change, errors: kind.errors, ...names }, async () => {
    checkAll(
      () => checkDomainRef(request),
      () => checkId(certificateId, 'certificateId'),
    );
    const place = await beforeSending(() => placeOf(context, request));
    return {
      record: { certificateId, ...(place.name === undefined ? {} : { domains: [place.name] }) },
      locks: [certificateId],
      apply: async (states) => {
        try {
          await send(context, kind, request, place, states);
          return new kind.success(place, certificateId);
        } catch (error) {
          if (!isRefusedAs(error, 'not_found:binding', 'not_found:domain')) throw error;
          const domainNames = await nameOf(context, place);
          return toResult(error, { ...names, errors: kind.errors, domainNames, change: true });
        }
      },
    };
  });
}

async function send<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  { operation, isDone, advice }: DomainCertificateChange<Success, Errors>,
  { certificateId, verifiedClientCertificateEnabled }: DomainCertificateRequest,
  place: DomainPlace,
  states: ChangeStates,
): Promise<void> {
  const asked = verifiedClientCertificateEnabled ?? undefined;
  const path = { instance_id: place.instanceId, group_id: place.groupId, domain_id: place.domainId };
  const body = {
    certificate_ids: [certificateId],
    ...(asked === undefined ? {} : { verified_client_certificate_enabled: asked }),
  };
  await settleChange(context, {
    advice,
    send: (sender) => sender.call(operation, { path, body }),
    readBack: async (reader): Promise<Verdict> => {
      const placements = await readPlacements(reader, place);
      const rows = placements.map(({ source }) => source);
      states.after = placementsState(rows, (index) => shownId(placements[index], certificateId));
      const verified = asked ?? (await readDefaultVerification(reader, certificateId));
      const isSettled = placements.every((domain) => isDone(domain, certificateId, verified));
      return isSettled ? 'APPLIED' : { seen: 'the domain was not yet in the requested state' };
    },
  });
}

/** Returns the id of a domain's certificate: the changed one if it has several and that one is among them; null if it has none. */
function shownId(domain: Domain | undefined, changed: string): string | null {
  const ids = domain?.certificateIds ?? [];
  return ids.includes(changed) ? changed : (ids[0] ?? null);
}

async function nameOf(context: RequestContext, place: DomainPlace): Promise<string[]> {
  if (place.name !== undefined) return [place.name];
  return readDomain(context, place).then(
    ({ name }) => [name],
    () => [],
  );
}
