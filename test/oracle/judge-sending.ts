import { classifyReply } from './certainty';
import type { Journal, ReceivedCall } from './journal';
import type { Exchange } from './judge';
import { QUERIES } from './requests';

/** Milliseconds that must be left for a change when it is sent: nobody would hear what became of it. */
const LEAST_MS = 250;

/** Returns the faults of the calls that were made for a request, independent of its response. */
export function judgeSending({ id, request, token }: Exchange, journal: Journal): string[] {
  const complaints: string[] = [];
  const calls = journal.callsOf(id);
  if (token !== undefined && calls.some((call) => call.token !== token))
    complaints.push("another caller's token was sent");
  const changes = calls.filter(({ isRead }) => !isRead);
  if (QUERIES.has(request.kind) && changes.length > 0) complaints.push('a query sent a change');
  const hurried = changes.find(({ timeoutMs }) => timeoutMs !== undefined && timeoutMs < LEAST_MS);
  if (hurried) complaints.push(`a change was sent with too little time left: ${hurried.timeoutMs} ms`);
  const before = new Map<string, ReceivedCall>();
  for (const call of changes) {
    const key = changeOf(call, request.kind === 'replace');
    const earlier = before.get(key);
    before.set(key, call);
    if (!earlier || classifyReply(earlier) === 'not taken') continue;
    const isPutBack = request.kind === 'replace' && call.params['certificate_id'] === request.from;
    if (isPutBack && call.operation === 'attachDomains') continue;
    complaints.push(`a change was sent again: ${key}`);
  }
  return complaints;
}

/** Returns a key of the change that a call makes: two equal keys are one change sent twice. Steps of a replacement differ by domain and gateway. */
function changeOf({ operation, params, body }: ReceivedCall, bySteps: boolean): string {
  const refs = bySteps ? ((body as { domains?: { domain: string; instance_ids?: string[] }[] }).domains ?? []) : [];
  const steps = refs.map(({ domain, instance_ids: ids }) => `${domain}@${ids ?? '*'}`);
  return [operation, params['certificate_id'] ?? params['domain_id'] ?? '', ...steps].join(' ');
}
