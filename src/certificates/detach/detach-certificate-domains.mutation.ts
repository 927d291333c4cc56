import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver, registerEnumType } from 'type-graphql';
import { MAX_DOMAINS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigCertificateNotFoundError,
  ApigDomainNotAttachedError,
  ApigDomainNotFoundError,
  ApigGatewayNotFoundError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { toResult } from '../../errors/to-result';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateAfterChange } from '../changes/certificate-after-change.type';
import {
  CertificateDomainInput,
  checkDomainsChange,
  inRequestOrder,
  namesOf,
  type WantedDomain,
} from '../changes/certificate-domain.input';
import type { ChangeStates } from '../changes/change-states';
import { DomainAfterChange } from '../changes/domain-after-change.type';
import { isRefusedAs } from '../changes/refusals';
import { runChange } from '../changes/run-change';
import { DETACH_COST } from './detach-cost';
import { detachAttachedDomains, detachDomains, namesNotAttached } from './detach-domains';

/** The handling of domains that are not attached. */
export enum NotAttachedPolicy {
  FAIL = 'FAIL',
  SKIP = 'SKIP',
}

registerEnumType(NotAttachedPolicy, {
  name: 'NotAttachedPolicy',
  description: 'The handling of domains that are not attached to the certificate.',
  valuesConfig: {
    FAIL: {
      description:
        'Leave it to the upstream. It rejects the whole change with `ApigDomainNotAttachedError`, or it may ignore those domains if others are attached.',
    },
    SKIP: {
      description:
        'Detach only the domains that are attached, which makes the mutation idempotent. Costs a read before the change.',
    },
  },
});

/** The outcome of a detach for one domain. */
export enum DetachOutcome {
  DETACHED = 'DETACHED',
  ALREADY_DETACHED = 'ALREADY_DETACHED',
}

registerEnumType(DetachOutcome, {
  name: 'DetachOutcome',
  description: 'The outcome of a detach for one domain.',
  valuesConfig: {
    DETACHED: {
      description:
        'The certificate is no longer attached to it on the requested gateways. It may have been detached by someone else.',
    },
    ALREADY_DETACHED: { description: 'It was not attached before, so nothing was changed. Only with `SKIP`.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The outcome of a detach for one domain.' })
export class DomainDetachment extends DomainAfterChange {
  @Field(() => DetachOutcome, { description: 'The outcome.' })
  readonly outcome: DetachOutcome;

  constructor(domain: string, wanted: WantedDomain, outcome: DetachOutcome) {
    super(domain, wanted);
    this.outcome = outcome;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Returned when none of the domains is attached any longer.' })
export class DetachCertificateDomainsSuccess extends CertificateAfterChange {
  constructor(certificateId: string, domains: DomainDetachment[]) {
    super(certificateId);
    this.domains = domains;
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainDetachment], { description: 'The outcome for each requested domain, in request order.' })
  readonly domains: DomainDetachment[];
}

/** The error results of the mutations that detach a certificate. */
export const DETACH_ERRORS = errorList(
  CHANGE_ERRORS,
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigDomainNotAttachedError,
  ApigGatewayNotFoundError,
);

const DetachCertificateDomainsResult = resultUnion(
  'DetachCertificateDomainsResult',
  'The result of `detachCertificateDomains`.',
  () => [DetachCertificateDomainsSuccess, ...DETACH_ERRORS],
);

@Resolver()
export class DetachCertificateDomainsResolver {
  @Cost(DETACH_COST)
  @Mutation(() => DetachCertificateDomainsResult, {
    nullable: true,
    description:
      'Detaches a certificate from domains, which lose TLS immediately. Either all domains are detached or none. On a gateway with custom inbound ports, a domain is detached on all of its ports.',
  })
  detachCertificateDomains(
    @Arg('certificateId', () => ID, { description: 'The certificate to detach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], {
      description:
        'The domains to detach it from, 1 to 100. A repeated domain is detached once and reported each time.',
    })
    inputs: CertificateDomainInput[],
    @Arg('ifNotAttached', () => NotAttachedPolicy, {
      defaultValue: NotAttachedPolicy.FAIL,
      description: 'The handling of domains that are not attached.',
    })
    policy: NotAttachedPolicy,
    @Ctx() context: RequestContext,
  ): Promise<typeof DetachCertificateDomainsResult> {
    const mutation = { name: 'detachCertificateDomains', errors: DETACH_ERRORS, certificateId } as const;
    return runChange(context, mutation, () => {
      const { wanted, ...facts } = checkDomainsChange(certificateId, inputs);
      return { ...facts, apply: (states) => detach(context, certificateId, inputs, wanted, policy, states) };
    });
  }
}

async function detach(
  context: RequestContext,
  certificateId: string,
  inputs: readonly CertificateDomainInput[],
  wanted: readonly WantedDomain[],
  policy: NotAttachedPolicy,
  states: ChangeStates,
) {
  try {
    const apply = policy === NotAttachedPolicy.SKIP ? detachAttachedDomains : detachDomains;
    const detached = await apply(context, certificateId, wanted, states);
    return new DetachCertificateDomainsSuccess(certificateId, report(inputs, wanted, detached));
  } catch (error) {
    if (!isRefusedAs(error, 'not_found:binding', 'not_found:domain')) throw error;
    const domainNames = await namesNotAttached(context, certificateId, wanted);
    return toResult(error, { errors: DETACH_ERRORS, certificateId, ...namesOf(wanted), domainNames, change: true });
  }
}

function report(
  inputs: readonly CertificateDomainInput[],
  wanted: readonly WantedDomain[],
  detached: ReadonlySet<string>,
): DomainDetachment[] {
  const known = wanted.map((it) => ({ wanted: it }));
  return inRequestOrder(inputs, known, (domain, { wanted: it }) => {
    const outcome = detached.has(it.key) ? DetachOutcome.DETACHED : DetachOutcome.ALREADY_DETACHED;
    return new DomainDetachment(domain, it, outcome);
  });
}
