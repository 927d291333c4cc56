import type { components } from '../contract/apig';
import { GLOBAL_INSTANCE_ID, MAX_DOMAIN_LENGTH } from '../contract/limits';
import type { Call } from './call';
import { requireCertificate } from './certificates';
import { domainsOf, type Project, portsOf, type StoredCertificate, type StoredDomain, unbind } from './estate';
import { contains, requireGateway, requireGroup } from './gateways';
import { shown } from './habits';
import { covers, plainName } from './names';
import { page } from './paging';
import { type Reply, refuse, refuseParameter } from './reply';

const DONE: Reply = { status: 204 };

/** Lists the domains of a certificate. @throws Refusal if it does not exist; the code is our choice, no source documents it. */
export function listAttachedDomains({ project, params, query, habits }: Call): Reply {
  const id = params['certificate_id'] ?? '';
  // The message is the service's (terraform-provider-huaweicloud, data source apig_certificate_associated_domains).
  if (!project.certificates.some((it) => it.id === id)) {
    refuse('APIG.3025', { detail: `ssl with certId ${id} not found` });
  }
  const domains = domainsOf(project, id).filter((it) => contains(query, 'url_domain', it.name));
  return { status: 200, json: page('bound_domains', domains, query, (it) => shown(show(project, it), habits)) };
}

/** Binds domains. Either all are bound or none, checked before any change (our choice; no source documents it). */
export function attachDomains(call: Call): Reply {
  const certificate = requireCertificate(call);
  const bindings = readDomains(call).map((ref) => ({ ref, domains: find(call.project, ref) }));
  for (const { ref, domains } of bindings) {
    const verified = ref.verified_client_certificate_enabled;
    for (const domain of domains) checkBinding(certificate, domain, verified, call.now);
  }
  for (const { ref, domains } of bindings) {
    for (const domain of domains) bind(certificate, domain, ref.verified_client_certificate_enabled);
  }
  return DONE;
}

/**
 * Unbinds domains. Without `instance_ids`, a domain is unbound on every gateway (gophertelekomcloud, pull request 782). A request
 * that also has other domains is refused, or they are ignored: no source documents which.
 */
export function detachDomains(call: Call): Reply {
  const certificate = requireCertificate(call);
  const isIgnoring = call.habits.partialDetach === 'ignore';
  const locate = isIgnoring ? placementsOf : find;
  const refs = readDomains(call).map((ref) => ({ ref, domains: locate(call.project, ref) }));
  const isBound = (domain: StoredDomain) => domain.certificateId === certificate.id;
  const found = refs.flatMap(({ domains }) => domains);
  if (!found.some(isBound)) refuse('APIG.2000', { detail: 'Parameter error, no valid domain name' });
  // If gateways are given, the domain must be bound on each of them; otherwise on at least one.
  const isWhole = refs.every(({ ref, domains }) => (ref.instance_ids ? domains.every(isBound) : domains.some(isBound)));
  if (!isWhole && !isIgnoring) refuse('APIG.3097');
  for (const domain of found.filter(isBound)) unbind(domain);
  return DONE;
}

/** Binds one domain, on all of its ports, to one certificate. */
export function attachCertificates(call: Call): Reply {
  const { domains, certificate, verified } = readSingle(call);
  for (const domain of domains) checkBinding(certificate, domain, verified, call.now);
  for (const domain of domains) bind(certificate, domain, verified);
  return DONE;
}

/** Unbinds one domain, on all of its ports, from one certificate. */
export function detachCertificates(call: Call): Reply {
  const { domains, certificate } = readSingle(call);
  if (!domains.every((domain) => domain.certificateId === certificate.id)) refuse('APIG.3097');
  for (const domain of domains) unbind(domain);
  return DONE;
}

