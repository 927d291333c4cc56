import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import type { InputOf } from '../../apig/types';
import { checkOptionalId } from '../../input/check-id';
import { checkText } from '../../input/check-text';
import { checkDomainName } from '../../input/domain-name';
import { AlgorithmType, CertificateScope } from '../certificate/certificate.enums';
import { CertificateState } from '../certificate/certificate-state';
import type { Conditions } from './find-certificates';

/** What the filters cost that are not the upstream's. */
const WALK =
  'Not a filter of the upstream: its list is walked, one call for each 500 certificates until the page is full, or to the end where `totalCount` is selected. At most 10,000 certificates are walked.';

@InputType({ description: 'Which certificates to list. What is left out does not count; what is given must all hold.' })
export class CertificateFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'The gateway that they may be used on. Some regions of the upstream ask for it.',
  })
  readonly instanceId?: string | null;

  @Field(() => String, { nullable: true, description: 'Their name, or what the upstream finds by it.' })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'The common name of their subject.' })
  readonly commonName?: string | null;

  @Field(() => String, { nullable: true, description: 'How they are signed: `SHA256-RSA`.' })
  readonly signatureAlgorithm?: string | null;

  @Field(() => CertificateScope, { nullable: true, description: 'Where they may be used.' })
  readonly type?: CertificateScope | null;

  @Field(() => AlgorithmType, { nullable: true, description: 'The algorithm of their key.' })
  readonly algorithmType?: AlgorithmType | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: `Those that expire before this moment. ${WALK}`,
  })
  readonly expiresBefore?: Date | null;

  @Field(() => CertificateState, {
    nullable: true,
    description: `Their state now. ${WALK} Every state but \`EXPIRED\` costs one more call for each certificate that its end allows to be in that state: the start of its time is in no list. At most 300 are read.`,
  })
  readonly state?: CertificateState | null;

  @Field(() => String, {
    nullable: true,
    description: `Those that a TLS client takes for this domain name, as \`Certificate.covers\` says. ${WALK}`,
  })
  readonly covers?: string | null;
}

type ListQuery = NonNullable<InputOf<'listCertificates'>['query']>;

/** The filter in the upstream's words. @throws InputError for an id that is none, or a text that is too long. */
export function toListQuery(filter: CertificateFilter | null | undefined): ListQuery {
  return dropUndefined({
    instance_id: checkOptionalId(filter?.instanceId, 'filter.instanceId'),
    name: checkText(filter?.name, 'filter.name'),
    common_name: checkText(filter?.commonName, 'filter.commonName'),
    signature_algorithm: checkText(filter?.signatureAlgorithm, 'filter.signatureAlgorithm'),
    type: filter?.type ?? undefined,
    algorithm_type: filter?.algorithmType ?? undefined,
  });
}

/** The conditions of the filter that the upstream cannot hold. @throws InputError for a domain name that is none. */
export function toConditions(filter: CertificateFilter | null | undefined): Conditions {
  const { expiresBefore, state, covers } = filter ?? {};
  return {
    ...(expiresBefore ? { expiresBefore } : {}),
    ...(state ? { state } : {}),
    ...(typeof covers === 'string' ? { covers: checkDomainName(covers, 'filter.covers') } : {}),
  };
}

/** Returns whether a filter, as it came, has a condition that the upstream cannot hold: then its list is walked. */
export function isSearch(filter: unknown): boolean {
  const { expiresBefore, state, covers } = Object(filter) as Partial<Record<keyof CertificateFilter, unknown>>;
  return Boolean(expiresBefore) || Boolean(state) || (covers ?? null) !== null;
}

/** Returns whether the walk of a filter reads each certificate that its end allows to be in the state. */
export function readsStates(filter: unknown): boolean {
  const { state } = Object(filter) as Partial<Record<keyof CertificateFilter, unknown>>;
  return Boolean(state) && state !== CertificateState.EXPIRED;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Defined<T>;
}
