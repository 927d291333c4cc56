import { Certificate } from '../../../src/certificates/certificate/certificate.type';
import { meeting } from '../../../src/certificates/queries/conditions';
import type { RequestContext } from '../../../src/request/context';

it('lets other requests go on between 500 certificates and the next', async () => {
  const context: Pick<RequestContext, 'now'> = { now: new Date() };
  const rows = Array.from({ length: 2_000 }, (_, index) => ({ id: `c${index}`, name: 'site', san: ['a.example.com'] }));
  const items = rows.map((row) => ({ node: Certificate.listed(row as Parameters<typeof Certificate.listed>[0]) }));
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  let found = 0;
  for await (const _ of meeting(context as RequestContext, { covers: 'a.example.com' }, items)) found++;
  isDone = true;
  expect(found).toBe(2_000);
  expect(turns).toBeGreaterThanOrEqual(3);
});
