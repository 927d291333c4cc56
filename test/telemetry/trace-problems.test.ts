import pino from 'pino';
import { systemClock } from '../../src/lib/clock';
import { TraceProblems } from '../../src/telemetry/trace-problems';

/** Returns the problems, a clock to move, and the lines logged so far. */
function start() {
  const lines: unknown[] = [];
  let time = 0;
  const write = (text: string) => {
    const { level, msg, reason, repeated } = JSON.parse(text) as Record<string, unknown>;
    lines.push({ level, msg, reason, repeated });
  };
  const problems = new TraceProblems(pino({}, { write }), { ...systemClock, monotonic: () => time });
  const pass = (ms: number) => {
    time += ms;
  };
  return { problems, lines, pass };
}

const failed = (reason: string, repeated?: number) => ({ level: 40, msg: 'problem with traces', reason, repeated });

describe('problems with traces in the log', () => {
  it('have one line a minute with the number of those without a line, and one when spans are sent again', () => {
    const { problems, lines, pass } = start();
    for (let second = 0; second < 150; second++) {
      problems.exportFailed(new Error(`connect ECONNREFUSED 127.0.0.1:${second}`));
      pass(1_000);
    }
    problems.exported();
    problems.exported();
    problems.exportFailed(new Error('again'));
    expect(lines).toEqual([
      failed('connect ECONNREFUSED 127.0.0.1:0'),
      failed('connect ECONNREFUSED 127.0.0.1:60', 59),
      failed('connect ECONNREFUSED 127.0.0.1:120', 59),
      { level: 30, msg: 'traces are sent again' },
      failed('again'),
    ]);
  });

  it('tell the messages of the SDK apart, except for their numbers', () => {
    const { problems, lines } = start();
    for (const dropped of [1, 2, 3]) problems.reported(`Dropped ${dropped} spans`);
    problems.reported('Unknown value "x" for OTEL_TRACES_SAMPLER');
    expect(lines).toEqual([failed('Dropped 1 spans'), failed('Unknown value "x" for OTEL_TRACES_SAMPLER')]);
  });

  it.each([
    ['without its stack', new Error('first\n    at second (file.js:1:1)'), 'first'],
    ['cut', new Error('x'.repeat(5_000)), 'x'.repeat(200)],
    [
      'by its code, if it has no message',
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['by its text', 'text', 'text'],
    ['if it is nothing', undefined, 'error'],
  ])('are on one line: %s', (_, error, reason) => {
    const { problems, lines } = start();
    problems.exportFailed(error);
    expect(lines).toEqual([failed(reason)]);
  });
});
