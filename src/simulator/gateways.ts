import type { components } from '../contract/apig';
import type { Call } from './call';
import { type Project, portsOf, type StoredDomain, type StoredGroup } from './estate';
import { page } from './paging';
import { type Reply, refuse } from './reply';

export function listGateways({ project, query }: Call): Reply {
  const gateways = project.gateways.filter(
    (gateway) =>
      matches(query, 'instance_id', gateway.id) &&
      contains(query, 'instance_name', gateway.instance_name) &&
      matches(query, 'status', gateway.status),
  );
  return { status: 200, json: page('instances', gateways, query) };
}

export function listApiGroups({ project, params, query }: Call): Reply {
  const gatewayId = requireGateway(project, params['instance_id']);
  const isPrecise = (query.get('precise_search') ?? '').split(',').includes('name');
  const hasName = isPrecise ? matches : contains;
  const groups = project.groups.filter(
    (group) => group.gatewayId === gatewayId && matches(query, 'id', group.id) && hasName(query, 'name', group.name),
  );
  return { status: 200, json: page('groups', groups, query, (group) => show(project, group)) };
}

export function showApiGroup({ project, params }: Call): Reply {
  return { status: 200, json: show(project, requireGroup(project, params)) };
}

/** Checks the id of a gateway and returns it. @throws Refusal APIG.3030 if the gateway does not exist. */
export function requireGateway(project: Project, id: string | undefined): string {
  if (id === undefined || !project.gateways.some((gateway) => gateway.id === id)) refuse('APIG.3030');
  return id;
}

/** Returns the API group of a call. @throws Refusal APIG.3030 or APIG.3001 if the gateway or the group does not exist. */
export function requireGroup(project: Project, params: Call['params']): StoredGroup {
  const gatewayId = requireGateway(project, params['instance_id']);
  const group = project.groups.find((it) => it.id === params['group_id'] && it.gatewayId === gatewayId);
  return group ?? refuse('APIG.3001');
}

/** Returns true if a query parameter is absent or equal to the value. */
export function matches(query: URLSearchParams, name: string, value: string): boolean {
  const wanted = query.get(name);
  return wanted === null || wanted === value;
}

/** Returns true if a query parameter is absent or part of the value (our choice; no source documents how names are matched). */
export function contains(query: URLSearchParams, name: string, value: string): boolean {
  return value.toLowerCase().includes((query.get(name) ?? '').toLowerCase());
}

function show(project: Project, group: StoredGroup): components['schemas']['ApiGroup'] {
  return {
    id: group.id,
    name: group.name,
    status: 1,
    sl_domain: `${group.id}.apic.example.com`,
    sl_domains: [`${group.id}.apic.example.com`],
    register_time: group.time,
    update_time: group.time,
    remark: group.remark,
    is_default: 2,
    url_domains: project.domains
      .filter((domain) => domain.groupId === group.id)
      .map((domain) => showDomain(project, domain)),
  };
}

function showDomain(project: Project, domain: StoredDomain): components['schemas']['GroupDomain'] {
  const certificate = project.certificates.find((it) => it.id === domain.certificateId);
  return {
    id: domain.id,
    domain: domain.name,
    cname_status: domain.status,
    min_ssl_version: domain.minTlsVersion,
    verified_client_certificate_enabled: domain.verifiesClients,
    is_http_redirect_to_https: domain.redirectsToHttps,
    ...portsOf(domain),
    is_has_trusted_root_ca: certificate?.is_has_trusted_root_ca ?? false,
    ...(certificate
      ? {
          ssl_id: certificate.id,
          ssl_name: certificate.name,
          ssl_infos: [
            {
              ssl_id: certificate.id,
              ssl_name: certificate.name,
              algorithm_type: certificate.algorithm_type,
              is_has_trusted_root_ca: certificate.is_has_trusted_root_ca,
              type: certificate.type,
            },
          ],
        }
      : { ssl_infos: [] }),
  };
}
