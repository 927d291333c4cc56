import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../src/config/config';
import type { Variable } from '../src/config/variable';
import { fileVariable, READ_NAMES, VARIABLE_NAMES, VARIABLES } from '../src/config/variables';
import { longestStop } from '../src/server';
import { needs, needsPackages } from './support/needs';
import { ROOT, spawnProgram, startServerProcess } from './support/process';

const EXAMPLES = readdirSync(join(ROOT, 'deploy/helm/examples'));
const MANIFESTS = 'deploy/kubernetes/certificate-gateway.yaml';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: string[];
  readonly env?: { name: string; value: string }[];
  readonly envFrom?: { configMapRef: { name: string } }[];
  readonly ports?: { name: string; containerPort: number }[];
  readonly securityContext: object;
  readonly lifecycle?: { preStop: { exec: { command: string[] } } };
  readonly [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
}

interface PodSpec {
  readonly containers: [Container];
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly volumes?: { secret?: { items: { path: string }[] } }[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly data?: Record<string, string>;
  readonly spec: {
    readonly selector: Record<string, string> & { readonly matchLabels: Record<string, string> };
    readonly template: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: PodSpec };
    readonly ports: { name: string; port: number; targetPort: string }[];
    readonly ingress: { ports: { port: string }[] }[];
    readonly groups: unknown[];
  };
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const goEnvironment = { GOCACHE: '/tmp/go-cache', ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode' };
const renderer = join(mkdtempSync(join(tmpdir(), 'chart-')), 'render');

const hasRenderer =
  spawnSync('go', ['build', '-o', renderer, 'scripts/render-chart.go'], { cwd: ROOT, env: goEnvironment }).status === 0;

const run = (...values: string[]) => spawnSync(renderer, ['gw', 'prod', ...values], { cwd: ROOT, encoding: 'utf8' });

function render(example: string): string {
  const { stdout, stderr, status } = run(`deploy/helm/examples/${example}`);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text, { merge: true }).map((it) => it.toJS() as Manifest);
}

describe('the values of the chart', () => {
  const schema = JSON.parse(read('deploy/helm/values.schema.json')) as {
    properties: Record<string, { properties: Record<string, unknown> }>;
  };
  const validate = new Ajv({ strict: false }).compile(schema);
  const isValid = (values: object) => validate(values);

  it.each(['values.yaml', ...EXAMPLES.map((name) => `examples/${name}`)])('conform to their schema in %s', (name) => {
    expect([isValid(parse(read(`deploy/helm/${name}`), { version: '1.1' }) as object), validate.errors]).toEqual([
      true,
      null,
    ]);
  });

  it('allow every variable of the server that is no secret and that the chart does not set', () => {
    const isOpen = (name: (typeof VARIABLE_NAMES)[number]) => {
      const { mayBeFile }: Variable = VARIABLES[name];
      return !mayBeFile && !/^(IAM_|EXPORTER_|PORT$|HOST$|METRICS_PORT$)/.test(name);
    };
    expect(Object.keys(schema.properties['config']?.properties ?? {}).toSorted()).toEqual(
      VARIABLE_NAMES.filter(isOpen).toSorted(),
    );
  });

  it.each([
    ['an unknown variable', { config: { APIG_ENDPIONT: 'https://a.example.com' } }],
    ['a secret among the variables', { config: { REDIS_URL: 'redis://:password@redis' } }],
    ['a password of the exporter among its variables', { exporter: { config: { IAM_PASSWORD: 'x' } } }],
    ['a number for a variable', { config: { RATE_LIMIT: 600 } }],
    ['on without quotes, which YAML 1.1 reads as true', parse('config: { SIMULATOR: on }', { version: '1.1' })],
    ['keys without the name of their Secret', { secret: { keys: { AUDIT_KEY: 'key' } } }],
    ['an unknown value', { replicaCount: 2 }],
  ])('refuse %s', (_, values) => expect(isValid(values as object)).toBe(false));
});

/** The tests of manifests, which are rendered by the function. */
function manifestTests(rendered: () => string): void {
  let all: Manifest[];
  const ofKind = (kind: string) => all.filter((it) => it.kind === kind);
  const deployments = () =>
    ofKind('Deployment').map(({ metadata, spec }) => ({
      name: metadata.name,
      labels: spec.template.metadata.labels,
      selector: spec.selector.matchLabels,
      pod: spec.template.spec,
      container: spec.template.spec.containers[0],
    }));
  /** Returns the variables of a container: those of its ConfigMaps, and its own. */
  const environmentOf = ({ env = [], envFrom = [] }: Container): Record<string, string> =>
    Object.assign(
      {},
      ...envFrom.map(({ configMapRef: { name } }) => ofKind('ConfigMap').find((it) => it.metadata.name === name)?.data),
      Object.fromEntries(env.map(({ name, value }) => [name, value])),
    );

  beforeAll(() => {
    all = manifestsOf(rendered());
  });

  it('set only variables that the server reads, to values that it accepts', () => {
    for (const { container } of deployments()) {
      const environment = environmentOf(container);
      expect(Object.keys(environment).filter((name) => !READ_NAMES.includes(name))).toEqual([]);
      const withoutFiles = Object.entries(environment).filter(([name]) => !name.endsWith('_FILE'));
      expect(readConfig(Object.fromEntries(withoutFiles)).host).toBe('0.0.0.0');
    }
  });

  it('have no secret in a ConfigMap or a variable, and mount each that a variable names', () => {
    const secret = VARIABLE_NAMES.filter((name) => (VARIABLES[name] as Variable).isSecret || name === 'REDIS_URL');
    for (const { data = {} } of ofKind('ConfigMap')) expect(secret.filter((name) => name in data)).toEqual([]);
    for (const { container, pod } of deployments()) {
      const files = Object.entries(environmentOf(container)).filter(([name]) => name.endsWith('_FILE'));
      const paths =
        pod.volumes?.flatMap(({ secret: { items } = { items: [] } }) => items.map(({ path }) => path)) ?? [];
      expect(files).toEqual(paths.map((path) => [fileVariable(path), `/run/secrets/certificate-gateway/${path}`]));
    }
    expect(ofKind('Secret')).toEqual([]);
  });

  it('use the ports that the server listens on', () => {
    const exposed = /^EXPOSE (.*)$/m.exec(read('Dockerfile'))?.[1]?.split(' ').map(Number);
    for (const { container } of deployments()) {
      const { PORT, METRICS_PORT } = environmentOf(container);
      const ports = new Map(container.ports?.map(({ name, containerPort }) => [name, containerPort]));
      if (ports.has('http')) expect([...ports.values()]).toEqual(exposed);
      if (ports.has('http')) expect(ports.get('http')).toBe(Number(PORT));
      expect(ports.get('metrics')).toBe(Number(METRICS_PORT));
      for (const probe of ['startup', 'liveness', 'readiness'] as const) {
        expect(ports.has(container[`${probe}Probe`]?.httpGet.port ?? '')).toBe(true);
      }
    }
    for (const { spec } of ofKind('Service')) {
      const [target, ...others] = deployments().filter(({ labels }) => matches(spec.selector, labels));
      expect(others).toEqual([]);
      const names = target?.container.ports?.map(({ name }) => name) ?? [];
      expect(names).toEqual(expect.arrayContaining(spec.ports.map(({ targetPort }) => targetPort)));
    }
    for (const { spec } of ofKind('NetworkPolicy')) {
      expect(spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual(['http', 'metrics']);
    }
  });

  it('wait longer for a stop than preStop and the server need at most', () => {
    const [server] = deployments().filter(({ container }) => container.name === 'server');
    if (!server) throw new Error('no server');
    const [, preStop] = server.container.lifecycle?.preStop.exec.command ?? [];
    const environment = Object.entries(environmentOf(server.container)).filter(([name]) => !name.endsWith('_FILE'));
    const longestMs = Number(preStop) * 1000 + longestStop(readConfig(Object.fromEntries(environment)));
    expect((server.pod.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(longestMs);
  });

  it('select the pods that they are for', () => {
    for (const { labels, selector } of deployments()) expect(matches(selector, labels)).toBe(true);
    const server = deployments().find(({ container }) => container.name === 'server');
    for (const { spec } of ofKind('PodDisruptionBudget'))
      expect(matches(spec.selector.matchLabels, server?.labels ?? {})).toBe(true);
  });

  it('meet the restricted standard for pods, with a file system that is read only', () => {
    const pods = [
      ...deployments().map(({ pod }) => pod),
      ...ofKind('Pod').map(({ spec }) => spec as unknown as PodSpec),
    ];
    for (const pod of pods) {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.containers).toHaveLength(1);
      expect(pod.containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });
}

describe('the plain manifests', () => {
  manifestTests(() => read(MANIFESTS));
});

needsPackages('scripts', 'kubernetes-models/package.json')(
  'the schemas of Kubernetes and of the Prometheus operator',
  () => {
    const validate = (input: string) => {
      const { status, stderr } = spawnSync('node', ['scripts/validate-manifests.mjs'], {
        cwd: ROOT,
        input,
        encoding: 'utf8',
      });
      return { status, errors: stderr.split('\n').filter((line) => line !== '') };
    };

    it('accept the plain manifests, and all that the chart renders', () => {
      const rendered = hasRenderer ? EXAMPLES.map(render) : [];
      expect(validate([read(MANIFESTS), ...rendered].join('\n---\n'))).toEqual({ status: 0, errors: [] });
    }, 30_000);

    it('refuse a wrong value and an unknown field', () => {
      const manifest = (replicas: string, name: string) =>
        `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { ${replicas}, selector: {}, template: { ${name}: {} } } }`;
      const { status, errors } = validate(
        `${manifest('replicas: two', 'spec')}\n---\n${manifest('replicas: 2', 'specification')}`,
      );
      expect([status, errors.length > 1, errors.join()]).toEqual([
        1,
        true,
        expect.stringMatching(/replicas must be integer.*specification/),
      ]);
    }, 30_000);
  },
);

needs('go and sprig, of the packages golang-go and golang-github-masterminds-sprig-dev', () => hasRenderer)(
  'the chart',
  () => {
    describe.each(EXAMPLES)('with %s', (example) => {
      manifestTests(() => render(example));
    });

    it('has the plain manifests; if this fails, run `npm run manifests`', async () => {
      const { stderr, code } = await spawnProgram('scripts/manifests.cjs', process.env as Record<string, string>, [
        '--check',
      ]).finished;
      expect([stderr, code]).toEqual(['', 0]);
    }, 30_000);

    it('has the version of the server', () => {
      const { version } = JSON.parse(read('package.json')) as { version: string };
      const released = version.replace('-dev', '');
      expect(parse(read('deploy/helm/Chart.yaml'))).toMatchObject({ version: released, appVersion: released });
    });

    it('needs an upstream', () => {
      expect(run().stderr).toContain('config.APIG_ENDPOINT or config.APIG_REGIONS is required');
    });

    it('is found whole: every template makes something in some example', () => {
      const sources = EXAMPLES.flatMap((it) =>
        [...render(it).matchAll(/^# Source: certificate-gateway\/(.*)$/gm)].map(([, path]) => path),
      );
      const templates = readdirSync(join(ROOT, 'deploy/helm/templates'), { recursive: true }).map(
        (path) => `templates/${path}`,
      );
      expect([...new Set(sources)].toSorted()).toEqual(templates.filter((path) => path.endsWith('.yaml')).toSorted());
    });

    it('has the rules, with complete URLs of runbooks, and the dashboard', () => {
      const all = manifestsOf(render('monitored.yaml'));
      const rules = all.filter(({ kind }) => kind === 'PrometheusRule');
      expect(rules).toHaveLength(2);
      for (const { spec } of rules) {
        const text = JSON.stringify(spec);
        expect(text).toContain('"runbook_url":"https://git.example.com/certificate-gateway/blob/main/docs/runbooks/');
        expect(text).not.toContain('"runbook_url":"docs');
      }
      const names = rules.flatMap(({ spec }) => JSON.stringify(spec).match(/"alert":"\w+"/g) ?? []);
      expect(names.length).toBe(
        `${read('deploy/prometheus/gateway.rules.yaml')}${read('deploy/prometheus/expiry.rules.yaml')}`.match(
          /- alert:/g,
        )?.length,
      );
      const dashboard = all.find(({ metadata }) => metadata.name.endsWith('-dashboard'));
      expect(JSON.parse(dashboard?.data?.['certificate-gateway.json'] ?? '')).toEqual(
        JSON.parse(read('deploy/grafana/certificate-gateway.json')),
      );
    });

    it('passes its own test on the built server, and fails it without one', async () => {
      const pod = manifestsOf(render('demo.yaml')).find(({ kind }) => kind === 'Pod');
      const [, ...args] = (pod?.spec as unknown as PodSpec | undefined)?.containers[0].command ?? [];
      const { url } = await startServerProcess();
      const test = (to: string) =>
        spawnSync('node', args, { env: { PATH: process.env['PATH'], URL: to }, encoding: 'utf8' });
      expect(test(url)).toMatchObject({ status: 0, stdout: expect.stringContaining('200 200') });
      expect(test('http://127.0.0.1:1').status).toBe(1);
    });

    it('removes a default by null, and reads numbers, as Helm does', () => {
      const values = join(mkdtempSync(join(tmpdir(), 'values-')), 'values.yaml');
      writeFileSync(
        values,
        'config: { SIMULATOR: "on" }\nresources: { limits: null }\nautoscaling: { enabled: false }\nreplicas: 12\n',
      );
      const [server] = manifestsOf(run(values).stdout).filter(({ kind }) => kind === 'Deployment');
      expect(server?.spec).toMatchObject({ replicas: 12 });
      expect(server?.spec.template.spec.containers[0]).toMatchObject({
        resources: { requests: { cpu: '1', memory: '256Mi' } },
      });
    });
  },
);

/** Returns true if labels meet a selector. */
function matches(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
