import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { subjectAlternativeNames, validityOf } from '../../contract/certificates';
import { MAX_ATTACHED_PAGES, MAX_CERTIFICATE_LISTS, MAX_NAMESAKE_PAGES, MAX_PAGE_SIZE } from '../../contract/limits';
import { ApigError } from '../../errors/apig-error.type';
import { errorList } from '../../errors/error-lists';
import { ApigInvalidCertificateError } from '../../errors/error-results.type';
import { resultOf } from '../../errors/result-of';
import { resultUnion } from '../../errors/result-union';
import { Domain } from '../../gateways/domain.type';
import { readGatewayIds } from '../../gateways/gateway.loader';
import { GATEWAYS_SEARCH } from '../../gateways/search-cost';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { readAttachedDomains } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { coversDomain } from '../certificate/covers';
import { readVerification } from '../changes/default-verification';
import { documentedFailure, refusalResult } from '../changes/expected-refusal';
import { CERTIFICATE_ERRORS } from '../queries/certificate.query';
import { UpdateCertificateInput } from './certificate-content.input';
import type { CheckedContent } from './check-content';
import { readNamesakes } from './namesakes';
import { checkUpdate, keptFields, UPDATE_ERRORS } from './update-certificate.mutation';

/** The change of a certificate's trusted root CA, with which clients are verified. */
export enum TrustedRootCaChange {
  NONE = 'NONE',
  ADDED = 'ADDED',
  REPLACED = 'REPLACED',
  REMOVED = 'REMOVED',
}

registerEnumType(TrustedRootCaChange, {
  name: 'TrustedRootCaChange',
  description: "The change of a certificate's trusted root CA, with which clients are verified.",
  valuesConfig: {
    NONE: { description: 'It has none, before and after.' },
    ADDED: {
      description:
        'It has none and gets one. Client verification stays off for each domain until the certificate is attached to it again with `verifiedClientCertificateEnabled: true`.',
    },
    REPLACED: { description: 'It has one and gets the given one, which may be the same.' },
    REMOVED: {
      description: 'It has one and loses it, because the input has none. `verifying` lists the domains that use it.',
    },
  },
});

/** The maximum number of attached placements that a preview considers. */
const MAX_ATTACHED = MAX_ATTACHED_PAGES * MAX_PAGE_SIZE;

@ObjectType({
  simpleResolvers: true,
  description: 'The expected result of `updateCertificate`. Nothing was changed.',
})
export class UpdatePreview {
  @Field(() => Certificate, { description: 'The certificate as it is now.' })
  readonly certificate: Certificate;

  @Field(() => ApigError, {
    nullable: true,
    description: 'The error that the change would return; null if it would succeed.',
  })
  readonly refusal: ApigError | null;

  @Field(() => [String], { description: 'The subject alternative names of the new content.' })
  readonly san: readonly string[];

  @Field(() => GraphQLDateTime, { description: "The end of the new content's validity period." })
  readonly notAfter: Date;

  @Cost({ items: MAX_ATTACHED })
  @Field(() => [Domain], { description: 'The attached placements whose domain name the new content does not cover.' })
  readonly uncovered: readonly Domain[];

  @Field(() => TrustedRootCaChange, {
    description: 'The change of the trusted root CA, with which clients are verified.',
  })
  readonly trustedRootCa: TrustedRootCaChange;

  @Cost({ items: MAX_ATTACHED })
  @Field(() => [Domain], {
    description:
      'The attached placements that verify clients now. Also those of which the upstream does not say. Depending on `trustedRootCa`, the update affects them.',
  })
  readonly verifying: readonly Domain[];

  constructor(
    certificate: Certificate,
    content: NewContent,
    attached: readonly Domain[],
    verifying: readonly Domain[],
    refusal: ApigError | null,
  ) {
    this.certificate = certificate;
    this.refusal = refusal;
    this.san = content.san;
    this.notAfter = content.notAfter;
    this.uncovered = attached.filter(({ name }) => !coversDomain(content, name));
    this.trustedRootCa = rootCaChange(certificate.hasTrustedRootCa, content.hasTrustedRootCa);
    this.verifying = verifying;
  }
}

