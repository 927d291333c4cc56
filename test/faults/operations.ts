import { type DocumentNode, print } from 'graphql';
import * as operations from '../../schema/generated/operations';
import type { Project } from '../../src/simulator/estate';
import { certificate, domain, gateway, group } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';
import type { Issued } from '../support/certificates';

/** One cell's own certificate and domain in the estate. */
export interface Cell {
  readonly certificateId: string;
  readonly domain: string;
  readonly name: string;
}

/** An operation that faults befall. */
export interface FaultyOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: (cell: Cell, site: Issued) => object;
  /** The upstream call that does the work, by method and path. */
  readonly isMain: (method: string, path: string) => boolean;
  /** True if the domain is attached at the start; undefined for an operation without a domain. */
  readonly attached?: boolean;
  /** Returns true if the change is applied; absent for a read. */
  readonly isApplied?: (project: Project, cell: Cell) => boolean;
}

const find = (project: Project, cell: Cell) => project.certificates.find(({ id }) => id === cell.certificateId);
const holder = (project: Project, cell: Cell) =>
  project.domains.find(({ name }) => name === cell.domain)?.certificateId;
const domains = (cell: Cell) => ({ certificateId: cell.certificateId, domains: [{ domain: cell.domain }] });
const text = (document: unknown) => print(document as DocumentNode);
const ends = (method: string, end: RegExp) => (usedMethod: string, path: string) =>
  usedMethod === method && end.test(path);

export const OPERATIONS: readonly FaultyOperation[] = [
  {
    name: 'certificate',
    query:
      '{ certificate(id: "$id") { __typename ... on Certificate { name } ... on ApigError { code message retryable requestId } ... on ApigUpstreamError { outcome } } }',
    variables: () => ({}),
    isMain: ends('GET', /certificates\/[\w-]+$/),
  },
  {
    name: 'certificates',
    query: text(operations.CertificatesDocument),
    variables: () => ({ first: 2 }),
    isMain: ends('GET', /certificates\?/),
  },
  {
    name: 'detach FAIL',
    query: text(operations.DetachCertificateDomainsDocument),
    variables: (cell) => ({ ...domains(cell), ifNotAttached: 'FAIL' }),
    isMain: ends('POST', /\/detach$/),
    attached: true,
    isApplied: (project, cell) => holder(project, cell) === undefined,
  },
  {
    name: 'detach SKIP',
    query: text(operations.DetachCertificateDomainsDocument),
    variables: (cell) => ({ ...domains(cell), ifNotAttached: 'SKIP' }),
    isMain: ends('POST', /\/detach$/),
    attached: true,
    isApplied: (project, cell) => holder(project, cell) === undefined,
  },
  {
    name: 'attach',
    query: text(operations.AttachCertificateDomainsDocument),
    variables: domains,
    isMain: ends('POST', /\/attach$/),
    attached: false,
    isApplied: (project, cell) => holder(project, cell) === cell.certificateId,
  },
  {
    name: 'create',
    query: text(operations.CreateCertificateDocument),
    variables: (cell, site) => ({ input: { name: cell.name, certContent: site.pem, privateKey: site.key } }),
    isMain: ends('POST', /certificates$/),
    isApplied: (project, cell) => project.certificates.some(({ name }) => name === cell.name),
  },
  {
    name: 'update',
    query: text(operations.UpdateCertificateDocument),
    variables: (cell, site) => ({ id: cell.certificateId, input: { certContent: site.pem, privateKey: site.key } }),
    isMain: ends('PUT', /certificates\/[\w-]+$/),
    isApplied: (project, cell) => find(project, cell)?.serial_number === '13010',
  },
  {
    name: 'delete',
    query: text(operations.DeleteCertificateDocument),
    variables: (cell) => ({ id: cell.certificateId }),
    isMain: ends('DELETE', /certificates\/[\w-]+$/),
    isApplied: (project, cell) => find(project, cell) === undefined,
  },
];

/** A project with a certificate and a domain for each cell. */
export function projectOf(cells: readonly { cell: Cell; operation: FaultyOperation }[]): Project {
  const now = new Date();
  const only = group('group-1', 'gw-1', 'only', now);
  return {
    id: SIMULATOR_PROJECT_ID,
    gateways: [gateway(SIMULATOR_PROJECT_ID, 'gw-1', 'gw', 'BASIC', '203.0.113.1', now)],
    groups: [only],
    domains: cells.map(({ cell, operation: { attached } }, index) =>
      domain(index, cell.domain, only, attached ? { certificateId: cell.certificateId } : {}),
    ),
    certificates: cells.map(({ cell }) =>
      certificate(cell.certificateId, `old_${cell.name}`, ['*.cells.example'], { now, days: [-1, 90] }),
    ),
  };
}
