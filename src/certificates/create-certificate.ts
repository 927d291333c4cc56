import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { RequestContext } from '../context';
import { answer } from '../errors/answer';
import {
  ApigConflictError,
  ApigGatewayNotFoundError,
  ApigInvalidCertificateError,
  ApigInvalidInputError,
  ApigPermissionDeniedError,
  ApigQuotaExceededError,
  ApigRateLimitedError,
  ApigUnauthenticatedError,
  ApigUpstreamError,
} from '../errors/error-results';
import { resultUnion } from '../errors/result-union';
import { Certificate } from './certificate';
import { CreateCertificateInput, checkFields, toForm } from './certificate-content.input';
import { checkContent } from './check-content';
import { runChange } from './run-change';

@ObjectType({ simpleResolvers: true, description: 'Returned when the certificate was created.' })
export class CreateCertificateSuccess {
  @Field(() => Certificate, { description: 'The new certificate.' })
  readonly certificate: Certificate;

  constructor(certificate: Certificate) {
    this.certificate = certificate;
  }
}

const ERRORS = [
  ApigInvalidInputError,
  ApigInvalidCertificateError,
  ApigUnauthenticatedError,
  ApigPermissionDeniedError,
  ApigQuotaExceededError,
  ApigGatewayNotFoundError,
  ApigConflictError,
  ApigRateLimitedError,
  ApigUpstreamError,
] as const;

const CreateCertificateResult = resultUnion('CreateCertificateResult', 'What `createCertificate` answers.', () => [
  CreateCertificateSuccess,
  ...ERRORS,
]);

@Resolver()
export class CreateCertificateResolver {
  @Mutation(() => CreateCertificateResult, {
    nullable: true,
    description:
      'Creates a certificate. What is wrong with it or its key is told before anything is sent. To renew one that is in use, `updateCertificate` leaves no gap.',
  })
  createCertificate(
    @Arg('input', () => CreateCertificateInput, { description: 'The new certificate.' }) input: CreateCertificateInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof CreateCertificateResult> {
    const instanceIds = input.instanceId ? [input.instanceId] : [];
    const site = { errors: ERRORS, instanceIds, change: true } as const;
    return answer(site, async () => {
      void context.caller;
      checkFields(input);
      checkContent(input, context.now);
      // No lock by id: there is none yet. Two of the same name must not be created at once.
      const change = { change: 'createCertificate', name: input.name, locks: [`name ${input.name}`] };
      return runChange(context, change, site, async () => {
        const source = await context.call('createCertificate', { body: toForm(input) });
        return new CreateCertificateSuccess(Certificate.withDetails(source));
      });
    });
  }
}
