import { systemClock } from '../../src/lib/clock';
import { CertificateLists } from '../../src/request/certificate-lists';

const HOUR = 60 * 60 * 1000;

function lists(mode?: 'auto' | 'project' | 'gateway') {
  const time = { now: 1_000 };
  return { time, known: new CertificateLists(mode, { ...systemClock, now: () => time.now }) };
}

describe('what is known of the way in which a region lists certificates', () => {
  it('is learned of each region alone, and forgotten after an hour', () => {
    const { time, known } = lists();
    expect(known.firstWay('https://a')).toBe('project');
    known.learnGateway('https://a');
    expect([known.firstWay('https://a'), known.firstWay('https://b')]).toEqual(['gateway', 'project']);
    time.now += HOUR - 1;
    expect(known.firstWay('https://a')).toBe('gateway');
    time.now += 1;
    expect(known.firstWay('https://a')).toBe('project');
  });

  it('is the configured way, whatever is learned', () => {
    const { known } = lists('project');
    known.learnGateway('https://a');
    expect([known.firstWay('https://a'), known.isAuto]).toEqual(['project', false]);
    expect(lists('gateway').known.firstWay('https://a')).toBe('gateway');
  });
});
