import { isIP } from 'node:net';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import type { InputOf } from '../../apig/types';
import { checkAll } from '../../input/check-all';
import { checkOptionalId } from '../../input/check-id';
import { checkText } from '../../input/check-text';
import { checkDomainName } from '../../input/domain-name';
import { AlgorithmTypeInput, CertificateScopeInput } from '../certificate/certificate.enums';
import { CertificateState } from '../certificate/certificate-state';
import { nameKey } from '../certificate/covers';
import type { Conditions } from './find-certificates';

/** The cost of the filters that the upstream does not support, as a text for their descriptions. */
const WALK =
  'The upstream has no such filter, so its list is searched: one call for each 500 certificates until the page is full, or to the end if `totalCount` is selected. At most 10,000 certificates are searched.';

@InputType({ description: 'The filter of a list of certificates. All given conditions must hold.' })
export class CertificateFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the gateway on which they may be used. Some regions require it.',
  })
  readonly instanceId?: string | null;

  @Field(() => String, { nullable: true, description: 'The name, as the upstream matches it.' })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'The common name of the subject.' })
  readonly commonName?: string | null;

  @Field(() => String, { nullable: true, description: 'The signature algorithm, such as `SHA256-RSA`.' })
  readonly signatureAlgorithm?: string | null;

  @Field(() => CertificateScopeInput, { nullable: true, description: 'The scope.' })
  readonly type?: CertificateScopeInput | null;

  @Field(() => AlgorithmTypeInput, { nullable: true, description: 'The key algorithm.' })
  readonly algorithmType?: AlgorithmTypeInput | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: `The time before which they expire. ${WALK}`,
  })
  readonly expiresBefore?: Date | null;

  @Field(() => CertificateState, {
    nullable: true,
    description: `The current validity state. ${WALK} Any state except \`EXPIRED\` costs one more call for each certificate whose end date allows that state, because lists do not contain start dates. At most 300 certificates are read.`,
  })
  readonly state?: CertificateState | null;

  @Field(() => String, {
    nullable: true,
    description: `The domain name or IP address that they cover. It is compared as by \`Certificate.covers\`. ${WALK}`,
  })
  readonly covers?: string | null;
}

type ListQuery = NonNullable<InputOf<'listCertificates'>['query']>;

/** Converts the filter to the upstream's query. @throws InputError if an id is malformed or a text is too long. */
export function toListQuery(filter: CertificateFilter | null | undefined): ListQuery {
  const [instance_id, name, common_name, signature_algorithm] = checkAll(
    () => checkOptionalId(filter?.instanceId, 'filter.instanceId'),
    () => checkText(filter?.name, 'filter.name'),
    () => checkText(filter?.commonName, 'filter.commonName'),
    () => checkText(filter?.signatureAlgorithm, 'filter.signatureAlgorithm'),
  );
  return dropUndefined({
    instance_id,
    name,
    common_name,
    signature_algorithm,
    type: filter?.type ?? undefined,
    algorithm_type: filter?.algorithmType ?? undefined,
  });
}

/** Returns the conditions that the upstream cannot filter by. @throws InputError if the domain name is invalid. */
export function toConditions(filter: CertificateFilter | null | undefined): Conditions {
  const { expiresBefore, state, covers } = filter ?? {};
  return {
    ...(expiresBefore ? { expiresBefore } : {}),
    ...(state ? { state } : {}),
    ...(typeof covers === 'string'
      ? { covers: nameKey(isIP(covers) === 0 ? checkDomainName(covers, 'filter.covers') : covers) }
      : {}),
  };
}

/** Returns true if an unchecked filter has a condition that the upstream cannot filter by, so that its list must be searched. */
export function isSearch(filter: unknown): boolean {
  const { expiresBefore, state, covers } = Object(filter) as Partial<Record<keyof CertificateFilter, unknown>>;
  return Boolean(expiresBefore) || Boolean(state) || (covers ?? null) !== null;
}

/** Returns true if a search with this unchecked filter reads each certificate whose end date allows the wanted state. */
export function readsStates(filter: unknown): boolean {
  const { state } = Object(filter) as Partial<Record<keyof CertificateFilter, unknown>>;
  return Boolean(state) && state !== CertificateState.EXPIRED;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Defined<T>;
}
