// Writes deploy/kubernetes/certificate-gateway.yaml, for those without Helm, from the chart and its example for one region:
// `npm run manifests`. With `--check`, fails if the file is stale. Needs Go and sprig, of the Debian packages golang-go and
// golang-github-masterminds-sprig-dev.
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const FILE = join(ROOT, 'deploy/kubernetes/certificate-gateway.yaml');
const HEAD = `# Rendered from deploy/helm with examples/region.yaml by \`npm run manifests\`. Set the image and the ConfigMap to yours, and create the Secret:
# kubectl create secret generic certificate-gateway --from-literal=audit-key=... --from-literal=redis-url=...
`;

const rendered = spawnSync(
  'go',
  ['run', 'scripts/render-chart.go', 'certificate-gateway', 'default', 'deploy/helm/examples/region.yaml'],
  {
    cwd: ROOT,
    encoding: 'utf8',
    env: { GOCACHE: '/tmp/go-cache', ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode' },
  },
);
if (rendered.status !== 0) {
  console.error(rendered.error?.message ?? rendered.stderr);
  process.exit(1);
}
const documents = rendered.stdout.split(/^---\n/m).filter((text) => text !== '' && !text.includes('helm.sh/hook'));
const after = HEAD + documents.map((text) => `---\n${text.replace(/^# Source: .*\n/, '')}`).join('');
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, after.replaceAll('managed-by: Helm', 'managed-by: kubectl'));
} else if (readFileSync(FILE, 'utf8') !== after.replaceAll('managed-by: Helm', 'managed-by: kubectl')) {
  console.error('deploy/kubernetes/certificate-gateway.yaml is stale: run `npm run manifests`.');
  process.exitCode = 1;
}
