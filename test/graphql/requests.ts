import { SAMPLE_IDS } from '../../src/simulator/seed';
import type { Sent } from '../support/response';

const CERTIFICATE =
  'query Q($id: ID!, $with: Boolean! = true) { certificate(id: $id) { ... on Certificate @include(if: $with) { name domains { totalCount } } __typename } }';
const { shopCertificate, shopGateway } = SAMPLE_IDS;

/** Requests that a compiler or a fast path may handle wrongly: a description, the request, and its headers. */
export const REQUESTS: readonly [string, Sent, Record<string, string>?][] = [
  ['variables', { query: CERTIFICATE, variables: { id: shopCertificate } }],
  ['a directive', { query: CERTIFICATE, variables: { id: 'missing', with: false } }],
  ['variables that are missing', { query: CERTIFICATE }],
  ['variables that are null', { query: CERTIFICATE, variables: null }],
  ['variables of another type', { query: CERTIFICATE, variables: { id: {} } }],
  ['variables that are a list', { query: CERTIFICATE, variables: [1] }],
  ['extensions', { query: '{ __typename }', extensions: { a: 1 } }],
  ['an operation name', { query: 'query A { __typename } query B { b: __typename }', operationName: 'B' }],
  ['an unknown operation name', { query: 'query A { __typename } query B { b: __typename }', operationName: 'C' }],
  ['no operation name', { query: 'query A { __typename } query B { b: __typename }' }],
  ['an operation name that is a number', { query: '{ __typename }', operationName: 7 }],
  ['introspection', { query: '{ __schema { queryType { name } } __type(name: "Domain") { name } }' }],
  [
    'Accept of Apollo Client',
    { query: '{ __typename }' },
    { accept: 'application/graphql-response+json,application/json;q=0.9' },
  ],
  ['Accept of an old client', { query: '{ __typename }' }, { accept: 'application/json' }],
  ['Accept of another type', { query: '{ __typename }' }, { accept: 'image/png' }],
  ['no token', { query: '{ certificates { __typename ... on ApigError { code } } }' }, { 'x-auth-token': '' }],
  [
    '@skip on a field that merges with another',
    {
      query:
        'query($id: ID!, $s: Boolean!) { certificate(id: $id) { ... on Certificate { name @skip(if: $s) name } } certificate(id: $id) @skip(if: true) { __typename } }',
      variables: { id: shopCertificate, s: true },
    },
  ],
  [
    '@include on one of two spreads of a fragment',
    {
      query:
        'query($id: ID!, $s: Boolean!) { certificate(id: $id) { ...F @include(if: $s) ...F } } fragment F on Certificate { name }',
      variables: { id: shopCertificate, s: false },
    },
  ],
  [
    '@include on one of two spreads of a fragment, without a variable',
    {
      query:
        'query($id: ID!) { certificate(id: $id) { ...F @include(if: false) ...F } } fragment F on Certificate { name }',
      variables: { id: shopCertificate },
    },
  ],
  [
    '@skip on fields and fragments that merge, without a variable',
    {
      query:
        'query($id: ID!) { certificate(id: $id) @include(if: true) { ... on Certificate @skip(if: true) { name id } ... on Certificate { name ... @skip(if: false) { san } } } certificate(id: $id) @skip(if: true) { __typename } }',
      variables: { id: shopCertificate },
    },
  ],
  [
    '@skip on a change',
    {
      query:
        'mutation($id: ID!, $s: Boolean!) { a: deleteCertificate(id: $id) @skip(if: $s) { __typename } b: deleteCertificate(id: $id) @include(if: $s) { __typename } }',
      variables: { id: SAMPLE_IDS.upcomingCertificate, s: true },
    },
  ],
  [
    'null for an argument that may not be null',
    { query: 'query($n: Int = 4) { gateways(first: $n) { __typename } }', variables: { n: null } },
  ],
  [
    'null for an argument of the first change that may not be null',
    {
      query:
        'mutation($id: ID!, $d: [CertificateDomainInput!]!, $p: NotAttachedPolicy = SKIP) { a: detachCertificateDomains(certificateId: $id, domains: $d, ifNotAttached: $p) { __typename } b: deleteCertificate(id: $id) { __typename } }',
      variables: { id: SAMPLE_IDS.upcomingCertificate, d: [{ domain: 'www.shop.example.com' }], p: null },
    },
  ],
  [
    'null for an argument of the second change that may not be null',
    {
      query:
        'mutation($id: ID!, $d: [CertificateDomainInput!]!, $p: NotAttachedPolicy) { b: deleteCertificate(id: $id) { __typename } a: detachCertificateDomains(certificateId: $id, domains: $d, ifNotAttached: $p) { __typename } }',
      variables: { id: SAMPLE_IDS.upcomingCertificate, d: [{ domain: 'www.shop.example.com' }], p: null },
    },
  ],
  [
    'null in a list that holds none',
    {
      query:
        'query($id: ID!, $d: String!, $g: ID = 5) { detachPreview(certificateId: $id, domains: [{ domain: $d, instanceIds: [$g] }]) { __typename } }',
      variables: { id: shopCertificate, d: 'www.shop.example.com', g: null },
    },
  ],
  [
    'a variable that is left out below an object',
    {
      query:
        'query($id: ID!, $d: String!, $g: [ID!]) { detachPreview(certificateId: $id, domains: [{ domain: $d, instanceIds: $g }]) { ... on DetachPreview { domains { action placements { name } } } ... on ApigError { message } } }',
      variables: { id: shopCertificate, d: 'www.shop.example.com' },
    },
  ],
  [
    'variables below an object',
    {
      query:
        'query($id: ID!, $d: String!, $g: ID!) { detachPreview(certificateId: $id, domains: [{ domain: $d, instanceIds: [$g] }]) { ... on DetachPreview { domains { action placements { name } } } ... on ApigError { message } } }',
      variables: { id: shopCertificate, d: 'www.shop.example.com', g: shopGateway },
    },
  ],
  [
    'values that have another form within the server',
    {
      query:
        'query($f: CertificateFilter, $t: CertificateScope = INSTANCE, $e: DateTime!) { a: certificates(filter: $f) { ...C } b: certificates(filter: { type: GLOBAL, expiresBefore: $e }) { ...C } c: certificates(filter: { type: $t }) { ...C } } fragment C on CertificateConnection { edges { node { name type notAfter } } }',
      variables: { f: { type: 'INSTANCE', expiresBefore: '2099-01-01T00:00:00+02:00' }, e: '2098-01-01T00:00:00Z' },
    },
  ],
  [
    'aliases that are joined from others',
    {
      query:
        'query($id: ID!) { a: certificate(id: $id) { ...C } q_Certificate_a: certificate(id: $id) { __typename } q_a: certificate(id: $id) { __typename } } fragment C on Certificate { q: domains { totalCount edges { node { name } } } r: domains { totalCount } }',
      variables: { id: shopCertificate },
    },
  ],
  [
    'entities, of which some are unknown',
    {
      query:
        'query($r: [_Any!]!) { _entities(representations: $r) { ... on Certificate { name } ... on Domain { name } } }',
      variables: {
        r: [
          { __typename: 'Certificate', id: 'missing' },
          { __typename: 'Certificate', id: shopCertificate },
          { __typename: 'Domain', id: 'missing' },
          { __typename: 'Certificate', id: '..' },
        ],
      },
    },
  ],
  [
    'the operation name of one of several with variables',
    {
      query:
        'query A($id: ID!) { certificate(id: $id) { ...C } } query B($first: Int = 2) { certificates(first: $first) { ... on CertificateConnection { edges { node { ...C } } } } } fragment C on Certificate { name }',
      operationName: 'B',
    },
  ],
];
