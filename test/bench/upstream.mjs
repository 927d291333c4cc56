import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, pinned, until } from './process.mjs';

const DOMAINS_PER_CERTIFICATE = 2;
const DOMAINS_PER_GROUP = 4;

/** The sizes of gateway that the stub knows: `gw-50` has 50 certificates. */
export const SIZES = [10, 50, 200, 500];

/** Starts nginx with fixed replies in the shape of the upstream's, on the given core. It is far faster than what is measured. */
export async function startUpstream(folder, core) {
  const port = await freePort();
  writeReplies(join(folder, 'replies'));
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
  const [command, args] = pinned(core, 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await until(5_000, async () => (await fetch(`${url}/requests`)).ok);
  return {
    url,
    /** How many requests it has answered. */
    async requests() {
      const text = await (await fetch(`${url}/requests`)).text();
      // "server accepts handled requests\n 3 3 17": those for this page count too.
      return Number(/requests\s+\d+\s+\d+\s+(\d+)/.exec(text)[1]);
    },
    async stop() {
      if (child.exitCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGQUIT');
      await closed;
    },
  };
}

function configuration(folder, port) {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${folder}/tmp/body;
  proxy_temp_path ${folder}/tmp/proxy;
  fastcgi_temp_path ${folder}/tmp/fastcgi;
  uwsgi_temp_path ${folder}/tmp/uwsgi;
  scgi_temp_path ${folder}/tmp/scgi;
  large_client_header_buffers 8 16k;
  client_header_buffer_size 8k;
  keepalive_requests 1000000000;
  keepalive_timeout 600;
  reset_timedout_connection on;
  open_file_cache max=5000 inactive=600;
  open_file_cache_valid 600;
  tcp_nodelay on;
  default_type application/json;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder}/replies;
    etag off;
    add_header X-Request-Id $request_id;
    location = /requests { stub_status; }
    location ~ /domains/detach$ { return 204; }
    location ~ ^/v2/[^/]+/apigw/certificates$ { try_files /certificates-$arg_instance_id.json =404; }
    location ~ ^/v2/[^/]+/apigw/certificates/([^/]+)$ { return 200 '{"id":"$1",${DETAILED.slice(1)}'; }
    location ~ ^/v2/[^/]+/apigw/certificates/([^/]+)/attached-domains$ { try_files /attached-$1.json =404; }
    location ~ ^/v2/[^/]+/apigw/instances/([^/]+)/api-groups$ { try_files /groups-$1.json =404; }
    location ~ ^/v2/[^/]+/apigw/instances$ { try_files /instances.json =404; }
  }
}
`;
}

function writeReplies(folder) {
  mkdirSync(folder, { recursive: true });
  const write = (name, value) => writeFileSync(join(folder, `${name}.json`), JSON.stringify(value));
  for (const size of SIZES) {
    const gateway = `gw-${size}`;
    const certs = Array.from({ length: size }, (_, index) => certificate(index, gateway));
    write(`certificates-${gateway}`, { size, total: size, certs });
    const groups = [];
    for (const cert of certs) {
      const domains = Array.from({ length: DOMAINS_PER_CERTIFICATE }, (_, index) => {
        if ((groups.at(-1)?.url_domains.length ?? DOMAINS_PER_GROUP) >= DOMAINS_PER_GROUP) {
          groups.push(group(groups.length, gateway));
        }
        const domain = groupDomain(cert, index);
        groups.at(-1).url_domains.push(domain);
        return attachedDomain(domain, groups.at(-1), gateway);
      });
      write(`attached-${cert.id}`, { size: domains.length, total: domains.length, bound_domains: domains });
    }
    write(`groups-${gateway}`, { size: groups.length, total: groups.length, groups });
  }
  write('instances', { size: 1, total: 1, instances: [{ id: 'gw-50', instance_name: 'gateway', status: 'Running' }] });
}

const TIME = '2026-01-01T00:00:00Z';

const DETAILS = {
  version: 3,
  organization: ['Example'],
  organizational_unit: ['IT'],
  locality: ['Nowhere'],
  state: ['None'],
  country: ['EU'],
  not_before: TIME,
  serial_number: '13010',
  issuer: ['Example CA'],
};

/** The reply with a certificate, without its id: it has the one that was asked for. */
const DETAILED = JSON.stringify({ ...certificate(0, 'gw-50'), ...DETAILS, id: undefined });

function certificate(index, gateway) {
  return {
    id: `${gateway}-certificate-${String(index).padStart(4, '0')}`,
    name: `certificate_${index}`,
    type: 'instance',
    instance_id: gateway,
    project_id: '73d69ae0cfcf460190522d06b60f05ad',
    common_name: `shop-${index}.example.com`,
    san: [`shop-${index}.example.com`, `*.shop-${index}.example.com`],
    not_after: '2037-06-01T12:00:00Z',
    signature_algorithm: 'SHA256-RSA',
    create_time: TIME,
    update_time: TIME,
    is_has_trusted_root_ca: false,
    algorithm_type: 'RSA',
  };
}

function group(index, gateway) {
  return {
    id: `${gateway}-group-${index}`,
    name: `group_${index}`,
    status: 1,
    sl_domain: `${index}.apic.example.com`,
    sl_domains: [`${index}.apic.example.com`],
    register_time: TIME,
    update_time: TIME,
    remark: '',
    is_default: 2,
    url_domains: [],
  };
}

function groupDomain(cert, index) {
  return {
    id: `${cert.id}-domain-${index}`,
    domain: `${index}.${cert.common_name}`,
    cname_status: 3,
    ssl_id: cert.id,
    ssl_name: cert.name,
    min_ssl_version: 'TLSv1.2',
    verified_client_certificate_enabled: false,
    is_has_trusted_root_ca: false,
    ssl_infos: [{ ssl_id: cert.id, ssl_name: cert.name, algorithm_type: 'RSA', is_has_trusted_root_ca: false }],
  };
}

function attachedDomain({ id, domain, cname_status, min_ssl_version, ssl_id, ssl_name }, of, gateway) {
  return {
    url_domain: domain,
    id,
    status: cname_status,
    min_ssl_version,
    is_http_redirect_to_https: true,
    verified_client_certificate_enabled: false,
    ssl_id,
    ssl_name,
    api_group_id: of.id,
    api_group_name: of.name,
    instance_id: gateway,
  };
}
