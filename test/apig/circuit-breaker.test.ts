import { CircuitBreaker } from '../../src/apig/circuit-breaker';
import { ApigFailure } from '../../src/apig/failure';
import { systemClock } from '../../src/lib/clock';

/** A breaker on a clock of the test's own, and calls through it. */
function start() {
  let now = Date.UTC(2026, 0, 1);
  const breaker = new CircuitBreaker({ ...systemClock, now: () => now });
  return {
    breaker,
    pass: (ms: number) => {
      now += ms;
    },
    /** Makes so many calls of a caller, one after the other. @returns how many went through. */
    call: (caller: number, responded: boolean, times = 1): number => {
      let through = 0;
      for (let time = 0; time < times; time++) {
        try {
          breaker.record(caller, breaker.enter(caller, false), responded);
          through++;
        } catch (error) {
          expect((error as ApigFailure).details).toMatchObject({ code: 'GATEWAY.CIRCUIT_OPEN', delivery: 'NOT_SENT' });
        }
      }
      return through;
    },
  };
}

describe('the failures of one caller', () => {
  it('cut off that caller alone', () => {
    const { call, breaker } = start();
    expect(call(1, false, 500)).toBe(20);
    expect([breaker.isOpenFor(1), breaker.isOpenFor(2)]).toEqual([true, false]);
    expect(call(2, true, 30)).toBe(30);
    expect(breaker.state).toBe('closed');
    expect(call(1, true)).toBe(0);
  });

  it('do not cut it off while half of its calls get a response', () => {
    const { call } = start();
    for (let time = 0; time < 50; time++) expect(call(1, true, 2) + call(1, false)).toBe(3);
  });

  it('are forgotten once a probe gets a response', () => {
    const { call, pass } = start();
    call(1, false, 20);
    pass(5_000);
    expect(call(1, true, 30)).toBe(30);
    expect(call(1, false, 30)).toBeLessThan(30);
  });

  it('determine the state of the circuit if nobody else calls', () => {
    const { call, breaker, pass } = start();
    call(1, false, 20);
    expect(breaker.state).toBe('open');
    pass(5_000);
    expect(breaker.state).toBe('half-open');
  });
});

it('a caller that was cut off and does not call again is forgotten after a minute', () => {
  const { call, breaker, pass } = start();
  call(1, false, 20);
  pass(60_000);
  expect(breaker.state).toBe('half-open');
  pass(1);
  expect(breaker.state).toBe('closed');
  expect(call(1, true, 30)).toBe(30);
});

describe('the failures of two callers', () => {
  it('do not cut off a third one, however many they are', () => {
    const { call } = start();
    call(1, false, 500);
    call(2, false, 500);
    expect(call(3, true, 30)).toBe(30);
  });
});

describe('an upstream that responds to nobody', () => {
  const CALLERS = [1, 2, 3, 4];

  it('gets no more calls, also from callers that are new', () => {
    const { call, breaker } = start();
    const through = CALLERS.map((caller) => call(caller, false, 10));
    expect(through.reduce((sum, it) => sum + it)).toBe(21);
    expect(breaker.state).toBe('open');
    expect([call(9, true), breaker.isOpenFor(9)]).toEqual([0, true]);
  });

  it('gets one probe each from a few callers after 5 seconds; a response closes the circuit', () => {
    const { call, breaker, pass } = start();
    for (const caller of CALLERS) call(caller, false, 10);
    pass(4_999);
    expect(breaker.isOpenFor(1)).toBe(true);
    pass(1);
    const probes = CALLERS.slice(0, 3).map((caller) => breaker.enter(caller, false));
    expect(probes.every(Boolean)).toBe(true);
    expect([breaker.isOpenFor(1), breaker.isOpenFor(4)]).toEqual([true, true]);
    breaker.record(1, probes[0], true);
    expect(breaker.state).toBe('closed');
    breaker.record(2, probes[1], false);
    expect(breaker.state).toBe('closed');
    expect(call(4, true, 30)).toBe(30);
  });

  it('gets no calls for 5 more seconds after a failed probe', () => {
    const { call, breaker, pass } = start();
    for (const caller of CALLERS) call(caller, false, 10);
    pass(5_000);
    expect(call(1, false, 2)).toBe(1);
    pass(4_999);
    expect(breaker.state).toBe('open');
  });

  it('still gets urgent calls, and a response to one closes the circuit', () => {
    const { call, breaker } = start();
    for (const caller of CALLERS) call(caller, false, 10);
    breaker.record(1, breaker.enter(1, true), false);
    expect(breaker.state).toBe('open');
    breaker.record(1, breaker.enter(1, true), true);
    expect(breaker.state).toBe('closed');
  });
});

it('many failing callers do not cut off a caller that gets responses', () => {
  const { call, breaker } = start();
  call(1, true, 5);
  for (let caller = 100; caller < 550; caller++) call(caller, false);
  expect(breaker.state).toBe('open');
  expect(call(1, true, 30)).toBe(30);
});

it('calls older than 10 seconds do not count', () => {
  const { call, breaker, pass } = start();
  for (const caller of [1, 2, 3]) call(caller, false, 6);
  pass(10_000);
  call(4, false, 2);
  expect(breaker.state).toBe('closed');
  pass(60_000);
  for (const caller of [1, 2]) call(caller, false, 6);
  expect(breaker.state).toBe('closed');
});

it('a call without a verdict does not count', () => {
  const { breaker } = start();
  for (let time = 0; time < 100; time++) breaker.record(time, breaker.enter(time, false), undefined);
  expect(breaker.state).toBe('closed');
});
