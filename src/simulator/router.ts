import { OPERATIONS, type OperationId } from '../contract/operations';
import { attachCertificates, attachDomains, detachCertificates, detachDomains, listAttachedDomains } from './bindings';
import type { Call } from './call';
import {
  createCertificate,
  deleteCertificate,
  listCertificates,
  showCertificate,
  updateCertificate,
} from './certificates';
import { listApiGroups, listGateways, showApiGroup } from './gateways';
import type { Reply } from './reply';

/** Handles a call of one operation. @throws Refusal with a documented error */
export type Handler = (call: Call) => Reply | Promise<Reply>;

const HANDLERS: Readonly<Record<OperationId, Handler>> = {
  listCertificates,
  createCertificate,
  showCertificate,
  updateCertificate,
  deleteCertificate,
  listAttachedDomains,
  attachDomains,
  detachDomains,
  attachCertificates,
  detachCertificates,
  listGateways,
  listApiGroups,
  showApiGroup,
};

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: OperationId;
}

const ROUTES: readonly Route[] = Object.entries(OPERATIONS).map(([operation, [method, template]]) => ({
  method,
  pattern: new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  operation: operation as OperationId,
}));

/** Returns the operation of a method and path, with decoded path parameters; undefined if there is none. */
export function route(method: string, path: string) {
  for (const { method: expected, pattern, operation } of ROUTES) {
    const groups = method === expected ? pattern.exec(path)?.groups : undefined;
    if (!groups) continue;
    const params = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
    return { operation, params, handler: HANDLERS[operation] };
  }
  return undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
