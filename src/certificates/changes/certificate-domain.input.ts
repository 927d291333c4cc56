import { Field, ID, InputType } from 'type-graphql';
import type { components } from '../../contract/apig';
import { MAX_DOMAINS } from '../../contract/limits';
import { checkAll, checkEach } from '../../input/check-all';
import { checkId } from '../../input/check-id';
import { checkDomainName, domainKey } from '../../input/domain-name';
import { InputError } from '../../input/input-error';

/** The maximum number of gateways for one domain. */
const MAX_INSTANCES = 100;

@InputType({ description: 'A domain to attach a certificate to, or to detach it from.' })
export class CertificateDomainInput {
  @Field(() => String, {
    description: 'The domain name. A wildcard is written `*.example.com`.',
  })
  readonly domain!: string;

  @Field(() => [ID], {
    nullable: true,
    description: 'The ids of the gateways, 1 to 100. Default: every gateway that has the domain.',
  })
  readonly instanceIds?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True to require client certificates (mutual TLS). Default: true if the certificate has a trusted root CA, otherwise false.',
  })
  readonly verifiedClientCertificateEnabled?: boolean | null;
}

type DomainRef = components['schemas']['DomainRef'];

/** A domain of a change, in the form in which it is sent to the upstream. */
export interface WantedDomain {
  /** The key of the name, from `domainKey`. Names are compared by it. */
  readonly key: string;
  readonly ref: DomainRef;
}

/**
 * Checks the domains of a change and merges repeated ones, with the gateways of both.
 * @throws InputError with all violations.
 */
export function toWantedDomains(inputs: readonly CertificateDomainInput[]): WantedDomain[] {
  if (inputs.length === 0) throw InputError.at('domains', 'domains must name at least one domain.');
  if (inputs.length > MAX_DOMAINS) {
    throw InputError.at('domains', `domains must name at most ${MAX_DOMAINS} domains.`);
  }
  const wanted = new Map<string, WantedDomain>();
  checkEach(inputs, (input, index) => {
    const next = toWantedDomain(input, `domains[${index}]`);
    const known = wanted.get(next.key);
    wanted.set(next.key, known ? merge(known, next, `domains[${index}]`) : next);
  });
  return [...wanted.values()];
}

/**
 * Checks the input of a change of one certificate's domains.
 * @returns the domains, and the facts about the change for `runChange`.
 * @throws InputError
 */
export function checkDomainsChange(certificateId: string, inputs: readonly CertificateDomainInput[]) {
  const [, wanted] = checkAll(
    () => checkId(certificateId, 'certificateId'),
    () => toWantedDomains(inputs),
  );
  const requested = namesOf(wanted);
  return { wanted, requested, record: { certificateId, domains: requested.domainNames }, locks: [certificateId] };
}

/** Makes one item for each requested domain, in request order, from the facts about each distinct domain. */
export function inRequestOrder<Known extends { readonly wanted: WantedDomain }, Item>(
  inputs: readonly CertificateDomainInput[],
  known: readonly Known[],
  make: (domain: string, known: Known) => Item,
): Item[] {
  const byKey = new Map(known.map((it) => [it.wanted.key, it]));
  return inputs.flatMap(({ domain }) => {
    const found = byKey.get(domainKey(domain));
    return found ? [make(domain, found)] : [];
  });
}

/** Returns the domains and gateways of the request, which error results may name. */
export function namesOf(wanted: readonly WantedDomain[]): { domainNames: string[]; instanceIds: string[] } {
  return {
    domainNames: wanted.map(({ ref }) => ref.domain),
    instanceIds: [...new Set(wanted.flatMap(({ ref }) => ref.instance_ids ?? []))],
  };
}

function toWantedDomain(input: CertificateDomainInput, parameter: string): WantedDomain {
  const { verifiedClientCertificateEnabled: verified } = input;
  const [domain, ids] = checkAll(
    () => checkDomainName(input.domain, `${parameter}.domain`),
    () => checkInstances(input.instanceIds, `${parameter}.instanceIds`),
  );
  return {
    key: domainKey(domain),
    ref: {
      domain,
      ...(ids ? { instance_ids: [...new Set(ids)] } : {}),
      ...(typeof verified === 'boolean' ? { verified_client_certificate_enabled: verified } : {}),
    },
  };
}

function checkInstances(ids: readonly string[] | null | undefined, parameter: string): string[] | undefined {
  if (ids === null || ids === undefined) return undefined;
  if (ids.length === 0 || ids.length > MAX_INSTANCES) {
    throw InputError.at(parameter, `${parameter} must name 1 to ${MAX_INSTANCES} gateways; leave it out for all.`);
  }
  return checkEach(ids, (id, index) => checkId(id, `${parameter}[${index}]`));
}

function merge(one: WantedDomain, other: WantedDomain, parameter: string): WantedDomain {
  if (one.ref.verified_client_certificate_enabled !== other.ref.verified_client_certificate_enabled) {
    throw InputError.at(
      `${parameter}.verifiedClientCertificateEnabled`,
      `${parameter} names ${one.ref.domain} again with another verifiedClientCertificateEnabled.`,
    );
  }
  const { instance_ids: ids, ...ref } = one.ref;
  const otherIds = other.ref.instance_ids;
  return { key: one.key, ref: ids && otherIds ? { ...ref, instance_ids: [...new Set([...ids, ...otherIds])] } : ref };
}
