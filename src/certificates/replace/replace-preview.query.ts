import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { MAX_DOMAINS, MAX_PLACEMENTS } from '../../contract/limits';
import { ApigError } from '../../errors/apig-error.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { RequestContext } from '../../request/context';
import { Cost, lengthOf } from '../../request/cost';
import { ATTACH_ERRORS } from '../attach/attach-certificate-domains.mutation';
import { AttachObstacle } from '../attach/plan-attach';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { CertificateDomainInput, inRequestOrder, namesOf } from '../changes/certificate-domain.input';
import { refusalResult } from '../changes/expected-refusal';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { type DomainPlan, planReplacement, type ReplacementPlan } from './plan-replace';
import { checkReplacement } from './replace-certificate.mutation';

/** The expected effect of a replacement on one domain. */
export enum ReplaceAction {
  REPLACE = 'REPLACE',
  ATTACH = 'ATTACH',
  UNCHANGED = 'UNCHANGED',
  REFUSE = 'REFUSE',
}

registerEnumType(ReplaceAction, {
  name: 'ReplaceAction',
  description: 'The expected effect of a replacement on one domain.',
  valuesConfig: {
    REPLACE: {
      description: 'The old certificate would be detached and the new one attached. There is no TLS in between.',
    },
    ATTACH: { description: 'It has no certificate. The new one would be attached.' },
    UNCHANGED: { description: 'It has the new certificate already.' },
    REFUSE: { description: 'The whole change would be rejected. `obstacles` has the reasons.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The expected effect of a replacement on one domain.' })
export class PlannedReplacement {
  @Field(() => String, { description: 'The domain name as the request spelled it.' })
  readonly domain: string;

  @Field(() => ReplaceAction, { description: 'The expected effect.' })
  readonly action: ReplaceAction;

  @Field(() => [AttachObstacle], { description: 'The reasons why it would be rejected; empty if it would not be.' })
  readonly obstacles: readonly AttachObstacle[];

  @Cost({ items: MAX_PLACEMENTS })
  @Field(() => [Domain], {
    description:
      'The placements of the domain on the requested gateways. One for each pair of ports, with its current certificate.',
  })
  readonly placements: readonly Domain[];

  constructor(domain: string, plan: DomainPlan) {
    this.domain = domain;
    this.action = actionOf(plan);
    this.obstacles = plan.obstacles;
    this.placements = plan.placements;
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'The expected result of `replaceCertificate`. Nothing was changed.',
})
export class ReplacePreview {
  @Field(() => Certificate, { description: 'The current certificate of the domains.' })
  readonly from: Certificate;

  @Field(() => Certificate, { description: 'The new certificate.' })
  readonly to: Certificate;

  @Field(() => ApigError, {
    nullable: true,
    description:
      'The error that the change would return; null if it would be started. With an error, nothing would be changed.',
  })
  readonly refusal: ApigError | null;

  @Cost({ items: (_, { domains }) => Math.min(lengthOf(domains), MAX_DOMAINS) })
  @Field(() => [PlannedReplacement], {
    description: 'The expected effect on each requested domain, in request order.',
  })
  readonly domains: readonly PlannedReplacement[];

  constructor(
    from: Certificate,
    to: Certificate,
    inputs: readonly CertificateDomainInput[],
    { domains, refusal }: ReplacementPlan,
  ) {
    this.from = from;
    this.to = to;
    const { instanceIds } = namesOf(domains.map(({ wanted }) => wanted));
    this.refusal = refusalResult(refusal, ATTACH_ERRORS, { certificateId: to.id, instanceIds });
    this.domains = inRequestOrder(inputs, domains, (domain, plan) => new PlannedReplacement(domain, plan));
  }
}

const ReplacePreviewResult = resultUnion('ReplacePreviewResult', 'The result of `replacePreview`.', () => [
  ReplacePreview,
  ...CERTIFICATE_ERRORS,
]);

@Resolver()
export class ReplacePreviewResolver {
  @Cost({ calls: 2, budgets: GATEWAYS_SEARCH })
  @Query(() => ReplacePreviewResult, {
    nullable: true,
    description:
      'A preview of `replaceCertificate` with the same arguments. Nothing is changed. Costs a read of both certificates and of every gateway.',
  })
  replacePreview(
    @Arg('from', () => ID, { description: 'The id of the current certificate of the domains.' }) from: string,
    @Arg('to', () => ID, { description: 'The id of the new certificate.' }) to: string,
    @Arg('domains', () => [CertificateDomainInput], { description: 'The domains, 1 to 100.' })
    inputs: CertificateDomainInput[],
    @Ctx() context: RequestContext,
  ): Promise<typeof ReplacePreviewResult> {
    return resultOf({ errors: CERTIFICATE_ERRORS, certificateId: to }, async () => {
      const wanted = checkReplacement(from, to, inputs);
      const load = (id: string) => context.loader(certificateLoader).load(id);
      const old = await resultOf({ errors: CERTIFICATE_ERRORS, certificateId: from }, () => load(from));
      if (old instanceof ApigError) return old;
      const plan = await planReplacement(context, from, to, wanted);
      return new ReplacePreview(old, await load(to), inputs, plan);
    });
  }
}

function actionOf({ obstacles, steps }: DomainPlan): ReplaceAction {
  if (obstacles.length > 0) return ReplaceAction.REFUSE;
  const holds = (held: (typeof steps)[number]['holds']) => steps.some((step) => step.holds === held);
  if (holds('FROM')) return ReplaceAction.REPLACE;
  return holds('NOTHING') ? ReplaceAction.ATTACH : ReplaceAction.UNCHANGED;
}
