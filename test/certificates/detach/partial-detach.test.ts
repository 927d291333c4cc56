import { DetachCertificateDomainsDocument, DetachPreviewDocument } from '../../../schema/generated/operations';
import type { Habits } from '../../../src/simulator/habits';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { startInterceptor } from '../../support/interceptor';
import { startTestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const certificateId = SAMPLE_IDS.shopCertificate;
const [ATTACHED, OTHER, NOWHERE] = ['www.shop.example.com', 'new.shop.example.com', 'nowhere.example.com'];
const both = [{ domain: ATTACHED }, { domain: OTHER }];

/** What the service does with a detach of some attached domains and some others is not documented. */
describe.each<Habits['partialDetach']>(['refuse', 'ignore'])(
  'where the upstream may %s the others',
  (partialDetach) => {
    const start = async (lost: boolean) => {
      const { simulator, project } = await startTestSimulator({ habits: { partialDetach } });
      const endpoint = await startInterceptor(
        () => simulator.url,
        ({ url }) => (lost && url.endsWith('/domains/detach') ? 'lost' : undefined),
      );
      const server = await startTestServer({ endpoint });
      const detach = async (domains: object[], ifNotAttached: 'FAIL' | 'SKIP') => {
        const variables = { certificateId, domains: domains as { domain: string }[], ifNotAttached };
        return (await server.run(DetachCertificateDomainsDocument, variables)).data.detachCertificateDomains;
      };
      const preview = async (domains: object[]) => {
        const variables = { certificateId, domains: domains as { domain: string }[] };
        return (await server.run(DetachPreviewDocument, variables)).data.detachPreview;
      };
      const isAttached = () =>
        project()?.domains.some(({ name, certificateId: held }) => name === ATTACHED && held === certificateId) ??
        false;
      return { detach, preview, isAttached };
    };

    it('FAIL is a success only if none is attached any more, and an error only if nothing was changed', async () => {
      for (const others of [
        [{ domain: OTHER }],
        [{ domain: NOWHERE }],
        [{ domain: ATTACHED, instanceIds: [SAMPLE_IDS.partnerGateway] }],
      ]) {
        const { detach, isAttached } = await start(false);
        const result = await detach([{ domain: ATTACHED, instanceIds: [SAMPLE_IDS.shopGateway] }, ...others], 'FAIL');
        expect(isAttached()).toBe(result?.__typename !== 'DetachCertificateDomainsSuccess');
        if (partialDetach === 'ignore') expect(result?.__typename).toBe('DetachCertificateDomainsSuccess');
        else expect(result?.__typename).toMatch(/^ApigDomainNot(Attached|Found)Error$/);
      }
    });

    it('FAIL names the domains that are not attached, if the upstream refuses', async () => {
      const { detach, preview } = await start(false);
      expect(await preview(both)).toMatchObject({ refusal: { __typename: 'ApigDomainNotAttachedError' } });
      expect(await detach([{ domain: OTHER }], 'FAIL')).toMatchObject({
        __typename: 'ApigDomainNotAttachedError',
        domainNames: [OTHER],
      });
    });

    it('SKIP detaches the attached one', async () => {
      const { detach, isAttached } = await start(false);
      expect(await detach(both, 'SKIP')).toMatchObject({
        __typename: 'DetachCertificateDomainsSuccess',
        domains: [{ outcome: 'DETACHED' }, { outcome: 'ALREADY_DETACHED' }],
      });
      expect(isAttached()).toBe(false);
    });

    it('a lost reply is settled by what is attached then', async () => {
      const { detach, isAttached } = await start(true);
      const result = await detach(both, 'FAIL');
      expect(isAttached()).toBe(partialDetach === 'refuse');
      expect(result).toMatchObject(
        isAttached()
          ? { __typename: 'ApigUpstreamError', outcome: 'UNKNOWN' }
          : { __typename: 'DetachCertificateDomainsSuccess' },
      );
    });
  },
);
