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
import { domainKey } from '../../input/domain-name';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateAfterChange } from '../changes/certificate-after-change.type';
import {
  CertificateDomainInput,
  checkDomainsChange,
  namesOf,
  type WantedDomain,
} from '../changes/certificate-domain.input';
import { isRefusedAs } from '../changes/refusals';
import { runChange } from '../changes/run-change';
import { DETACH_COST } from './detach-cost';
import { detachAttachedDomains, detachDomains, namesNotAttached } from './detach-domains';

/** What a detach does with a domain that is not attached. */
export enum NotAttachedPolicy {
  FAIL = 'FAIL',
  SKIP = 'SKIP',
}

registerEnumType(NotAttachedPolicy, {
  name: 'NotAttachedPolicy',
  description: 'What a detach does with a domain that is not attached.',
  valuesConfig: {
    FAIL: { description: 'Refuse the whole change with `ApigDomainNotAttachedError`, as the upstream does.' },
    SKIP: {
      description:
        'Read first and detach only what is attached: the same call twice is the same as once. Costs a read.',
    },
  },
});

/** What became of one domain of a detach. */
export enum DetachOutcome {
  DETACHED = 'DETACHED',
  ALREADY_DETACHED = 'ALREADY_DETACHED',
}

registerEnumType(DetachOutcome, {
  name: 'DetachOutcome',
  description: 'What became of one domain of a detach.',
  valuesConfig: {
    DETACHED: {
      description:
        'The certificate is not attached to it any more, on any gateway that is meant. Says nothing of who detached it.',
    },
    ALREADY_DETACHED: { description: 'It was not attached before; nothing was changed. Only with `SKIP`.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What became of one domain of a detach.' })
export class DomainDetachment {
  @Field(() => String, { description: 'The domain as the request named it.' })
  readonly domain: string;

  @Field(() => DetachOutcome, { description: 'What became of it.' })
  readonly outcome: DetachOutcome;

  constructor(domain: string, outcome: DetachOutcome) {
    this.domain = domain;
    this.outcome = outcome;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Returned when none of the domains is attached any more.' })
export class DetachCertificateDomainsSuccess extends CertificateAfterChange {
  constructor(certificateId: string, domains: DomainDetachment[]) {
    super(certificateId);
    this.domains = domains;
  }

  @Cost({ items: MAX_DOMAINS })
  @Field(() => [DomainDetachment], { description: 'One for each requested domain, in the order of the request.' })
  readonly domains: DomainDetachment[];
}

/** What can go wrong when a certificate is detached. */
export const DETACH_ERRORS = errorList(
  CHANGE_ERRORS,
  ApigCertificateNotFoundError,
  ApigDomainNotFoundError,
  ApigDomainNotAttachedError,
  ApigGatewayNotFoundError,
);

const DetachCertificateDomainsResult = resultUnion(
  'DetachCertificateDomainsResult',
  'What `detachCertificateDomains` answers.',
  () => [DetachCertificateDomainsSuccess, ...DETACH_ERRORS],
);

@Resolver()
export class DetachCertificateDomainsResolver {
  @Cost(DETACH_COST)
  @Mutation(() => DetachCertificateDomainsResult, {
    nullable: true,
    description:
      'Detaches a certificate from domains: they lose TLS at once. All of them or none; on a gateway with custom inbound ports, every port of a domain.',
  })
  detachCertificateDomains(
    @Arg('certificateId', () => ID, { description: 'The certificate to detach.' }) certificateId: string,
    @Arg('domains', () => [CertificateDomainInput], {
      description: 'The domains to detach it from: 1 to 100. The same one twice is detached once and reported twice.',
    })
    inputs: CertificateDomainInput[],
    @Arg('ifNotAttached', () => NotAttachedPolicy, {
      defaultValue: NotAttachedPolicy.FAIL,
      description: 'What to do with a domain that is not attached.',
    })
    policy: NotAttachedPolicy,
    @Ctx() context: RequestContext,
  ): Promise<typeof DetachCertificateDomainsResult> {
    const mutation = { name: 'detachCertificateDomains', errors: DETACH_ERRORS, certificateId } as const;
    return runChange(context, mutation, () => {
      const { wanted, ...facts } = checkDomainsChange(certificateId, inputs);
      return { ...facts, apply: () => detach(context, certificateId, inputs, wanted, policy) };
    });
  }
}

async function detach(
  context: RequestContext,
  certificateId: string,
  inputs: readonly CertificateDomainInput[],
  wanted: readonly WantedDomain[],
  policy: NotAttachedPolicy,
) {
  try {
    const apply = policy === NotAttachedPolicy.SKIP ? detachAttachedDomains : detachDomains;
    const detached = await apply(context, certificateId, wanted);
    return new DetachCertificateDomainsSuccess(certificateId, report(inputs, detached));
  } catch (error) {
    if (!isRefusedAs(error, 'not_found:binding', 'not_found:domain')) throw error;
    const domainNames = await namesNotAttached(context, certificateId, wanted);
    return toResult(error, { errors: DETACH_ERRORS, certificateId, ...namesOf(wanted), domainNames, change: true });
  }
}

function report(inputs: readonly CertificateDomainInput[], detached: ReadonlySet<string>): DomainDetachment[] {
  return inputs.map(({ domain }) => {
    const outcome = detached.has(domainKey(domain)) ? DetachOutcome.DETACHED : DetachOutcome.ALREADY_DETACHED;
    return new DomainDetachment(domain, outcome);
  });
}
