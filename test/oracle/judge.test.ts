import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock';
import type { Behaviour } from './behaviour';
import { ControlPlane } from './control-plane';
import { type DomainSpec, estateOf } from './estates';
import { judge } from './judge';
import type { OracleRequest } from './requests';
import type { Result } from './response';

const NAME = 'a.example.com';
const ON: DomainSpec = { name: NAME, holds: 'cert-1' };
const OFF: DomainSpec = { name: NAME };
const PATH = '/v2/p/apigw/certificates/cert-1';
const detach: OracleRequest = { kind: 'detach', certificateId: 'cert-1', domains: [{ domain: NAME }], skip: false };
const attach: OracleRequest = { kind: 'attach', certificateId: 'cert-1', domains: [{ domain: NAME }] };
const replace: OracleRequest = { kind: 'replace', from: 'cert-1', to: 'cert-2', domains: [{ domain: NAME }] };

const detached = (outcome = 'DETACHED', holder?: string | null): Result => ({
  __typename: 'DetachCertificateDomainsSuccess',
  domains: [{ domain: NAME, outcome, ...(holder === undefined ? {} : { placements: holder && [shown(holder)] }) }],
});
const shown = (id: string) => ({
  id: 'b9be707660c5406394f8973e00000001',
  verifiedClientCertificateEnabled: false,
  certificate: { id },
});
const attachedAs = (outcome: string): Result => ({
  __typename: 'AttachCertificateDomainsSuccess',
  domains: [{ domain: NAME, outcome }],
});
const create: OracleRequest = { kind: 'create', name: 'name_cert_1', content: { pem: '', key: '', serial: '1000' } };
const created = (existed: boolean): Result => ({
  __typename: 'CreateCertificateSuccess',
  existed,
  certificate: { id: 'cert-1' },
});
const attached: Result = { __typename: 'AttachCertificateDomainsSuccess', domains: [{ domain: NAME }] };
const failed = (outcome: 'UNKNOWN' | 'NOT_APPLIED'): Result => ({ __typename: 'ApigUpstreamError', outcome });
const replaced = (outcome: string): Result => ({
  __typename: outcome === 'REPLACED' ? 'ReplaceCertificateSuccess' : 'ApigReplacementIncompleteError',
  domains: [{ domain: NAME, outcome, error: outcome === 'REPLACED' ? null : {} }],
});

/** A call that the server makes for the request, another tool's change, or milliseconds that pass. */
type Act =
  | [method: 'POST' | 'GET' | 'DELETE', path: string, behaviour?: Behaviour]
  | 'others detach'
  | 'others attach'
  | number;

interface Told {
  readonly domains: readonly DomainSpec[];
  readonly acts: readonly Act[];
  /** What happens after the response. */
  readonly later?: readonly Act[];
  readonly request: OracleRequest;
  readonly result: Result | null;
  readonly errors?: readonly { message: string; path?: readonly unknown[] }[];
}

async function judged({ domains, acts, later = [], request, result, errors }: Told): Promise<string[]> {
  const behaviours: (Behaviour | undefined)[] = [];
  const project = estateOf('p', [{ id: 'cert-1' }, { id: 'cert-2' }, { id: 'cert-3', hasRootCa: true }], domains);
  const plane = new ControlPlane({ project, clock: systemClock, hook: () => behaviours.shift() });
  const act = async (it: Act) => {
    if (typeof it === 'number') return sleep(it);
    if (typeof it === 'string') {
      return plane.otherTool(({ domains: [domain] }) => {
        if (!domain) return;
        if (it === 'others attach') domain.certificateId = 'cert-1';
        else delete domain.certificateId;
      });
    }
    const [method, path, behaviour] = it;
    behaviours.push(behaviour);
    const body = method === 'POST' ? JSON.stringify({ domains: [{ domain: NAME }] }) : '';
    await plane.receive({ method, path, headers: { 'x-request-id': 'r', 'x-auth-token': 'mine' }, body });
  };
  for (const it of acts) await act(it);
  const to = plane.journal.mark;
  for (const it of later) await act(it);
  const response = { data: { [FIELDS[request.kind] ?? '']: result }, ...(errors ? { errors } : {}) };
  const exchange = { id: 'r', request, token: 'mine', from: 0, to, sentAt: 0, respondedAt: 10, response };
  return judge({ ...exchange, undisturbed: true, withinMs: 1_000 }, plane.journal);
}

const FIELDS: Readonly<Record<string, string>> = {
  detach: 'detachCertificateDomains',
  attach: 'attachCertificateDomains',
  replace: 'replaceCertificate',
  create: 'createCertificate',
  delete: 'deleteCertificate',
  certificate: 'certificate',
};

