import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ApigFailure } from '../../apig/failure';
import { required } from '../../apig/reply-values';
import {
  type CallBudget,
  MAX_GATEWAY_PAGES,
  MAX_NAMESAKE_PAGES,
  MAX_PAGE_SIZE,
  MAX_READ_BACKS,
} from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
  ApigQuotaExceededError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { checkAll } from '../../input/check-all';
import { mapBounded } from '../../lib/map-bounded';
import { readAllPages } from '../../relay/all-pages';
import { atMostCalls } from '../../request/call-limit';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateScopeInput } from '../certificate/certificate.enums';
import { Certificate } from '../certificate/certificate.type';
import { type ListQuery, type ListRow, type Part, readPart, withParts } from '../certificate/certificate-parts';
import { runChange } from '../changes/run-change';
import { settleChange } from '../changes/settle-change';
import { CreateCertificateInput, checkFields, toForm } from './certificate-content.input';
import { type CheckedContent, checkContent } from './check-content';
import { hasContent } from './shown-content';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate was created.' })
export class CreateCertificateSuccess {
  @Field(() => Certificate, { description: 'The new certificate.' })
  readonly certificate: Certificate;

  constructor(certificate: Certificate) {
    this.certificate = certificate;
  }
}

const ERRORS = errorList(CHANGE_ERRORS, ApigInvalidCertificateError, ApigQuotaExceededError, ApigGatewayNotFoundError);

const CreateCertificateResult = resultUnion('CreateCertificateResult', 'The result of `createCertificate`.', () => [
  CreateCertificateSuccess,
  ...ERRORS,
]);

/** The calls of reading the certificates with one name: a refused list, the gateways, and the pages, of which a second gateway may be asked. */
const NAMESAKE_CALLS = 1 + MAX_GATEWAY_PAGES + 2 * MAX_NAMESAKE_PAGES;

@Resolver()
export class CreateCertificateResolver {
  @Cost({ calls: NAMESAKE_CALLS + 1 + MAX_READ_BACKS * (NAMESAKE_CALLS + 1) })
  @Mutation(() => CreateCertificateResult, {
    nullable: true,
    description:
      'Creates a certificate. The certificate and its key are checked before anything is sent. To renew a certificate in use without interrupting TLS, call `updateCertificate` instead. Costs one read before the change.',
  })
  createCertificate(
    @Arg('input', () => CreateCertificateInput, { description: 'The new certificate.' }) input: CreateCertificateInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof CreateCertificateResult> {
    const instanceIds = input.instanceId ? [input.instanceId] : [];
    return runChange(context, { name: 'createCertificate', errors: ERRORS, instanceIds }, () => {
      const [, content] = checkAll(
        () => checkFields({ ...input, type: input.type ?? CertificateScopeInput.GLOBAL }),
        () => checkContent(input, context.now),
      );
      return {
        record: { name: input.name },
        // The certificate has no id to lock yet. Two with the same name must not be created at the same time.
        locks: [`name ${input.name}`],
        apply: async () => new CreateCertificateSuccess(await create(context, input, content)),
      };
    });
  }
}

/**
 * Creates the certificate. It first reads the certificates with the same name, so that after a lost reply it can tell the new one
 * from those. If that list cannot be read, the outcome after a lost reply stays unknown.
 */
async function create(
  context: RequestContext,
  input: CreateCertificateInput,
  content: CheckedContent,
): Promise<Certificate> {
  const before = await readNamesakes(context, filterFor(input)).catch(ignoreFailure);
  let created: Certificate | undefined;
  await settleChange(context, {
    advice: 'List the certificates with this name before you retry.',
    send: async (sender) => {
      created = Certificate.ofChange(await sender.call('createCertificate', { body: toForm(input, content) }));
    },
    readBack: async (reader) => {
      if (!before) return { seen: 'it was not known which certificates already had this name' };
      const id = (await readNamesakes(reader, filterFor(input))).find((it) => !before.includes(it));
      if (id === undefined) return { seen: 'there was no new certificate with this name' };
      created = Certificate.ofChange(await reader.call('showCertificate', { path: { certificate_id: id } }));
      return hasContent(created.source, content.leaf)
        ? 'APPLIED'
        : { seen: 'there was a new certificate with this name, but with other content' };
    },
  });
  return required(created);
}

/**
 * Reads the ids of the certificates with a name: in the project, or of the scope or gateway in the filter. Names are unique in a
 * project (APIG.3325), but the API reference does not say how the filter matches names.
 * @param budget the budget that each call counts against.
 * @throws ApigFailure
 */
export async function readNamesakes(
  context: RequestContext,
  filter: ListQuery & { readonly name: string },
  budget?: CallBudget,
): Promise<string[]> {
  const readAll = (part: Part) => {
    const advice = 'Too many certificates have a similar name.';
    const read = atMostCalls(MAX_NAMESAKE_PAGES, advice, (offset: number, limit: number) =>
      readPart(context, part, offset, limit, budget),
    );
    return readAllPages<ListRow>({ pageSize: MAX_PAGE_SIZE, read, identify: ({ id }) => id });
  };
  const all = await withParts(context, filter, async (parts) => (await mapBounded(parts, readAll)).flat());
  return all.filter(({ name }) => name === filter.name).map(({ id }) => id);
}

/** Returns the filter for the certificates among which a new one appears: the global ones, and those of its gateway if it has one. */
function filterFor({ name, instanceId }: CreateCertificateInput): ListQuery & { name: string } {
  return instanceId ? { name, instance_id: instanceId } : { name, type: 'global' };
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof ApigFailure)) throw error;
}
