import { isIP } from 'node:net';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import { checkAll } from '../../input/check-all';
import { checkOptionalId } from '../../input/check-id';
import { checkText } from '../../input/check-text';
import { checkDomainName } from '../../input/domain-name';
import { AlgorithmTypeInput, CertificateScopeInput } from '../certificate/certificate.enums';
import type { ListQuery } from '../certificate/certificate-parts';
import { CertificateState } from '../certificate/certificate-state';
import { nameKey } from '../certificate/covers';
import { type Conditions, needStartDates } from './conditions';

/** The cost of the filters that the upstream does not support, as a text for their descriptions. */
const WALK =
  'The upstream has no such filter, so its list is searched: one call for each 500 certificates until the page is full, or to the end if `totalCount` is selected. At most 10,000 certificates are searched.';

const NO_END = 'One whose end the upstream does not say does not match.';

const STATES =
  'Any filter that has to tell certificates whose validity period has begun from others costs one more call for each certificate whose end date allows that, because lists do not contain start dates. At most 300 certificates are read.';

@InputType({ description: 'The filter of a list of certificates. All given conditions must hold.' })
export class CertificateFilter {
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a gateway on which they may be used. Its own certificates and the global ones. Without it, a region that lists by gateway only costs one call for each gateway.',
  })
  readonly instanceId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The name, as the upstream matches it. Its documentation does not say if a part of the name matches; the whole name does.',
  })
  readonly name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The common name of the subject, as the upstream matches it. Its documentation does not say if a part matches; the whole does.',
  })
  readonly commonName?: string | null;

  @Field(() => String, { nullable: true, description: 'The signature algorithm, such as `SHA256-RSA`.' })
  readonly signatureAlgorithm?: string | null;

  @Field(() => CertificateScopeInput, { nullable: true, description: 'The scope.' })
  readonly type?: CertificateScopeInput | null;

  @Field(() => AlgorithmTypeInput, { nullable: true, description: 'The key algorithm.' })
  readonly algorithmType?: AlgorithmTypeInput | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: `The time before which they expire, exclusive. ${NO_END} ${WALK}`,
  })
  readonly expiresBefore?: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: `The time after which they expire, exclusive. ${NO_END} ${WALK}`,
  })
  readonly expiresAfter?: Date | null;

  @Field(() => [CertificateState], {
    nullable: true,
    description: `The current validity states, of which they have one. An empty list matches nothing. ${NO_END} ${WALK} ${STATES}`,
  })
  readonly states?: CertificateState[] | null;

  @Field(() => CertificateState, {
    nullable: true,
    deprecationReason: 'Use `states`. Removed after 2027-03-01.',
    description: 'The current validity state.',
  })
  readonly state?: CertificateState | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `True for those that are attached to a domain, false for the others. ${WALK} The API groups of all gateways are read too, one call for each 500 groups of a gateway.`,
  })
  readonly attached?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: `The domain name or IP address that they cover. It is compared as by \`Certificate.covers\`. ${WALK}`,
  })
  readonly covers?: string | null;
}

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
  const { expiresBefore, expiresAfter, attached, covers } = filter ?? {};
  const states = statesOf(filter);
  return {
    ...(expiresBefore ? { expiresBefore } : {}),
    ...(expiresAfter ? { expiresAfter } : {}),
    ...(states ? { states: [...states].sort() } : {}),
    ...(typeof attached === 'boolean' ? { attached } : {}),
    ...(typeof covers === 'string'
      ? { covers: nameKey(isAddress(covers) ? covers : checkDomainName(covers, 'filter.covers')) }
      : {}),
  };
}

/** The conditions of an unchecked filter, for its cost. */
export interface FilterCost {
  /** True if it has a condition that the upstream cannot filter by, so that its list must be searched. */
  readonly isSearch: boolean;
  /** True if the search reads certificates for their start dates. */
  readonly readsStates: boolean;
  /** True if the search reads the API groups of all gateways. */
  readonly readsGroups: boolean;
  /** True if the list of one gateway is read. */
  readonly isOneGateway: boolean;
}

/** Returns the conditions of a filter that may be invalid, since costs are computed before it is checked. */
export function costOfFilter(filter: unknown): FilterCost {
  const { expiresBefore, expiresAfter, attached, covers, instanceId, ...of } = Object(filter) as CertificateFilter;
  const states = statesOf(of);
  const readsGroups = typeof attached === 'boolean';
  return {
    isSearch:
      Boolean(expiresBefore) || Boolean(expiresAfter) || Boolean(states) || readsGroups || (covers ?? null) !== null,
    readsStates: states !== undefined && needStartDates(states),
    readsGroups,
    isOneGateway: typeof instanceId === 'string',
  };
}

/** Returns the states of `state` and `states`, which must both hold if both are given. */
function statesOf(
  filter: Pick<CertificateFilter, 'state' | 'states'> | null | undefined,
): ReadonlySet<CertificateState> | undefined {
  const { state, states } = filter ?? {};
  if (!Array.isArray(states)) return state ? new Set([state]) : undefined;
  return new Set(state ? states.filter((it) => it === state) : states);
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Defined<T>;
}

/** Returns true for an IP address. IPv6 may be in brackets, as in a URL. */
function isAddress(text: string): boolean {
  return isIP(text.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
