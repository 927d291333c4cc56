// What the benchmark needs: two cores, Debian's packages wrk and nginx-light (or nginx), and the peers of package.json here.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const missing = ['wrk', 'nginx', 'taskset'].filter((it) => spawnSync('which', [it]).status !== 0);
if (missing.length > 0 || cpus().length < 2) {
  process.stderr.write(
    `The benchmark needs two cores and, on Linux, ${missing.join(', ') || 'one more core'}: apt-get install wrk nginx util-linux\n`,
  );
  process.exit(1);
}
if (!existsSync(`${here}node_modules`)) {
  process.stderr.write('Installing what the gateway is compared with (once, some 500 MB)...\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
}
