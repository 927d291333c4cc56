import { auditServer } from 'graphql-http';
import { startServerProcess } from '../support/process';

/** Notices that remain, each with its reason. */
const OPEN = new Map(
  [
    'MAY accept application/x-www-form-urlencoded formatted GET requests',
    'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
    'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
  ].map((name) => [name, 'CSRF prevention: a GET needs a header that no foreign page can send without a preflight']),
);

describe('GraphQL over HTTP', () => {
  it('passes the audit of graphql-http without errors or warnings, and with the listed notices only', async () => {
    const { url } = await startServerProcess();
    const results = await auditServer({ url: `${url}/graphql` });
    expect(results.length).toBeGreaterThan(60);
    const open = results.filter(({ status }) => status !== 'ok');
    expect(open.map(({ status, name }) => ({ status, name }))).toEqual(
      [...OPEN.keys()].map((name) => ({ status: 'notice', name })),
    );
  });
});
