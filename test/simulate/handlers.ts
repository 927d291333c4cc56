import type { StoredCertificate } from '../../src/simulator/estate';
import { errorReply } from '../../src/simulator/reply';
import type { Handler } from '../../src/simulator/router';
import type { parseCertificate } from '../../src/simulator/x509';
import type { Content } from '../oracle/requests';

/** A content with what the upstream reads from it. */
export interface KnownContent extends Content {
  readonly parsed: Awaited<ReturnType<typeof parseCertificate>>;
}

/** Handlers that know the few contents of the simulation by their PEM: to read certificates anew would be most of the work. */
export function handlersOf(contents: readonly KnownContent[]): Readonly<Record<string, Handler>> {
  const parsed = new Map(contents.map((content) => [content.pem, content.parsed]));
  let created = 0;
  return {
    createCertificate: ({ project, body, now }) => {
      const { name, cert_content: pem } = body as { name: string; cert_content: string };
      const [model] = project.certificates;
      if (!model || project.certificates.some((it) => it.name === name)) return errorReply('APIG.3325');
      const time = now.toISOString();
      const id = `new-${++created}`;
      const json: StoredCertificate = {
        ...model,
        id,
        ...parsed.get(pem),
        name,
        is_has_trusted_root_ca: false,
        create_time: time,
        update_time: time,
      };
      project.certificates.push(json);
      return { status: 200, json };
    },
    updateCertificate: ({ project, params, body, now }) => {
      const { name, cert_content: pem } = body as { name: string; cert_content: string };
      const old = project.certificates.find(({ id }) => id === params['certificate_id']);
      if (!old) return errorReply('APIG.3025');
      if (project.certificates.some((it) => it !== old && it.name === name)) return errorReply('APIG.3325');
      const is_has_trusted_root_ca = false;
      const update_time = now.toISOString();
      Object.assign(old, parsed.get(pem), { name, is_has_trusted_root_ca, update_time });
      return { status: 200, json: old };
    },
  };
}
