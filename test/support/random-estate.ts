import fc from 'fast-check';
import type { Project } from '../../src/simulator/estate';
import { covers } from '../../src/simulator/names';
import { certificate, domain, gateway, group } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';

const GATEWAYS = ['gw-1', 'gw-2', 'gw-3'];
const NAMES = ['a.one.example', 'b.one.example', '*.one.example', 'a.two.example', 'b.two.example', 'x.three.example'];
const CERTIFICATES = ['c-0', 'c-1', 'c-2', 'c-3'];
const SANS = [
  ['*.one.example'],
  ['*.one.example', '*.two.example'],
  ['a.one.example', 'x.three.example'],
  ['*.two.example'],
];

/** Generates a small project with domains on several gateways and ports, and certificates of each scope, some expired or with a root CA. */
export const estates = fc
  .record({
    certificates: fc.array(
      fc.record({
        san: fc.constantFrom(...SANS),
        days: fc.constantFrom<[number, number]>([-10, 100], [-10, 100], [-30, -1], [5, 300]),
        hasRootCa: fc.boolean(),
        gateway: fc.option(fc.constantFrom(...GATEWAYS.slice(0, 2)), { freq: 3 }),
      }),
      { minLength: CERTIFICATES.length, maxLength: CERTIFICATES.length },
    ),
    places: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...NAMES),
        gateway: fc.integer({ min: 0, max: GATEWAYS.length - 1 }),
        holds: fc.option(fc.constantFrom(...CERTIFICATES), { freq: 3 }),
        verified: fc.boolean(),
        redirects: fc.boolean(),
        onPorts: fc.boolean(),
      }),
      { minLength: 3, maxLength: 12, selector: ({ name, gateway: at }) => `${name} ${at}` },
    ),
  })
  .map(({ certificates, places }) => (): Project => {
    const now = new Date();
    const groups = GATEWAYS.map((id, index) => group(`group-${index}`, id, `group_${index}`, now));
    const stored = certificates.map(({ san, days, hasRootCa, gateway: of }, index) =>
      certificate(CERTIFICATES[index] ?? '', `certificate_${index}`, san, {
        now,
        days,
        more: {
          is_has_trusted_root_ca: hasRootCa,
          ...(of === null ? {} : { type: 'instance' as const, instance_id: of }),
        },
      }),
    );
    // In the order of the gateways, as the upstream lists them.
    const sorted = [...places].sort((one, other) => one.gateway - other.gateway);
    let number = 0;
    const domains = sorted.flatMap(({ name, gateway: at, holds, verified, redirects, onPorts }) => {
      const of = groups[at];
      if (!of) return [];
      const ca = stored.find(({ id }) => id === holds)?.is_has_trusted_root_ca ?? false;
      const facts = {
        ...(holds === null ? {} : { certificateId: holds }),
        verifiesClients: verified && ca,
        redirectsToHttps: redirects,
      };
      const ports = onPorts
        ? [
            { httpPort: 8080, httpsPort: 8443 },
            { httpPort: 9080, httpsPort: 9443 },
          ]
        : [{}];
      return ports.map((pair) => domain(++number, name, of, { ...facts, ...pair }));
    });
    const gateways = GATEWAYS.map((id) =>
      gateway(SIMULATOR_PROJECT_ID, id, `name of ${id}`, 'BASIC', '203.0.113.1', now),
    );
    return { id: SIMULATOR_PROJECT_ID, gateways, groups, domains, certificates: stored };
  });

/** Generates requests for such a project, mostly for objects that exist. */
export const requests = fc.record({
  certificateId: fc.constantFrom(...CERTIFICATES, 'missing'),
  domains: fc.array(
    fc.record(
      {
        domain: fc.constantFrom(...NAMES, 'A.One.Example', 'nowhere.example'),
        instanceIds: fc.uniqueArray(fc.constantFrom(...GATEWAYS, ...GATEWAYS, 'gw-x'), { minLength: 1, maxLength: 2 }),
        verifiedClientCertificateEnabled: fc.boolean(),
      },
      { requiredKeys: ['domain'] },
    ),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Generates requests for attached domains, one domain each, which are rare among purely random requests. */
export function requestsOfAttached({ domains }: Project): { certificateId: string; domains: { domain: string }[] }[] {
  return domains.flatMap(({ name, certificateId }) =>
    certificateId === undefined ? [] : [{ certificateId, domains: [{ domain: name }] }],
  );
}

/** Generates requests for attached domains together with another certificate that can serve them on every gateway. */
export function replacementsIn(project: Project): (ReturnType<typeof requestsOfAttached>[number] & { to: string })[] {
  return requestsOfAttached(project).flatMap((request) => {
    const names = request.domains.map(({ domain }) => domain);
    const to = project.certificates.find(
      ({ id, type, not_after, san, is_has_trusted_root_ca }) =>
        id !== request.certificateId &&
        type === 'global' &&
        is_has_trusted_root_ca &&
        Date.parse(not_after) > Date.now() &&
        names.every((name) => covers(san, name)),
    );
    return to ? [{ ...request, to: to.id }] : [];
  });
}

/** Returns an item of a list by a random number, or undefined if the list is empty. */
export function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(1, items.length)];
}

/** Replaces the contents of a served project with another's. */
export function refill(served: Project, next: Project): void {
  for (const part of ['gateways', 'groups', 'domains', 'certificates'] as const) {
    (served[part] as unknown[]).splice(0, Number.POSITIVE_INFINITY, ...next[part]);
  }
}

/** Returns the certificate of each placement, for comparison. */
export function bindings(project: Project): string[] {
  return project.domains.map((it) => `${it.id} ${it.certificateId ?? '-'} ${it.verifiesClients}`);
}
