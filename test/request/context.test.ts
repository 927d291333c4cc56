import { Upstream } from '../../src/apig/upstream';
import { Changes } from '../../src/request/changes';
import { RequestContext } from '../../src/request/context';
import { onTestEnd } from '../support/cleanup';
import { startUpstream } from '../support/upstream';

/** A context whose upstream fails its first calls, and counts them all. */
async function start(failures: number) {
  let calls = 0;
  const endpoint = await startUpstream((request, response) => {
    request.resume();
    calls++;
    response.writeHead(calls > failures ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ instances: [], total: calls }));
  });
  const upstream = new Upstream({ timeoutMs: 2_000, retries: 0 });
  onTestEnd(() => upstream.close());
  const context = new RequestContext({
    upstream,
    changes: new Changes({ before: () => {}, after: () => {} }),
    requestId: 'r',
    deadline: Date.now() + 10_000,
    caller: { token: 't', projectId: 'p', endpoint, requestId: 'r' },
  });
  return { context, calls: () => calls };
}

const readTotal = async (context: RequestContext) => (await context.call('listGateways', {})).total;
const readTotalToo = async (context: RequestContext) => (await context.call('listGateways', {})).total;

describe('a memoized read of a request', () => {
  it('is made once, also for concurrent callers', async () => {
    const { context, calls } = await start(0);
    const [one, other] = [context.once(readTotal), context.once(readTotal)];
    expect(await Promise.all([one, other, context.once(readTotal)])).toEqual([1, 1, 1]);
    expect(calls()).toBe(1);
    await context.once(readTotalToo);
    expect(calls()).toBe(2);
  });

  it('fails for all callers', async () => {
    const { context, calls } = await start(1);
    await expect(context.once(readTotal)).rejects.toMatchObject({ name: 'ApigFailure' });
    await expect(context.once(readTotal)).rejects.toMatchObject({ name: 'ApigFailure' });
    expect(calls()).toBe(1);
  });

  it('is made again after a change, and by another request', async () => {
    const { context, calls } = await start(0);
    await context.once(readTotal);
    context.forgetReads();
    expect(await context.once(readTotal)).toBe(2);
    expect(await context.withGrace(1_000).once(readTotal)).toBe(3);
    expect(calls()).toBe(3);
  });
});
