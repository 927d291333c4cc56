import { FAILED_READS, TOO_MANY, UNSURE_REPLIES } from '../../oracle/behaviour';
import type { DomainSpec } from '../../oracle/estates';
import type { Content, OracleRequest } from '../../oracle/requests';
import { onChange, onChangeAndReads, type Scenario } from './scenario';

const NAME = 'a.example.com';

/** A change, the estate that it works on, and whether the state tells that it was made. */
interface Subject {
  readonly domains: readonly DomainSpec[];
  readonly request: OracleRequest;
}

function subjectsOf(content: Content): Readonly<Record<string, Subject>> {
  const held: DomainSpec[] = [
    { name: NAME, holds: 'cert-1' },
    { name: NAME, gateway: 'gw-2', holds: 'cert-1' },
  ];
  const free: DomainSpec[] = [{ name: NAME }, { name: NAME, gateway: 'gw-2' }];
  const domains = [{ domain: NAME }];
  const domainId = 'b9be707660c5406394f8973e00000001';
  return {
    detach: { domains: held, request: { kind: 'detach', certificateId: 'cert-1', domains, skip: false } },
    'detach with SKIP': { domains: held, request: { kind: 'detach', certificateId: 'cert-1', domains, skip: true } },
    attach: { domains: free, request: { kind: 'attach', certificateId: 'cert-1', domains } },
    'detach of one': { domains: held, request: { kind: 'detachOne', certificateId: 'cert-1', domainId } },
    'attach of one': { domains: free, request: { kind: 'attachOne', certificateId: 'cert-1', domainId } },
    create: { domains: free, request: { kind: 'create', name: 'brand_new', content } },
    update: { domains: held, request: { kind: 'update', id: 'cert-1', content } },
    rename: { domains: held, request: { kind: 'update', id: 'cert-1', content, name: 'new_name' } },
    delete: { domains: free, request: { kind: 'delete', id: 'cert-1' } },
  };
}

const TIMES = {
  'never applied': { effect: 'never' },
  applied: {},
  'applied 200 ms later': { effect: 200 },
  // The read-backs end about 2.3 s after the request; a busy machine delays them.
  'applied 6 s later': { effect: 6_000 },
} as const;

/** Every change before every reply that leaves it open, whenever it takes effect, with good reads and with bad ones. */
export function outcomes(content: Content): Scenario[] {
  return Object.entries(subjectsOf(content)).flatMap(([name, subject]) => [
    ...Object.entries(UNSURE_REPLIES).flatMap(([told, reply]) =>
      Object.entries(TIMES).map(
        ([when, time]): Scenario => ({
          ...subject,
          name: `${name} ${when}, ${told}`,
          hook: onChange({ ...time, reply }),
          expect:
            when === 'applied' ? ['success'] : when === 'applied 200 ms later' ? ['success', 'UNKNOWN'] : ['UNKNOWN'],
        }),
      ),
    ),
    ...Object.entries(UNSURE_REPLIES).map(
      ([told, reply]): Scenario => ({
        ...subject,
        name: `${name} applied, ${told}, the read-back is refused`,
        hook: onChangeAndReads(
          { reply },
          { reply: { status: 403, text: '{"error_code":"APIG.1005","error_msg":"No permissions"}' } },
        ),
        expect: ['UNKNOWN'],
      }),
    ),
    ...Object.entries(FAILED_READS)
      // Over HTTP nobody can be unreachable for one call alone.
      .filter(([, reply]) => reply !== 'unreachable')
      .map(
        ([told, reply]): Scenario => ({
          ...subject,
          name: `${name} applied, 500, every read ${told}`,
          hook: onChangeAndReads({ reply: { status: 500 } }, { reply }),
          expect: ['UNKNOWN'],
        }),
      ),
    {
      ...subject,
      name: `${name} turned away with 429, always`,
      hook: onChange({ effect: 'never', reply: TOO_MANY }, 100),
      expect: ['RateLimited'],
    },
    {
      ...subject,
      name: `${name} turned away with 429 once`,
      hook: onChange({ effect: 'never', reply: TOO_MANY }),
      expect: ['success'],
    },
    { ...subject, name: `${name} without a fault`, expect: ['success'] },
  ]);
}