const UNAPPLIED: Act = ['POST', `${PATH}/domains/detach`, { effect: 'never', reply: { status: 500 } }];
const OFF_CALL: Act = ['POST', `${PATH}/domains/detach`];
const ON_CALL: Act = ['POST', `${PATH}/domains/attach`];
const READ: Act = ['GET', `${PATH}/attached-domains?offset=0&limit=500`];
const NEXT: Act = ['POST', '/v2/p/apigw/certificates/cert-2/domains/attach'];

describe('the oracle', () => {
  const truths: [string, Told][] = [
    ['a detach that was made', { domains: [ON], acts: [OFF_CALL], request: detach, result: detached() }],
    ['an attach that was made', { domains: [OFF], acts: [ON_CALL], request: attach, result: attached }],
    [
      'a detach that was made, and undone by another tool',
      { domains: [ON], acts: [OFF_CALL, 'others attach'], request: detach, result: detached() },
    ],
    [
      'a lost reply, told as unknown',
      { domains: [ON], acts: [UNAPPLIED, READ], request: detach, result: failed('UNKNOWN') },
    ],
    [
      'a lost reply, read back',
      {
        domains: [ON],
        acts: [['POST', `${PATH}/domains/detach`, { reply: 'none' }], READ],
        request: detach,
        result: detached(),
      },
    ],
    ['a replacement', { domains: [ON], acts: [OFF_CALL, NEXT], request: replace, result: replaced('REPLACED') }],
    [
      'a replacement where others took the old one off, whose own detach comes late',
      {
        domains: [ON],
        acts: [
          ['POST', `${PATH}/domains/detach`, { effect: 200, reply: { status: 500 } }],
          'others detach',
          READ,
          NEXT,
        ],
        later: ['others attach', 300],
        request: replace,
        result: replaced('REPLACED'),
      },
    ],
    ['a restored one', { domains: [ON], acts: [OFF_CALL, ON_CALL], request: replace, result: replaced('RESTORED') }],
  ];
  it.each(truths)('accepts %s', async (_, told) => {
    expect(await judged(told)).toEqual([]);
  });

  const lies: [string, Told, string][] = [
    [
      'placements of before the change',
      { domains: [ON], acts: [OFF_CALL], request: detach, result: detached('DETACHED', 'cert-1') },
      'after the change, b9be707660c5406394f8973e00000001 never had cert-1 false',
    ],
    [
      'placements that are null without an error',
      { domains: [ON], acts: [OFF_CALL], request: detach, result: detached('DETACHED', null) },
      'domains.0.placements is null, and nothing says why',
    ],
    [
      'placements that are null although every read was good',
      {
        domains: [ON],
        acts: [OFF_CALL],
        request: detach,
        result: detached('DETACHED', null),
        errors: [{ message: 'failed', path: ['detachCertificateDomains', 'domains', 0, 'placements'] }],
      },
      'domains.0.placements fails without a fault',
    ],
    [
      'ATTACHED of what was attached',
      { domains: [ON], acts: [ON_CALL], request: attach, result: attachedAs('ATTACHED') },
      `${NAME} ATTACHED: it was not so before the change`,
    ],
    [
      'ALREADY_ATTACHED of what was not',
      { domains: [OFF], acts: [ON_CALL], request: attach, result: attachedAs('ALREADY_ATTACHED') },
      `${NAME} ALREADY_ATTACHED: it was not so before the change`,
    ],
    [
      'VERIFICATION_CHANGED of what is as before',
      { domains: [ON], acts: [ON_CALL], request: attach, result: attachedAs('VERIFICATION_CHANGED') },
      `${NAME} VERIFICATION_CHANGED: it was not so before the change`,
    ],
    [
      'a certificate that existed, and was called new',
      { domains: [], acts: [], request: create, result: created(false) },
      'it says that it created what was there before',
    ],
    [
      'a certificate that existed, without RETURN',
      { domains: [], acts: [], request: create, result: created(true) },
      'existed without RETURN',
    ],
    [
      'a success without an effect',
      { domains: [ON], acts: [UNAPPLIED], request: detach, result: detached() },
      'a success that is not true',
    ],
    [
      'a success on one of two gateways',
      {
        domains: [ON, { ...ON, gateway: 'gw-2' }],
        acts: [['POST', `${PATH}/domains/detach`, { part: true, reply: 'none' }]],
        request: detach,
        result: detached(),
      },
      'a success that is not true',
    ],
    [
      'an attach without verification that the root CA asks for',
      {
        domains: [{ name: NAME, holds: 'cert-3' }],
        acts: [],
        request: { ...attach, certificateId: 'cert-3' },
        result: attached,
      },
      'a success that is not true',
    ],
    [
      'ALREADY_DETACHED of what was attached',
      { domains: [ON], acts: [OFF_CALL], request: { ...detach, skip: true }, result: detached('ALREADY_DETACHED') },
      `ALREADY_DETACHED, and this change detached it: ${NAME}`,
    ],
    [
      'NOT_APPLIED, and it was',
      {
        domains: [ON],
        acts: [['POST', `${PATH}/domains/detach`, { reply: 'none' }]],
        request: detach,
        result: failed('NOT_APPLIED'),
      },
      'it says that nothing was changed, and it was',
    ],
    [
      'NOT_APPLIED, and it takes effect later',
      {
        domains: [ON],
        acts: [UNAPPLIED],
        later: [OFF_CALL],
        request: detach,
        result: failed('NOT_APPLIED'),
      },
      'it says that nothing was changed, and it was',
    ],
    [
      'NOT_APPLIED by luck',
      { domains: [ON], acts: [UNAPPLIED], request: detach, result: failed('NOT_APPLIED') },
      'it claims to know that nothing was changed, and nobody can',
    ],
    [
      'an error of another kind by luck',
      {
        domains: [ON],
        acts: [UNAPPLIED],
        request: detach,
        result: { __typename: 'ApigInvalidInputError' },
      },
      'it claims to know that nothing was changed, and nobody can',
    ],
    [
      'a change sent again after a 500',
      { domains: [ON], acts: [UNAPPLIED, OFF_CALL], request: detach, result: detached() },
      'a change was sent again: detachDomains cert-1',
    ],
    [
      'doubt after a 204',
      { domains: [ON], acts: [OFF_CALL], request: detach, result: failed('UNKNOWN') },
      'the upstream took it and said so',
    ],
    [
      'doubt though it was read',
      {
        domains: [ON],
        acts: [['POST', `${PATH}/domains/detach`, { reply: 'none' }], READ],
        request: detach,
        result: failed('UNKNOWN'),
      },
      'unsure, though it could be read',
    ],
    [
      'doubt after 429',
      {
        domains: [ON],
        acts: [['POST', `${PATH}/domains/detach`, { effect: 'never', reply: { status: 429 } }]],
        request: detach,
        result: failed('UNKNOWN'),
      },
      'unsure, though it was certainly not taken',
    ],
    [
      'a change without an outcome',
      { domains: [ON], acts: [], request: detach, result: { __typename: 'ApigUpstreamError' } },
      'a change has an outcome',
    ],
    [
      'a masked error',
      { domains: [ON], acts: [], request: detach, result: null, errors: [{ message: 'Internal server error' }] },
      'an error was masked',
    ],
    [
      'a delete of what never was',
      {
        domains: [],
        acts: [],
        request: { kind: 'delete', id: 'cert-9' },
        result: { __typename: 'DeleteCertificateSuccess' },
      },
      'it says that it deleted what never was',
    ],
    [
      'UNCHANGED, and it was moved',
      { domains: [ON], acts: [OFF_CALL], request: replace, result: replaced('UNCHANGED') },
      `${NAME} UNCHANGED: it was moved`,
    ],
    [
      'REPLACED, and a detach comes late',
      {
        domains: [ON],
        acts: [OFF_CALL, NEXT],
        later: ['others attach', OFF_CALL],
        request: replace,
        result: replaced('REPLACED'),
      },
      `${NAME} REPLACED: it was moved later`,
    ],
    [
      'RESTORED, and the detach comes late',
      { domains: [ON], acts: [OFF_CALL, ON_CALL], later: [OFF_CALL], request: replace, result: replaced('RESTORED') },
      `${NAME} RESTORED: it was moved later`,
    ],
    [
      'RESTORED, and it has nothing',
      { domains: [ON], acts: [OFF_CALL], request: replace, result: replaced('RESTORED') },
      `${NAME} RESTORED: it does not have what it had`,
    ],
    [
      'REPLACED, and it has nothing',
      { domains: [ON], acts: [OFF_CALL], request: replace, result: replaced('REPLACED') },
      `${NAME} REPLACED: the new certificate does not serve it`,
    ],
    [
      'LOST at once',
      { domains: [ON], acts: [OFF_CALL], request: replace, result: replaced('LOST') },
      `${NAME} LOST: it was given up before its grace was over`,
    ],
    [
      'a certificate that is not found, and is there',
      {
        domains: [],
        acts: [],
        request: { kind: 'certificate', id: 'cert-1' },
        result: { __typename: 'ApigCertificateNotFoundError' },
      },
      'it is there: ApigCertificateNotFoundError',
    ],
    [
      'a list that is too short',
      {
        domains: [ON],
        acts: [],
        request: { kind: 'certificate', id: 'cert-1' },
        result: {
          __typename: 'Certificate',
          id: 'cert-1',
          name: 'name_cert_1',
          serialNumber: '1000',
          domains: { totalCount: 0, edges: [] },
        },
      },
      'not so at any moment: total 0',
    ],
  ];
  it.each(lies)('detects %s', async (_, told, complaint) => {
    expect(await judged(told)).toContain(complaint);
  });
});