function readSingle(call: Call) {
  const group = requireGroup(call.project, call.params);
  const { certificate_ids: ids, verified_client_certificate_enabled: verified } = objectOf(call.body);
  if (!Array.isArray(ids) || ids.length !== 1) refuseParameter('certificate_ids');
  const domain = call.project.domains.find((it) => it.id === call.params['domain_id']) ?? refuse('APIG.3020');
  if (domain.groupId !== group.id) refuse('APIG.3474');
  const certificate = call.project.certificates.find((it) => it.id === ids[0]) ?? refuse('APIG.3025');
  const domains = call.project.domains.filter((it) => it.name === domain.name && it.gatewayId === domain.gatewayId);
  return { domains, certificate, verified: typeof verified === 'boolean' ? verified : undefined };
}

function checkBinding(
  certificate: StoredCertificate,
  domain: StoredDomain,
  verified: boolean | undefined,
  now: Date,
): void {
  if (Date.parse(certificate.not_after) < now.getTime()) refuse('APIG.2102');
  if (!covers(certificate.san, domain.name)) refuse('APIG.2103');
  const bound = domain.certificateId;
  if (bound !== undefined && bound !== certificate.id) refuse('APIG.2051');
  const isElsewhere = certificate.instance_id !== GLOBAL_INSTANCE_ID && certificate.instance_id !== domain.gatewayId;
  if (isElsewhere) refuse('APIG.1136');
  if (verified === true && !certificate.is_has_trusted_root_ca) refuseParameter('verified_client_certificate_enabled');
}

function bind(certificate: StoredCertificate, domain: StoredDomain, verified: boolean | undefined): void {
  domain.certificateId = certificate.id;
  domain.verifiesClients = verified ?? certificate.is_has_trusted_root_ca;
}

type DomainRef = components['schemas']['DomainRef'];

function readDomains({ body }: Call): DomainRef[] {
  const { domains } = objectOf(body);
  if (!Array.isArray(domains) || domains.length === 0) refuse('APIG.2001', { detail: missing('domains') });
  return domains.map((value: unknown) => {
    const { domain, instance_ids, verified_client_certificate_enabled: verified } = objectOf(value);
    if (typeof domain !== 'string' || domain === '' || domain.length > MAX_DOMAIN_LENGTH) refuseParameter('domain');
    if (instance_ids !== undefined && !isStringArray(instance_ids)) refuseParameter('instance_ids');
    if (verified !== undefined && typeof verified !== 'boolean') {
      refuseParameter('verified_client_certificate_enabled');
    }
    return {
      domain,
      ...(instance_ids === undefined ? {} : { instance_ids }),
      ...(verified === undefined ? {} : { verified_client_certificate_enabled: verified }),
    };
  });
}

/** Returns the domain on the given gateways, or on all gateways, on every port. @throws Refusal if it does not exist. */
function find(project: Project, ref: DomainRef): StoredDomain[] {
  const ids = ref.instance_ids?.map((id) => requireGateway(project, id));
  const found = placementsOf(project, ref);
  const isComplete = ids === undefined ? found.length > 0 : ids.every((id) => found.some((it) => it.gatewayId === id));
  return isComplete ? found : refuse('APIG.3020');
}

/** Returns the domain on those of the given gateways that have it. A final dot is no difference (our choice; no source documents it). */
function placementsOf(project: Project, { domain, instance_ids: ids }: DomainRef): StoredDomain[] {
  const name = plainName(domain);
  return project.domains.filter((it) => plainName(it.name) === name && (!ids || ids.includes(it.gatewayId)));
}

function show(project: Project, domain: StoredDomain): components['schemas']['AttachedDomain'] {
  const group = project.groups.find((it) => it.id === domain.groupId);
  const certificate = project.certificates.find((it) => it.id === domain.certificateId);
  return {
    url_domain: domain.name,
    id: domain.id,
    status: domain.status,
    min_ssl_version: domain.minTlsVersion,
    is_http_redirect_to_https: domain.redirectsToHttps,
    verified_client_certificate_enabled: domain.verifiesClients,
    ...portsOf(domain),
    ...(certificate ? { ssl_id: certificate.id, ssl_name: certificate.name } : {}),
    api_group_id: domain.groupId,
    api_group_name: group?.name ?? '',
    instance_id: domain.gatewayId,
  };
}

function missing(name: string): string {
  return `The request parameters must be specified,parameterName:${name}. Please refer to the support documentation`;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
