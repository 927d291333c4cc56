import { EDITS, type EditName } from '../../oracle/behaviour';
import type { DomainSpec } from '../../oracle/estates';
import { FORMS, type Habits } from '../../oracle/habits';
import type { OracleRequest } from '../../oracle/requests';
import { onChange, onChangeAndReads, onReads, type Scenario, SYSTEM_ERROR } from './scenario';

const NAMES = ['a', 'b', 'c', 'd'].map((label) => `${label}.example.com`);
const FOUR: DomainSpec[] = NAMES.map((name) => ({ name, holds: 'cert-1' }));
const [A = '', , , D = ''] = NAMES;
const IDN = 'xn--bcher-kva.example.com';

const skip = (...names: string[]): OracleRequest => ({
  kind: 'detach',
  certificateId: 'cert-1',
  domains: names.map((domain) => ({ domain })),
  skip: true,
});
const detach = (...names: string[]): OracleRequest => ({
  kind: 'detach',
  certificateId: 'cert-1',
  domains: names.map((domain) => ({ domain })),
  skip: false,
});

/** Everything that reads: what it shows must be so, or it must fail. */
const READERS: Readonly<Record<string, OracleRequest>> = {
  'SKIP of the last': skip(D),
  'SKIP of all': skip(...NAMES),
  certificate: { kind: 'certificate', id: 'cert-1' },
  certificates: { kind: 'certificates' },
  domain: { kind: 'domain', name: D },
  'detach preview': { kind: 'detachPreview', certificateId: 'cert-1', domains: [{ domain: D }] },
  'attach preview': { kind: 'attachPreview', certificateId: 'cert-1', domains: [{ domain: D }] },
  replacement: { kind: 'replace', from: 'cert-1', to: 'cert-3', domains: [{ domain: D }] },
};

const MANY: DomainSpec[] = Array.from({ length: 2_100 }, (_, index) => ({
  name: `d${String(index).padStart(4, '0')}.example.com`,
  holds: 'cert-1',
}));
const LAST = 'd2099.example.com';
const failed = onChange({ effect: 'never', reply: SYSTEM_ERROR });

const CAPS: readonly [string, Habits][] = [
  ['pages of 20', { pageCap: 20 }],
  ['pages of 100 without total', { pageCap: 100, noTotal: true }],
  ['pages of 20, the filter ignored', { pageCap: 20, filter: 'ignored' }],
  ['pages of 100 without total, the filter ignored', { pageCap: 100, noTotal: true, filter: 'ignored' }],
];

const caps: Scenario[] = CAPS.flatMap(([name, habits]) => [
  { name: `${name}: SKIP of the last of 2,100`, domains: MANY, habits, request: skip(LAST) },
  {
    name: `${name}: detach of the last of 2,100, 500 unapplied`,
    domains: MANY,
    habits,
    hook: failed,
    request: detach(LAST),
    expect: ['UNKNOWN'],
  },
  {
    name: `${name}: certificate`,
    domains: MANY.slice(0, 300),
    habits,
    request: READERS['certificate'] as OracleRequest,
  },
  {
    name: `${name}: detach preview of the last of 2,100`,
    domains: MANY,
    habits,
    request: { kind: 'detachPreview', certificateId: 'cert-1', domains: [{ domain: LAST }] },
  },
]);

/** The list shifts by one between the first page and the second: another tool detaches the first, or swaps it for a new one. */
const shifts: Scenario[] = (['shorter', 'as long'] as const).flatMap((how) =>
  [skip('d0020.example.com'), { kind: 'certificate', id: 'cert-1' } as const].map((request) => ({
    name: `the list shifts between two pages and is ${how} then: ${request.kind}`,
    domains: [...MANY.slice(0, 60), { name: 'new.example.com' }],
    habits: { pageCap: 20, filter: 'ignored' } as const,
    request,
    meanwhile: async (plane) => {
      const reads = () => plane.journal.received.filter(({ operation }) => operation === 'listAttachedDomains').length;
      for (let wait = 0; wait < 2_000 && reads() === 0; wait++) await new Promise((resolve) => setTimeout(resolve, 1));
      plane.otherTool(({ domains }) => {
        const [first] = domains;
        if (first) delete first.certificateId;
        const last = domains.at(-1);
        if (how === 'as long' && last) last.certificateId = 'cert-1';
      });
    },
  })),
);

const forms: Scenario[] = (Object.keys(FORMS) as (keyof typeof FORMS)[]).flatMap((names) =>
  ([undefined, 'ignored', 'as shown'] as const).flatMap((filter) => {
    const habits: Habits = { names, ...(filter ? { filter } : {}) };
    const domains = [...FOUR, { name: IDN, holds: 'cert-1' }];
    const how = `names ${names}, filter ${filter ?? 'by parts'}`;
    return [
      { name: `${how}: SKIP`, domains, habits, request: skip(A, IDN), expect: ['success'] },
      {
        name: `${how}: detach, 500 unapplied`,
        domains,
        habits,
        hook: failed,
        request: detach(IDN),
        expect: ['UNKNOWN'],
      },
      {
        name: `${how}: detach, applied, 500`,
        domains,
        habits,
        hook: onChange({ reply: SYSTEM_ERROR }),
        request: detach(A),
        expect: ['success'],
      },
      {
        name: `${how}: detach preview`,
        domains,
        habits,
        request: { kind: 'detachPreview', certificateId: 'cert-1', domains: [{ domain: A }, { domain: IDN }] } as const,
        expect: ['success'],
      },
    ];
  }),
);

const dotted: Scenario[] = [
  { name: 'a name that ends with a dot is detached', domains: FOUR, request: detach(`${A}.`), expect: ['success'] },
  { name: 'a name that ends with a dot, SKIP', domains: FOUR, request: skip(`${A}.`), expect: ['success'] },
  {
    name: 'a name that ends with a dot, 500 unapplied',
    domains: FOUR,
    hook: failed,
    request: detach(`${A}.`),
    expect: ['UNKNOWN'],
  },
];

const broken: Scenario[] = (Object.keys(EDITS) as EditName[]).flatMap((edit) => [
  ...Object.entries(READERS).map(
    ([name, request]): Scenario => ({
      name: `every read ${edit}: ${name}`,
      certificates: [{ id: 'cert-1' }, { id: 'cert-2' }, { id: 'cert-3' }],
      domains: FOUR,
      hook: onReads({ edit }),
      request,
    }),
  ),
  {
    name: `a detach fails with 502, every read ${edit}`,
    domains: FOUR,
    hook: onChangeAndReads({ effect: 'never', reply: { status: 502 } }, { edit }),
    request: detach(A),
    expect: ['UNKNOWN'],
  },
  {
    name: `an attach fails with 502, every read ${edit}`,
    domains: [{ name: A }],
    hook: onChangeAndReads({ effect: 'never', reply: { status: 502 } }, { edit }),
    request: { kind: 'attach', certificateId: 'cert-1', domains: [{ domain: A }] },
    expect: ['UNKNOWN'],
  },
  {
    name: `a delete fails with 502, every read ${edit}`,
    domains: [],
    hook: onChangeAndReads({ effect: 'never', reply: { status: 502 } }, { edit }),
    request: { kind: 'delete', id: 'cert-1' },
    expect: ['UNKNOWN'],
  },
]);

/** An incomplete or inconsistent read is a failed read, and names are compared by one key. */
export const READING: readonly Scenario[] = [...caps, ...shifts, ...forms, ...dotted, ...broken];
