import { randomUUID } from 'node:crypto';
import type { components } from '../contract/apig';
import { GLOBAL_INSTANCE_ID } from '../contract/limits';
import type { Call } from './call';
import { CERTIFICATE_QUOTA, domainsOf, type Project, type StoredCertificate } from './estate';
import { contains, matches, requireGateway } from './gateways';
import type { Habits } from './habits';
import { covers } from './names';
import { page } from './paging';
import { type Reply, refuse, refuseParameter } from './reply';
import { checkRootCa, parseCertificate } from './x509';

/** The pattern of certificate names (API reference, Creating an SSL Certificate). */
const NAME_PATTERN = /^[A-Za-z\p{Script=Han}][A-Za-z0-9_\p{Script=Han}]{3,49}$/u;

/** Lists the certificates that may be used on a gateway: its own, and the global ones (API reference, `instance_id`). */
export function listCertificates({ project, query, habits }: Call): Reply {
  const gatewayId = gatewayOf(project, query.get('instance_id'), habits);
  const certificates = project.certificates.filter(
    (it) =>
      (gatewayId === undefined || it.instance_id === gatewayId || it.instance_id === GLOBAL_INSTANCE_ID) &&
      contains(query, 'name', it.name) &&
      contains(query, 'common_name', it.common_name) &&
      matches(query, 'signature_algorithm', it.signature_algorithm) &&
      matches(query, 'type', it.type) &&
      matches(query, 'algorithm_type', it.algorithm_type),
  );
  return { status: 200, json: page('certs', certificates.map(listed), query) };
}

export function showCertificate(call: Call): Reply {
  return { status: 200, json: requireCertificate(call) };
}

export async function createCertificate(call: Call): Promise<Reply> {
  const { project, now } = call;
  const content = await readForm(call);
  if (project.certificates.length >= CERTIFICATE_QUOTA) refuse('APIG.3100');
  const time = now.toISOString();
  const certificate: StoredCertificate = {
    id: randomUUID().replaceAll('-', ''),
    project_id: project.id,
    create_time: time,
    update_time: time,
    ...content,
  };
  project.certificates.push(certificate);
  return { status: 200, json: certificate };
}

/** Updates a certificate. The new content must cover the domains that it is bound to. */
export async function updateCertificate(call: Call): Promise<Reply> {
  const { project, now } = call;
  const old = requireCertificate(call);
  const content = await readForm(call, old);
  const domains = domainsOf(project, old.id);
  if (!domains.every((domain) => covers(content.san, domain.name))) refuse('APIG.2103');
  if (content.is_has_trusted_root_ca && !old.is_has_trusted_root_ca) {
    // User guide: client verification stays off until it is turned on for the domain.
    for (const domain of domains) domain.verifiesClients = false;
  }
  Object.assign(old, content, { update_time: now.toISOString() });
  return { status: 200, json: old };
}

/** Deletes a certificate unless it is bound. The error code is our choice; no source documents it. */
export function deleteCertificate(call: Call): Reply {
  const certificate = requireCertificate(call);
  if (domainsOf(call.project, certificate.id).length > 0) {
    refuse('APIG.2051', { detail: 'The certificate is bound to domain names. Unbind it first' });
  }
  call.project.certificates.splice(call.project.certificates.indexOf(certificate), 1);
  return { status: 204 };
}

/** Returns the certificate of a call. @throws Refusal APIG.3025 if it does not exist. */
export function requireCertificate({ project, params }: Call): StoredCertificate {
  return project.certificates.find((it) => it.id === params['certificate_id']) ?? refuse('APIG.3025');
}

async function readForm({ project, body, now }: Call, old?: StoredCertificate) {
  const form = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const name = text(form, 'name') ?? '';
  if (!NAME_PATTERN.test(name)) refuseParameter('name');
  if (project.certificates.some((it) => it !== old && it.name === name)) refuse('APIG.3325');
  const pem = text(form, 'cert_content') ?? refuseParameter('cert_content');
  const key = text(form, 'private_key') ?? refuseParameter('private_key');
  const scope = text(form, 'type') ?? 'global';
  if (scope !== 'global' && scope !== 'instance') refuseParameter('type');
  const algorithm = text(form, 'algorithm_type') ?? 'RSA';
  if (algorithm !== 'RSA' && algorithm !== 'ECC' && algorithm !== 'SM2') refuseParameter('algorithm_type');
  const rootCa = text(form, 'trusted_root_ca');
  const parsed = await parseCertificate(pem, key, now);
  if (algorithm === 'SM2') await readSigningPair(form, now);
  if (rootCa !== undefined) checkRootCa(rootCa);
  return {
    ...parsed,
    name,
    type: scope as 'global' | 'instance',
    instance_id: scope === 'global' ? GLOBAL_INSTANCE_ID : requireGateway(project, text(form, 'instance_id')),
    is_has_trusted_root_ca: rootCa !== undefined,
    algorithm_type: algorithm as 'RSA' | 'ECC' | 'SM2',
  };
}

async function readSigningPair(form: Record<string, unknown>, now: Date): Promise<void> {
  const pem = text(form, 'cert_content_sign') ?? refuseParameter('cert_content_sign');
  const key = text(form, 'private_key_sign') ?? refuseParameter('private_key_sign');
  await parseCertificate(pem, key, now);
}

function text(form: Record<string, unknown>, name: string): string | undefined {
  const value = form[name];
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : refuseParameter(name);
}

/** Returns the gateway of a list, or undefined for all. @throws Refusal APIG.3030 if it does not exist, APIG.2012 if it is missing. */
function gatewayOf(project: Project, id: string | null, { listWithoutGateway }: Habits): string | undefined {
  if (id !== null && id !== '') return requireGateway(project, id);
  return listWithoutGateway === 'all' ? undefined : refuseParameter('instance_id');
}

/** Returns the attributes of a certificate in list pages, which have fewer than a single certificate. */
function listed(certificate: StoredCertificate): components['schemas']['Certificate'] {
  const {
    version,
    organization,
    organizational_unit,
    locality,
    state,
    country,
    not_before,
    serial_number,
    issuer,
    ...rest
  } = certificate;
  return rest;
}
