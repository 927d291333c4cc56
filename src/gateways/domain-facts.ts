import { ApigFailure } from '../apig/failure';
import type { FailureKind } from '../contract/error-codes';
import { DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT } from '../contract/limits';
import { classify } from '../errors/classify';
import type { RequestContext } from '../request/context';
import type { Domain } from './domain.type';
import { gatewayContentsLoader } from './estate.loader';

/** The facts about a placement that a certificate's own list leaves empty. Each is null if it is not known. */
export interface DomainFacts {
  /** True if HTTP requests are redirected to HTTPS. */
  readonly redirectsToHttps: boolean | null;
  /** The inbound port of each protocol; `CLOSED` if the domain does not accept the protocol. */
  readonly httpPort: Port | null;
  readonly httpsPort: Port | null;
  /** True if clients must present a certificate. */
  readonly verifiesClients: boolean | null;
  readonly gatewayId: string;
  /** The id of its API group. */
  readonly groupId: string | null;
}

/** An inbound port, or none because the domain does not accept the protocol. */
export type Port = number | 'CLOSED';

/**
 * Returns the facts that a domain itself contains. A certificate's own list leaves attributes empty although they have values
 * (terraform-provider-huaweicloud, pull request 7896), so only a value that says something counts there: `true`, or a port above 0.
 * API groups contain them all (its acceptance tests TestAccGroup_withUrlDomain and TestAccGroupDomainAssociate_basic).
 */
export function factsOf({ source, isFromGroup }: Domain): DomainFacts {
  const { is_http_redirect_to_https: redirects, verified_client_certificate_enabled: verifies } = source;
  const { ingress_http_port: http, ingress_https_port: https, instance_id, api_group_id } = source;
  return {
    redirectsToHttps: isFromGroup ? (redirects ?? null) : redirects || null,
    httpPort: isFromGroup ? portOf(http, DEFAULT_HTTP_PORT) : listedPort(http),
    httpsPort: isFromGroup ? portOf(https, DEFAULT_HTTPS_PORT) : listedPort(https),
    verifiesClients: verifies ?? null,
    gatewayId: instance_id,
    groupId: api_group_id ?? null,
  };
}

/**
 * Returns the facts of a domain, which are read from its API group if the domain does not contain them: one upstream call for each
 * 500 groups of its gateway, once per request and within the call budget of API groups.
 * @throws ApigFailure if the groups cannot be read.
 */
export async function readFacts(context: RequestContext, domain: Domain): Promise<DomainFacts> {
  const known = factsOf(domain);
  if (domain.isFromGroup) return known;
  const contents = await context.loader(gatewayContentsLoader).load(known.gatewayId);
  const inGroup = contents.domain(domain.id);
  return inGroup ? merged(known, factsOf(inGroup)) : known;
}

/** Returns the facts like `readFacts`, or those that the domain contains if this caller cannot read its group. @throws ApigFailure of any other kind. */
export async function readFactsIfAllowed(context: RequestContext, domain: Domain): Promise<DomainFacts> {
  try {
    return await readFacts(context, domain);
  } catch (error) {
    if (error instanceof ApigFailure && UNREADABLE.has(classify(error).kind)) return factsOf(domain);
    throw error;
  }
}

/**
 * Returns true if one of the placements is unreachable while it has no certificate: HTTP is closed, or redirected to HTTPS. Null if
 * none is known to be, and one may be.
 */
export function needCertificate(placements: readonly DomainFacts[]): boolean | null {
  const found = placements.map(({ redirectsToHttps, httpPort }) => httpPort === 'CLOSED' || redirectsToHttps);
  return found.includes(true) ? true : found.includes(null) ? null : false;
}

/** The failures of reading API groups that no retry can avoid. */
const UNREADABLE: ReadonlySet<FailureKind> = new Set([
  'permission_denied',
  'invalid_input',
  'not_found:gateway',
  'not_found:api_group',
]);

/** Returns the port that a group contains: the protocol's default if none is set, and `CLOSED` for a negative one. */
function portOf(port: number | undefined, otherwise: number): Port {
  if (!port) return otherwise;
  return port < 0 ? 'CLOSED' : port;
}

function listedPort(port: number | undefined): Port | null {
  return port !== undefined && port > 0 ? port : null;
}

function merged(listed: DomainFacts, inGroup: DomainFacts): DomainFacts {
  return {
    ...inGroup,
    redirectsToHttps: listed.redirectsToHttps ?? inGroup.redirectsToHttps,
    httpPort: listed.httpPort ?? inGroup.httpPort,
    httpsPort: listed.httpsPort ?? inGroup.httpsPort,
    verifiesClients: listed.verifiesClients ?? inGroup.verifiesClients,
  };
}
