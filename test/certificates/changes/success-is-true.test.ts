import {
  CreateCertificateDocument,
  DeleteCertificateDocument,
  UpdateCertificateDocument,
} from '../../../schema/generated/operations';
import type { Fault, WireRequest } from '../../faults/fault-server';
import type { DomainSpec } from '../../oracle/estates';
import { issue } from '../../support/certificates';
import {
  body,
  isChange,
  isRead,
  NAME,
  ON_ONE,
  ON_TWO,
  type Result,
  reply,
  start,
  UNKNOWN,
} from '../../support/unclear-upstream';

describe('a success is true', () => {
  /** Narrows a change to one gateway, and responds with 500. */
  const half: (request: WireRequest) => Fault | undefined = (request) =>
    isChange(request)
      ? async (socket, forward) => {
          Object.assign(request, {
            body: request.body.replace(/"domain":"([^"]+)"/, '"domain":"$1","instance_ids":["gw-1"]'),
          });
          Object.assign(request.headers, { 'content-length': String(Buffer.byteLength(request.body)) });
          await reply(500, body('APIG.9999'), 'before')(socket, forward);
        }
      : undefined;
  const unapplied = (request: WireRequest) => (isChange(request) ? reply(500, body('APIG.9999')) : undefined);
  const applied = (request: WireRequest) => (isChange(request) ? reply(500, body('APIG.9999'), 'before') : undefined);

  it('if no placement is left, and not if the domain is still attached on another gateway', async () => {
    const some = await start(ON_TWO, half);
    expect(await some.detach()).toMatchObject(UNKNOWN);
    expect(some.project.domains.map((it) => it.certificateId)).toEqual([undefined, 'cert-1']);
    const all = await start(ON_TWO, applied);
    expect(await all.detach()).toMatchObject({ domains: [{ domain: NAME, outcome: 'DETACHED' }] });
  });

  it('if the certificate is attached on every gateway that has the domain, and not only on some', async () => {
    expect(await (await start(ON_ONE, unapplied)).attach()).toMatchObject(UNKNOWN);
    const none: DomainSpec[] = [{ name: NAME }, { name: NAME, gateway: 'gw-2' }];
    const some = await start(none, half);
    expect(await some.attach()).toMatchObject(UNKNOWN);
    expect(some.project.domains.map((it) => it.certificateId)).toEqual(['cert-1', undefined]);
    expect(await (await start(none, applied)).attach()).toMatchObject({
      __typename: 'AttachCertificateDomainsSuccess',
    });
  });

  it('if client verification is as requested: by default on if the certificate has a root CA', async () => {
    const certificates = [{ id: 'cert-1', hasRootCa: true }];
    const held: DomainSpec[] = [{ name: NAME, holds: 'cert-1' }];
    const left = await start(held, unapplied, { certificates });
    expect(await left.attach()).toMatchObject(UNKNOWN);
    expect(await left.attach('cert-1', { verifiedClientCertificateEnabled: true })).toMatchObject(UNKNOWN);
    const isSo = { __typename: 'AttachCertificateDomainsSuccess' };
    expect(await left.attach('cert-1', { verifiedClientCertificateEnabled: false })).toMatchObject(isSo);
  });

  it('also for a certificate that does not exist, which is neither detached nor deleted', async () => {
    const { server, detach, sent } = await start(ON_TWO, unapplied);
    expect(await detach('FAIL', NAME, 'missing')).toMatchObject(UNKNOWN);
    sent.length = 0;
    const { data } = await server.run(DeleteCertificateDocument, { id: 'missing' });
    expect(data.deleteCertificate).toMatchObject({
      __typename: 'ApigCertificateNotFoundError',
      certificateId: 'missing',
    });
    expect(sent).toEqual([]);
  });

  it('for a created certificate, and not for one that had the name and the content before', async () => {
    const { pem, key } = await issue({ san: ['*.example.com'] });
    const create = async ({ server }: Awaited<ReturnType<typeof start>>) => {
      const input = { name: 'brand_new', certContent: pem, privateKey: key };
      return (await server.run(CreateCertificateDocument, { input })).data.createCertificate as Result;
    };
    const lost = await start([], applied);
    expect(await create(lost)).toMatchObject({ __typename: 'CreateCertificateSuccess' });
    expect(await create(lost)).toMatchObject(UNKNOWN);
    // Some regions list certificates by gateway only. The certificate can still be created there, and the response proves it.
    const unlisted = await start([], (request) =>
      isRead(request) && request.path.includes('/certificates?') ? reply(400, body('APIG.2001')) : undefined,
    );
    expect(await create(unlisted)).toMatchObject({ __typename: 'CreateCertificateSuccess' });
  });

  it('for a renamed certificate', async () => {
    const { pem, key } = await issue({ san: ['*.example.com'] });
    const { server } = await start([], applied);
    const update = (name: string) =>
      server.run(UpdateCertificateDocument, { id: 'cert-1', input: { name, certContent: pem, privateKey: key } });
    for (const name of ['first_name', 'second_name']) {
      expect((await update(name)).data.updateCertificate).toMatchObject({
        __typename: 'UpdateCertificateSuccess',
        certificate: { name },
      });
    }
  });
});
