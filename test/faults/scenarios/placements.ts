import { onChange, onChangeAndReads, type Scenario, SYSTEM_ERROR } from './scenario';

const NAME = 'a.example.com';
const attach = { kind: 'attach', certificateId: 'cert-1', domains: [{ domain: NAME }] } as const;
const detach = { kind: 'detach', certificateId: 'cert-1', domains: [{ domain: NAME }], skip: false } as const;
const ON_TWO = [
  { name: NAME, gateway: 'gw-1', holds: 'cert-1' },
  { name: NAME, gateway: 'gw-2', holds: 'cert-1' },
];
const ON_ONE = [
  { name: NAME, gateway: 'gw-1', holds: 'cert-1' },
  { name: NAME, gateway: 'gw-2' },
];
const ON_NONE = [
  { name: NAME, gateway: 'gw-1' },
  { name: NAME, gateway: 'gw-2' },
];
const failed = onChange({ effect: 'never', reply: SYSTEM_ERROR });
const halfDone = onChange({ part: true, reply: SYSTEM_ERROR });
const done = onChange({ reply: SYSTEM_ERROR });
const unsure = ['UNKNOWN'];

/** A change is judged by placements, not by names. */
export const PLACEMENTS: readonly Scenario[] = [
  {
    name: 'attach everywhere, attached on one of two, 500 unapplied',
    domains: ON_ONE,
    hook: failed,
    request: attach,
    expect: unsure,
  },
  {
    name: 'attach everywhere, applied on one of two, 500',
    domains: ON_NONE,
    hook: halfDone,
    request: attach,
    expect: unsure,
  },
  { name: 'attach everywhere, applied, 500', domains: ON_NONE, hook: done, request: attach, expect: ['success'] },
  {
    name: 'detach everywhere, applied on one of two, 500',
    domains: ON_TWO,
    hook: halfDone,
    request: detach,
    expect: unsure,
  },
  { name: 'detach everywhere, applied, 500', domains: ON_TWO, hook: done, request: detach, expect: ['success'] },
  {
    name: 'detach with SKIP, applied on one of two, 500',
    domains: ON_TWO,
    hook: halfDone,
    request: { ...detach, skip: true },
    expect: unsure,
  },
  {
    name: 'detach of two names, applied to one, connection broken',
    domains: [...ON_TWO, { name: 'b.example.com', holds: 'cert-1' }],
    hook: onChange({ part: true, reply: 'broken' }),
    request: { ...detach, domains: [{ domain: NAME }, { domain: 'b.example.com' }] },
    expect: unsure,
  },
  {
    name: 'attach on two named gateways, applied on one, 502',
    domains: ON_NONE,
    hook: onChange({ part: true, reply: { status: 502 } }),
    request: { ...attach, domains: [{ domain: NAME, instanceIds: ['gw-1', 'gw-2'] }] },
    expect: unsure,
  },
  {
    name: 'detach of a name that is nowhere, 500',
    domains: ON_TWO,
    hook: failed,
    request: { ...detach, domains: [{ domain: 'no.example.com' }] },
  },
  {
    name: 'detach of an unknown certificate, 500',
    domains: ON_TWO,
    hook: failed,
    request: { ...detach, certificateId: 'cert-9' },
  },
  {
    name: 'delete of a certificate that never was, 500',
    domains: ON_TWO,
    hook: failed,
    request: { kind: 'delete', id: 'cert-9' },
    expect: ['UNKNOWN', 'CertificateNotFound'],
  },
  { name: 'delete, applied, 500', domains: [], hook: done, request: { kind: 'delete', id: 'cert-1' } },
  {
    name: 'attach with a root CA, argument left out, attached without verification, 500 unapplied',
    domains: [{ name: NAME, holds: 'cert-2' }],
    hook: failed,
    request: { ...attach, certificateId: 'cert-2' },
    expect: unsure,
  },
  {
    name: 'attach with verification asked for, attached without, 500 unapplied',
    domains: [{ name: NAME, holds: 'cert-2' }],
    hook: failed,
    request: {
      ...attach,
      certificateId: 'cert-2',
      domains: [{ domain: NAME, verifiedClientCertificateEnabled: true }],
    },
    expect: unsure,
  },
  {
    name: 'attach without verification asked for, attached with, 500 unapplied',
    domains: [{ name: NAME, holds: 'cert-2', verified: true }],
    hook: failed,
    request: {
      ...attach,
      certificateId: 'cert-2',
      domains: [{ domain: NAME, verifiedClientCertificateEnabled: false }],
    },
    expect: unsure,
  },
  {
    name: 'attach of one domain with a root CA, argument left out, 500 unapplied',
    domains: [{ name: NAME, holds: 'cert-2', ports: 2 }],
    hook: failed,
    request: { kind: 'attachOne', certificateId: 'cert-2', domainId: 'b9be707660c5406394f8973e00000001' },
    expect: unsure,
  },
  {
    name: 'attach where the certificate cannot be read back',
    domains: ON_NONE,
    hook: onChangeAndReads({ effect: 'never', reply: SYSTEM_ERROR }, { reply: { status: 502 } }),
    request: attach,
    expect: unsure,
  },
];