/** The facts about the content of an input that matter for a preview. */
interface NewContent {
  readonly san: readonly string[];
  readonly commonName: null;
  readonly notAfter: Date;
  readonly hasTrustedRootCa: boolean;
}

const ERRORS = errorList([...CERTIFICATE_ERRORS], ApigInvalidCertificateError);

const UpdatePreviewResult = resultUnion('UpdatePreviewResult', 'The result of `updatePreview`.', () => [
  UpdatePreview,
  ...ERRORS,
]);

@Resolver()
export class UpdatePreviewResolver {
  @Cost({
    calls: 1 + MAX_ATTACHED_PAGES,
    budgets: {
      ...GATEWAYS_SEARCH,
      certificateGateways: ({ input }) => (Object(input).name ? MAX_NAMESAKE_PAGES * MAX_CERTIFICATE_LISTS : 0),
    },
  })
  @Query(() => UpdatePreviewResult, {
    nullable: true,
    description:
      'A preview of `updateCertificate` with the same arguments. It shows the domains that the new names no longer cover, and the effect on client verification. Nothing is changed, and the content and its key are not sent to the upstream. Costs a read of the certificate and its domains, one more for a gateway, the reads of `certificates` for a new name, and those of the API groups if the domains do not say whether they verify clients.',
  })
  updatePreview(
    @Arg('id', () => ID, { description: 'The id of the certificate to update.' }) id: string,
    @Arg('input', () => UpdateCertificateInput, { description: 'The new content.' }) input: UpdateCertificateInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof UpdatePreviewResult> {
    return resultOf({ errors: ERRORS, certificateId: id }, async () => {
      const { leaf } = checkUpdate(context, id, input);
      const certificate = await context.loader(certificateLoader).load(id);
      const attached = await readAttachedDomains(context, id);
      const domains = attached.map((source) => Domain.ofCertificate(id, source));
      const content = contentOf(input, leaf);
      const refusal = await refusalOf(context, certificate, input, content, domains);
      const areVerified = await Promise.all(domains.map((domain) => readVerification(context, domain)));
      const verifying = domains.filter((_, index) => areVerified[index] !== false);
      return new UpdatePreview(certificate, content, domains, verifying, refusal);
    });
  }
}

/** Returns the facts about a checked input. */
function contentOf({ trustedRootCa }: UpdateCertificateInput, leaf: CheckedContent['leaf']): NewContent {
  return {
    san: subjectAlternativeNames(leaf),
    commonName: null,
    notAfter: validityOf(leaf).end,
    hasTrustedRootCa: Boolean(trustedRootCa),
  };
}

/** Checks what the upstream checks, in its order: a unique name, the gateway, and the names of the attached domains. */
async function refusalOf(
  context: RequestContext,
  certificate: Certificate,
  input: UpdateCertificateInput,
  content: NewContent,
  attached: readonly Domain[],
): Promise<ApigError | null> {
  const { name, instanceId } = keptFields(input, certificate.source);
  const instanceIds = instanceId === null ? [] : [instanceId];
  const refused = (code: string) =>
    refusalResult({ failure: documentedFailure(code), domains: [] }, UPDATE_ERRORS, { instanceIds });
  if (name !== certificate.name) {
    const namesakes = await readNamesakes(context, { name }, 'certificateGateways');
    if (namesakes.length > 0) return refused('APIG.3325');
  }
  if (instanceId !== null && instanceId !== certificate.instanceId) {
    const gateways = await context.once(readGatewayIds);
    if (!gateways.has(instanceId)) return refused('APIG.3030');
  }
  return attached.every(({ name: domain }) => coversDomain(content, domain)) ? null : refused('APIG.2103');
}

function rootCaChange(before: boolean, after: boolean): TrustedRootCaChange {
  if (before) return after ? TrustedRootCaChange.REPLACED : TrustedRootCaChange.REMOVED;
  return after ? TrustedRootCaChange.ADDED : TrustedRootCaChange.NONE;
}
