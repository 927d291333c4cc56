import { EPOCH_MS } from './epoch';
import type { Run } from './run-history';

/** Formats a history for people: the initial state, then a line for each event. */
export function traceOf({ history, exchanges, plane, complaints }: Run): string {
  const { seed, certificates, domains, habits, weather, events, requestTimeoutMs, upstreamTimeoutMs } = history;
  const { journal } = plane;
  const start = journal.initial;
  const zero = EPOCH_MS;
  const lines: [number, number, string][] = [];
  const add = (at: number, order: number, text: string) => lines.push([at - zero, order, text]);
  events.forEach((event, index) => {
    const { at, what, ...rest } = event;
    const id = what === 'ask' ? `r${index} ` : '';
    add(zero + at, 0, `${id}${what} ${brief(rest)}`);
  });
  for (const { at, requestId, operation, params, body, behaviour, reply } of journal.received) {
    const target = params['certificate_id'] ?? params['domain_id'] ?? params['instance_id'] ?? '';
    const told = typeof reply === 'string' ? reply : `${reply.status} ${reply.text.slice(0, 160)}`;
    add(at, 1, `  ${requestId} -> ${operation} ${target} ${brief(body)} | ${brief(behaviour)} | <- ${told}`);
  }
  for (const { at, requestId, before, after } of journal.moves) {
    const moved = after.placements.flatMap((it, index) => {
      const was = before.placements[index];
      const isSame = was?.certificateId === it.certificateId && was?.verified === it.verified;
      return isSame
        ? []
        : [
            `${it.key}@${it.gatewayId}: ${was?.certificateId ?? '-'} -> ${it.certificateId ?? '-'}${it.verified ? ' verified' : ''}`,
          ];
    });
    const certificatesNow = [...after.certificates.values()]
      .map(({ id, name, serial }) => `${id} ${name} ${serial}`)
      .join(', ');
    add(at, 2, `  * moved by ${requestId ?? 'another tool'}: ${moved.length > 0 ? moved.join(', ') : certificatesNow}`);
  }
  for (const { id, respondedAt, response } of exchanges) add(respondedAt, 3, `${id} <= ${brief(response)}`);
  lines.sort(([at, order], [otherAt, otherOrder]) => at - otherAt || order - otherOrder);
  return [
    `--- seed ${seed}: weather "${weather}", habits ${brief(habits)}, upstream ${upstreamTimeoutMs} ms, request ${requestTimeoutMs} ms`,
    `    certificates ${certificates.map(({ id, hasRootCa }) => `${id}${hasRootCa ? ' (root CA)' : ''}`).join(', ')}`,
    ...domains.map(({ name, gateway, ports }) => {
      const placement = start.placements.find((it) => it.gatewayId === gateway && it.key === name);
      return `    ${name}@${gateway} ${placement?.certificateId ?? '-'}${placement?.verified ? ' verified' : ''}${ports ? ` on ${ports} ports` : ''}`;
    }),
    ...lines.map(([at, , text]) => `${String(Math.round(at)).padStart(8)} ${text}`),
    ...complaints.map((why) => `    !!! ${why}`),
    '',
  ].join('\n');
}

/** Data in short; certificates and keys are left out. */
function brief(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (key, it: unknown) =>
    /pem|^key$|cert_content|private_key/.test(key) ? '...' : it,
  ).replaceAll('"', '');
}
