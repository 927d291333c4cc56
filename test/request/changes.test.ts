import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '../../src/apig/types';
import { Changes } from '../../src/request/changes';
import type { AuditTrail, ChangeRecord } from '../../src/telemetry/audit-trail';

const caller = (token: string): Caller => ({ token, projectId: 'p', endpoint: 'http://upstream', requestId: 'r' });
const OWNER = caller('owner');
const RECORD: ChangeRecord = {
  changeId: 'x',
  requestId: 'r',
  change: 'detachCertificateDomains',
  projectId: 'p',
  certificateId: 'c',
};
const limits = () => ({ deadline: Date.now() + 5_000 });

/** An audit trail that keeps its records. */
function start() {
  const records: unknown[][] = [];
  const audit: AuditTrail = {
    before: ({ requestId }) => void records.push(['before', requestId]),
    after: ({ requestId }, _, { result, code, outcome }) =>
      void records.push(['after', requestId, result, code, outcome]),
  };
  return { changes: new Changes(audit), records };
}

describe('the changes of a process', () => {
  it('wait for the same caller’s change of the same certificate, and for no other caller’s, with invented tokens too', async () => {
    const { changes } = start();
    const events: string[] = [];
    const change = (name: string, ms: number) => async () => {
      await wait(ms);
      events.push(name);
    };
    const invented = Array.from({ length: 450 }, (_, index) =>
      changes.inTurn(caller(`invented-${index}`), ['certificate'], limits(), () => wait(300)),
    );
    const begin = Date.now();
    await Promise.all([
      changes.inTurn(OWNER, ['certificate'], limits(), change('first', 30)),
      changes.inTurn(OWNER, ['certificate'], limits(), change('second', 0)),
      changes.inTurn(OWNER, ['other'], limits(), change('other', 0)),
      changes.inTurn({ ...OWNER, projectId: 'q' }, ['certificate'], limits(), change('other project', 1)),
    ]);
    expect(Date.now() - begin).toBeLessThan(250);
    expect(events).toEqual(['other', 'other project', 'first', 'second']);
    await Promise.all(invented);
  });

  it('have all ended once it is idle, including those that waited', async () => {
    const { changes } = start();
    await changes.idle();
    const ended: number[] = [];
    const all = [1, 2, 3].map((index) =>
      changes.inTurn(OWNER, ['certificate'], limits(), async () => {
        await wait(10);
        ended.push(index);
      }),
    );
    await changes.idle();
    expect(ended).toEqual([1, 2, 3]);
    await Promise.all(all);
  });
});

describe('the record after a change', () => {
  it('is always written: after a bug with UNKNOWN', async () => {
    const { changes, records } = start();
    await changes.recorded(RECORD, OWNER, async (close) => close({ result: 'Success', code: null, outcome: null }));
    await expect(
      changes.recorded(RECORD, OWNER, async () => {
        throw new TypeError('a bug');
      }),
    ).rejects.toThrow('a bug');
    expect(records).toEqual([
      ['before', 'r'],
      ['after', 'r', 'Success', null, null],
      ['before', 'r'],
      ['after', 'r', 'Error', null, 'UNKNOWN'],
    ]);
  });

  it('is written at once and only once if the process ends before the change', async () => {
    const { changes, records } = start();
    const change = changes.recorded(RECORD, OWNER, async (close) => {
      await wait(20);
      close({ result: 'Success', code: null, outcome: null });
    });
    changes.abandon();
    expect(records).toEqual([
      ['before', 'r'],
      ['after', 'r', 'Error', null, 'UNKNOWN'],
    ]);
    await change;
    expect(records).toHaveLength(2);
  });
});
