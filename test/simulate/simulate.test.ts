import { spawnProgram } from '../support/process';
import { MUTANTS } from './mutants';

/** A mutant must be found out within so many histories. */
const MOST_HISTORIES = 20_000;

/** What the simulation prints: it runs in a process of its own, since it puts virtual time in place of the system's. */
async function simulate(...args: string[]): Promise<string> {
  const { finished } = spawnProgram('test/simulate/start.cjs', {}, args);
  const { stdout, stderr } = await finished;
  return stdout + stderr;
}

describe('the simulation', () => {
  it('replays a seed exactly, alone or after others', async () => {
    const [after, alone] = await Promise.all([
      simulate('--seed', '4200', '--histories', '40', '--trace', '--all'),
      simulate('--seed', '4239', '--histories', '1', '--trace', '--all'),
    ]);
    const history = /--- seed 4239: [\s\S]*?(?=\n\d+ histories)/;
    expect(alone).toMatch(history);
    expect(history.exec(after)?.[0]).toBe(history.exec(alone)?.[0]);
  });

  it('takes no time and no chance but from the clock', async () => {
    expect(await simulate('--seed', '1', '--histories', '300', '--all')).not.toContain('did not come from the clock');
  });

  it.each(Object.keys(MUTANTS))(
    'finds out the mutant "%s"',
    async (name) => {
      const seed = String(Date.now() % 1_000_000_000);
      const printed = await simulate('--seed', seed, '--histories', String(MOST_HISTORIES), '--mutant', name);
      process.stdout.write(printed);
      expect(printed).toContain('is found out after');
    },
    60_000,
  );
});
