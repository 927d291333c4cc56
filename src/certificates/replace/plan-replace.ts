import { ApigFailure } from '../../apig/failure';
import { domainKey } from '../../input/domain-name';
import type { RequestContext } from '../../request/context';
import { AttachObstacle, planAttach } from '../attach/plan-attach';
import { attachedDomainsLoader } from '../certificate/attached-domains';
import { certificateLoader } from '../certificate/certificate.loader';
import { isNotYetValid } from '../certificate/certificate-state';
import type { WantedDomain } from '../changes/certificate-domain.input';
import { locateDomain } from '../changes/locate-domain';
import { NamedFailure } from '../changes/named-failure';
import { type Step, stepsOf } from './replace-domains';

/**
 * Looks whether every domain could hold the new certificate once the old one is off, so that nothing is taken off that
 * cannot be put on. Costs the reads of `planAttach`, one of the old certificate, and one for each 500 domains of it.
 * @returns the steps, in the order in which they are safest.
 * @throws ApigFailure, or NamedFailure where a domain or a certificate is the reason why no step is taken.
 */
export async function planReplacement(
  context: RequestContext,
  from: string,
  to: string,
  wanted: readonly WantedDomain[],
): Promise<readonly Step[]> {
  await readOldCertificate(context, from);
  const certificate = await context.loader(certificateLoader).load(to);
  if (isNotYetValid(certificate.validFrom, context.now)) {
    throw refusal(`${to} is not valid yet: clients would refuse it.`, 'GATEWAY.INVALID_CERTIFICATE', []);
  }
  const steps: Step[] = [];
  for (const it of wanted) {
    const { placements } = await locateDomain(context, it);
    const own = stepsOf(it, placements, from, to);
    for (const { obstacles } of await planAttach(context, to, [it, ...own.map(({ next }) => next)], from)) {
      const [obstacle] = obstacles;
      if (!obstacle) continue;
      const { code, text } = REASONS[obstacle];
      throw refusal(`${it.ref.domain}: ${text}`, code, [it.ref.domain]);
    }
    steps.push(...own);
  }
  // Where HTTP is redirected to HTTPS, a moment without TLS is a moment without the site: these go last.
  const attached = await context.loader(attachedDomainsLoader).load(from);
  const redirected = new Set(
    attached.filter((it) => it.is_http_redirect_to_https).map((it) => domainKey(it.url_domain)),
  );
  const isRedirected = ({ wanted: { key } }: Step) => Number(redirected.has(key));
  return steps.sort((one, other) => isRedirected(one) - isRedirected(other));
}

async function readOldCertificate(context: RequestContext, id: string): Promise<void> {
  try {
    await context.loader(certificateLoader).load(id);
  } catch (error) {
    throw error instanceof ApigFailure ? new NamedFailure(error, { certificateId: id }) : error;
  }
}

type OwnCode = Parameters<typeof ApigFailure.of>[0];

const REASONS: Readonly<Record<AttachObstacle, { code: OwnCode; text: string }>> = {
  [AttachObstacle.GATEWAY_NOT_FOUND]: {
    code: 'GATEWAY.GATEWAY_NOT_FOUND',
    text: 'a gateway that is named is not there.',
  },
  [AttachObstacle.DOMAIN_NOT_FOUND]: {
    code: 'GATEWAY.DOMAIN_NOT_FOUND',
    text: 'it is not on the gateways that are meant.',
  },
  [AttachObstacle.CERTIFICATE_EXPIRED]: {
    code: 'GATEWAY.INVALID_CERTIFICATE',
    text: 'the new certificate has expired.',
  },
  [AttachObstacle.NOT_COVERED]: { code: 'GATEWAY.INVALID_CERTIFICATE', text: 'the new certificate is not for it.' },
  [AttachObstacle.HOLDS_ANOTHER_CERTIFICATE]: {
    code: 'GATEWAY.CONFLICT',
    text: 'it holds neither of the two certificates.',
  },
  [AttachObstacle.OTHER_GATEWAY]: { code: 'GATEWAY.CONFLICT', text: 'the new certificate is for another gateway.' },
  [AttachObstacle.NO_TRUSTED_ROOT_CA]: {
    code: 'GATEWAY.CONFLICT',
    text: 'clients are verified there, and the new certificate has no trusted root CA to do it against.',
  },
};

function refusal(message: string, code: OwnCode, domainNames: readonly string[]): NamedFailure {
  const failure = ApigFailure.of(code, 'NOT_SENT', { message: `Nothing was changed. ${message}` });
  return new NamedFailure(failure, { domainNames });
}
