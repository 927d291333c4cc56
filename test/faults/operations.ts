import type { OperationId } from '../../src/contract/operations';
import type { Project } from '../../src/simulator/estate';
import { estateOf } from '../oracle/estates';
import type { Content, OracleRequest } from '../oracle/requests';

/** The things that an operation works on. */
export interface Cell {
  readonly certificateId: string;
  readonly domain: string;
  readonly domainId: string;
  readonly name: string;
}

/** A request that faults befall. */
export interface FaultyOperation {
  readonly name: string;
  readonly request: (cell: Cell, content: Content) => OracleRequest;
  /** The upstream operation that does the work. */
  readonly main: OperationId;
  /** Whether the domain is attached at the start. */
  readonly attached?: boolean;
}

const domainsOf = ({ domain }: Cell) => [{ domain }];

/** Every kind of request; a test holds the table against the kinds. */
export const OPERATIONS: readonly FaultyOperation[] = [
  { name: 'certificate', main: 'showCertificate', request: ({ certificateId: id }) => ({ kind: 'certificate', id }) },
  { name: 'certificates', main: 'listCertificates', request: () => ({ kind: 'certificates' }) },
  { name: 'domain', main: 'listApiGroups', request: ({ domain: name }) => ({ kind: 'domain', name }) },
  {
    name: 'detach preview',
    main: 'listAttachedDomains',
    attached: true,
    request: (cell) => ({ kind: 'detachPreview', certificateId: cell.certificateId, domains: domainsOf(cell) }),
  },
  {
    name: 'attach preview',
    main: 'listApiGroups',
    request: (cell) => ({ kind: 'attachPreview', certificateId: cell.certificateId, domains: domainsOf(cell) }),
  },
  {
    name: 'replace preview',
    main: 'listApiGroups',
    attached: true,
    request: (cell) => ({ kind: 'replacePreview', from: cell.certificateId, to: 'next', domains: domainsOf(cell) }),
  },
  {
    name: 'update preview',
    main: 'listAttachedDomains',
    attached: true,
    request: ({ certificateId: id }, content) => ({ kind: 'updatePreview', id, content }),
  },
  {
    name: 'delete preview',
    main: 'listAttachedDomains',
    attached: true,
    request: ({ certificateId: id }) => ({ kind: 'deletePreview', id }),
  },
  {
    name: 'detach FAIL',
    main: 'detachDomains',
    attached: true,
    request: (cell) => ({ kind: 'detach', certificateId: cell.certificateId, domains: domainsOf(cell), skip: false }),
  },
  {
    name: 'detach SKIP',
    main: 'detachDomains',
    attached: true,
    request: (cell) => ({ kind: 'detach', certificateId: cell.certificateId, domains: domainsOf(cell), skip: true }),
  },
  {
    name: 'attach',
    main: 'attachDomains',
    request: (cell) => ({ kind: 'attach', certificateId: cell.certificateId, domains: domainsOf(cell) }),
  },
  {
    name: 'detach one',
    main: 'detachCertificates',
    attached: true,
    request: ({ certificateId, domainId }) => ({ kind: 'detachOne', certificateId, domainId }),
  },
  {
    name: 'attach one',
    main: 'attachCertificates',
    request: ({ certificateId, domainId }) => ({ kind: 'attachOne', certificateId, domainId }),
  },
  { name: 'create', main: 'createCertificate', request: ({ name }, content) => ({ kind: 'create', name, content }) },
  {
    name: 'create RETURN',
    main: 'createCertificate',
    request: ({ name }, content) => ({ kind: 'create', name, content, mayExist: true }),
  },
  {
    name: 'update',
    main: 'updateCertificate',
    request: ({ certificateId: id }, content) => ({ kind: 'update', id, content }),
  },
  { name: 'delete', main: 'deleteCertificate', request: ({ certificateId: id }) => ({ kind: 'delete', id }) },
  {
    name: 'replace',
    main: 'detachDomains',
    attached: true,
    request: (cell) => ({ kind: 'replace', from: cell.certificateId, to: 'next', domains: domainsOf(cell) }),
  },
];

/** What an operation works on: each has a project of its own. */
export const CELL: Cell = {
  certificateId: 'cert-1',
  domain: 'a.example.com',
  domainId: 'b9be707660c5406394f8973e00000001',
  name: 'brand_new',
};

/** A project for one operation, with a second certificate to replace the first with. */
export function projectOf(id: string, { attached }: FaultyOperation): Project {
  const { certificateId, domain: name } = CELL;
  return estateOf(
    id,
    [{ id: certificateId }, { id: 'next' }],
    [{ name, ...(attached ? { holds: certificateId } : {}) }],
  );
}
