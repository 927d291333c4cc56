import { X509Certificate } from 'node:crypto';
import { ApigFailure } from '../../src/apig/failure';
import type { Caller, CallLimits, InputOf, OutputOf } from '../../src/apig/types';
import { Upstream } from '../../src/apig/upstream';
import { OPERATIONS, type OperationId } from '../../src/contract/operations';
import type { OracleRequest } from '../oracle/requests';
import { keyOf } from '../oracle/state';
import { GATEWAYS } from './history';

/** One upstream call of the kernel, and the request that it is made for. */
interface Made {
  readonly operation: OperationId;
  readonly input: unknown;
  readonly caller: Caller;
  readonly limits: CallLimits;
  readonly request: OracleRequest | undefined;
}

/** Makes a call, or a falsified one. */
type Next = (made: Made) => Promise<unknown>;

/** A mistake that the server could have, put in where the kernel meets the upstream client. */
export interface Mutant {
  /** The complaint with which the oracle is to find it out. */
  readonly foundAs: RegExp;
  readonly call: (made: Made, next: Next) => Promise<unknown>;
}

const isChange = ({ operation }: Made) => OPERATIONS[operation][0] !== 'GET';

/** Mistakes by name. The simulation is worth what it finds of them: a test runs each. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'verdict always APPLIED': {
    foundAs: /a success that is not true|does not serve it/,
    call: (made, next) =>
      next(made).catch((error: ApigFailure) => {
        if (!isChange(made) || error.details.delivery !== 'UNKNOWN' || OPERATIONS[made.operation][2] !== 204)
          throw error;
        return undefined;
      }),
  },
  'names instead of placements': {
    foundAs: /a success that is not true|does not serve it/,
    call: async (made, next) => onEveryGateway(await next(made)),
  },
  'pages cut': {
    foundAs: /not true|it was attached|not shown|not so at any moment/,
    call: async (made, next) => {
      const page = (await next(made)) as Page | undefined;
      const list = LISTS.map((name) => page?.[name]).find(Array.isArray);
      return page && list ? { ...page, total: list.length } : page;
    },
  },
  'reads remembered across the change': {
    foundAs: /after the change, /,
    call: async (made, next) => {
      if (!AFTER_CHANGE.has(made.operation)) return next(made);
      const replies = remembered.get(made.caller) ?? new Map<string, unknown>();
      remembered.set(made.caller, replies);
      const key = `${made.operation} ${JSON.stringify(made.input)}`;
      if (!replies.has(key)) replies.set(key, await next(made));
      return replies.get(key);
    },
  },
  'nothing attached before the change': {
    foundAs: /ATTACHED: it was not so before the change/,
    call: (made, next) => {
      const isBefore = made.request?.kind === 'attach' && !changing.has(made.caller);
      if (isChange(made)) changing.add(made.caller);
      if (!isBefore || made.operation !== 'listAttachedDomains') return next(made);
      return Promise.resolve({ size: 0, total: 0, bound_domains: [] });
    },
  },
  'any certificate of the name is the same': {
    foundAs: /a success that is not true/,
    call: async (made, next) => {
      const { request } = made;
      const reply = await next(made);
      if (request?.kind !== 'create' || made.operation !== 'showCertificate') return reply;
      const not_after = new Date(new X509Certificate(request.content.pem).validTo).toISOString();
      return { ...Object(reply), serial_number: request.content.serial, not_after };
    },
  },
  'sent again after a 5xx': {
    foundAs: /a change was sent again/,
    call: (made, next) =>
      next(made).catch((error: ApigFailure) => {
        if (!isChange(made) || (error.details.status ?? 0) < 500) throw error;
        return next(made);
      }),
  },
  'restore dropped': {
    foundAs: /RESTORED: it does not have what it had|nobody tried to put it back/,
    call: (made, next) => {
      const { request, operation, input } = made;
      const { path } = input as { path?: { certificate_id?: string } };
      const isBack = request?.kind === 'replace' && path?.certificate_id === request.from;
      return isBack && operation === 'attachDomains' ? Promise.resolve(undefined) : next(made);
    },
  },
  'NOT_APPLIED after a time-out': {
    foundAs: /nothing was changed, and/,
    call: (made, next) =>
      next(made).catch((error: ApigFailure) => {
        throw isChange(made) && error.details.code === 'GATEWAY.TIMEOUT' ? error.with({ delivery: 'NOT_SENT' }) : error;
      }),
  },
  "another caller's token": {
    foundAs: /another caller's token/,
    call: (made, next) => next({ ...made, caller: { ...made.caller, token: 'token-of-caller-0' } }),
  },
  'deadline ignored': {
    foundAs: /^r\d+: late/,
    call: (made, next) => next({ ...made, limits: { ...made.limits, deadline: Number.POSITIVE_INFINITY } }),
  },
};

/** The reads whose replies change with a change. */
const AFTER_CHANGE: ReadonlySet<OperationId> = new Set(['listApiGroups', 'showApiGroup', 'listAttachedDomains']);

/** The replies to the reads of a request, by its caller: each request has an object of its own. */
const remembered = new WeakMap<Caller, Map<string, unknown>>();

/** The callers of the requests that have sent a change. */
const changing = new WeakSet<Caller>();

/** An upstream client with a mistake. @param requestOf the request of an `X-Request-Id`. */
export class MutantUpstream extends Upstream {
  constructor(
    options: ConstructorParameters<typeof Upstream>[0],
    private readonly mutant: Mutant,
    private readonly requestOf: (requestId: string) => OracleRequest | undefined,
  ) {
    super(options);
  }

  override call<Op extends OperationId>(
    operation: Op,
    input: InputOf<Op>,
    caller: Caller,
    limits: CallLimits,
  ): Promise<OutputOf<Op>> {
    const made = { operation, input, caller, limits, request: this.requestOf(caller.requestId) };
    const next: Next = (it) => super.call(operation, input, it.caller, it.limits);
    return this.mutant.call(made, next) as Promise<OutputOf<Op>>;
  }
}

const LISTS = ['certs', 'bound_domains', 'instances', 'groups'] as const;
type Page = Record<string, unknown>;

/** Where a certificate is attached, as one sees it who thinks that a name that is attached somewhere is attached everywhere. */
function onEveryGateway(reply: unknown): unknown {
  const page = reply as { bound_domains?: { url_domain: string; instance_id: string }[] } | undefined;
  if (!page?.bound_domains) return reply;
  const rows = page.bound_domains.flatMap((row) =>
    GATEWAYS.flatMap((id) => {
      const isKnown = page.bound_domains?.some(
        (it) => keyOf(it.url_domain) === keyOf(row.url_domain) && it.instance_id === id,
      );
      return row.instance_id === id || !isKnown ? [{ ...row, instance_id: id }] : [];
    }),
  );
  return { ...page, bound_domains: rows, size: rows.length, total: rows.length };
}
