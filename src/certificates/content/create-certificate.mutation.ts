import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ApigFailure } from '../../apig/failure';
import { required } from '../../apig/reply-values';
import { MAX_NAMESAKE_PAGES, MAX_PAGE_SIZE, MAX_READ_BACKS } from '../../contract/limits';
import { CHANGE_ERRORS, errorList } from '../../errors/error-lists';
import {
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
  ApigQuotaExceededError,
} from '../../errors/error-results.type';
import { resultUnion } from '../../errors/result-union';
import { readAllPages } from '../../relay/all-pages';
import { upstreamPage } from '../../relay/last-page';
import { atMostCalls } from '../../request/call-limit';
import { RequestContext } from '../../request/context';
import { Cost } from '../../request/cost';
import { CertificateScope } from '../certificate/certificate.enums';
import { Certificate } from '../certificate/certificate.type';
import { runChange } from '../changes/run-change';
import { settleChange } from '../changes/settle-change';
import { CreateCertificateInput, checkFields, toForm } from './certificate-content.input';
import { checkContent } from './check-content';
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

const CreateCertificateResult = resultUnion('CreateCertificateResult', 'What `createCertificate` answers.', () => [
  CreateCertificateSuccess,
  ...ERRORS,
]);

@Resolver()
export class CreateCertificateResolver {
  @Cost({ calls: MAX_NAMESAKE_PAGES + 1 + MAX_READ_BACKS * (MAX_NAMESAKE_PAGES + 1) })
  @Mutation(() => CreateCertificateResult, {
    nullable: true,
    description:
      'Creates a certificate. What is wrong with it or its key is told before anything is sent. To renew one that is in use, `updateCertificate` leaves no gap. Costs one read before the change.',
  })
  createCertificate(
    @Arg('input', () => CreateCertificateInput, { description: 'The new certificate.' }) input: CreateCertificateInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof CreateCertificateResult> {
    const instanceIds = input.instanceId ? [input.instanceId] : [];
    return runChange(context, { name: 'createCertificate', errors: ERRORS, instanceIds }, () => {
      checkFields({ ...input, type: input.type ?? CertificateScope.GLOBAL });
      checkContent(input, context.now);
      return {
        record: { name: input.name },
        // No lock by id: there is none yet. Two of the same name must not be created at once.
        locks: [`name ${input.name}`],
        apply: async () => new CreateCertificateSuccess(await create(context, input)),
      };
    });
  }
}

/**
 * Reads first which certificates have that name: after a lost reply, one that was there before is not the new one. Where the list
 * cannot be read (in some regions it takes a gateway), a lost reply stays unknown.
 */
async function create(context: RequestContext, input: CreateCertificateInput): Promise<Certificate> {
  const before = await readIds(context, input).catch(ignoreFailure);
  let created: Certificate | undefined;
  await settleChange(context, {
    advice: 'List the certificates by this name before you create it again.',
    send: async (sender) => {
      created = Certificate.ofChange(await sender.call('createCertificate', { body: toForm(input) }));
    },
    readBack: async (reader) => {
      if (!before) return { seen: 'the certificates of this name from before were not known' };
      const id = (await readIds(reader, input)).find((it) => !before.includes(it));
      if (id === undefined) return { seen: 'there was no new certificate of this name' };
      created = Certificate.ofChange(await reader.call('showCertificate', { path: { certificate_id: id } }));
      return hasContent(created.source, input.certContent)
        ? 'APPLIED'
        : { seen: 'another new certificate of this name was there' };
    },
  });
  return required(created);
}

/**
 * Reads the ids of the certificates of that name, on that gateway where the new one is for one. No two of a project have the same
 * name (APIG.3325); how the filter finds names is not documented.
 * @throws ApigFailure
 */
async function readIds(context: RequestContext, { name, instanceId }: CreateCertificateInput): Promise<string[]> {
  const filter = instanceId ? { name, instance_id: instanceId } : { name };
  const read = atMostCalls(
    MAX_NAMESAKE_PAGES,
    'Too many certificates have such a name.',
    async (offset: number, limit: number) => {
      const page = await context.call('listCertificates', { query: { ...filter, offset, limit } });
      return upstreamPage(page.certs, page);
    },
  );
  const all = await readAllPages({ pageSize: MAX_PAGE_SIZE, read, identify: ({ id }) => id });
  return all.filter((certificate) => certificate.name === name).map(({ id }) => id);
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof ApigFailure)) throw error;
}
