import { setTimeout as wait } from 'node:timers/promises';
import { Disconnect } from '../../src/lib/disconnect';
import { KeyedQueue } from '../../src/request/keyed-queue';

const LATER = (ms = 5_000) => ({ deadline: Date.now() + ms });

describe('KeyedQueue', () => {
  it('runs tasks of one key in order, those of other keys concurrently, and leaves nothing behind', async () => {
    const queue = new KeyedQueue();
    const events: string[] = [];
    const task = (name: string, ms: number) => async () => {
      events.push(`${name} starts`);
      await wait(ms);
      events.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([
      queue.run('a', LATER(), task('a1', 60)),
      queue.run('a', LATER(), task('a2', 1)),
      queue.run('b', LATER(), task('b1', 10)),
    ]);
    expect(results).toEqual(['a1', 'a2', 'b1']);
    expect(events).toEqual(['a1 starts', 'b1 starts', 'b1 ends', 'a1 ends', 'a2 starts', 'a2 ends']);
    await wait(0);
    expect(queue.size).toBe(0);
  });

  it('goes on after a task that fails', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', LATER(), () => Promise.reject(new Error('no')));
    const next = queue.run('a', LATER(), async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('does not run a task whose deadline passes before its turn, and keeps the order of the others', async () => {
    const queue = new KeyedQueue();
    const ran: string[] = [];
    const slow = queue.run('a', LATER(), async () => {
      await wait(100);
      ran.push('slow');
    });
    const late = queue.run('a', LATER(20), async () => void ran.push('late'));
    const last = queue.run('a', LATER(), async () => void ran.push('last'));
    await expect(late).rejects.toMatchObject({ details: { code: 'GATEWAY.TIMEOUT', delivery: 'NOT_SENT' } });
    await Promise.all([slow, last]);
    expect(ran).toEqual(['slow', 'last']);
  });

  it('does not run a task whose client disconnects before its turn', async () => {
    const queue = new KeyedQueue();
    const disconnect = new Disconnect();
    const slow = queue.run('a', LATER(), () => wait(50));
    const left = queue.run('a', { ...LATER(), disconnect }, () => Promise.reject(new Error('it ran')));
    disconnect.abort();
    await expect(left).rejects.toMatchObject({ details: { code: 'GATEWAY.CANCELLED', delivery: 'NOT_SENT' } });
    await slow;
  });
});
