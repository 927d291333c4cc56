import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { OPERATIONS, type OperationId } from '../../src/contract/operations';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';
import { issue } from '../support/certificates';
import { ROOT } from '../support/process';
import { type SimulatorReply, startTestSimulator } from '../support/simulator';

const GROUP = 'c77f5e81d9cb4424bf704ef2b0ac7600';
const DOMAIN = 'b9be707660c5406394f8973e00000001';

/** Replaced by the id of a certificate that is bound to nothing. */
const NEW = 'NEW';

/** A good call of each operation, and bad ones that must be refused as documented. */
const CALLS: [OperationId, number, string, unknown?][] = [
  ['listCertificates', 200, `?instance_id=${SAMPLE_IDS.shopGateway}`],
  ['listCertificates', 400, ''],
  ['listCertificates', 200, `?instance_id=${SAMPLE_IDS.shopGateway}&limit=2&offset=1&type=global`],
  ['listCertificates', 400, '?limit=x'],
  ['createCertificate', 400, '', { name: '1' }],
  ['createCertificate', 400, '', 'no json'],
  ['showCertificate', 200, SAMPLE_IDS.billingCertificate],
  ['showCertificate', 404, 'missing'],
  ['updateCertificate', 400, SAMPLE_IDS.shopCertificate, {}],
  ['updateCertificate', 404, 'missing', {}],
  ['listAttachedDomains', 200, SAMPLE_IDS.billingCertificate],
  ['listAttachedDomains', 404, 'missing'],
  ['attachDomains', 204, SAMPLE_IDS.shopCertificate, { domains: [{ domain: 'new.shop.example.com' }] }],
  ['attachDomains', 404, SAMPLE_IDS.shopCertificate, { domains: [{ domain: 'nowhere.example.com' }] }],
  ['attachDomains', 400, SAMPLE_IDS.partnersCertificate, { domains: [{ domain: 'www.shop.example.com' }] }],
  ['detachDomains', 204, SAMPLE_IDS.shopCertificate, { domains: [{ domain: 'new.shop.example.com' }] }],
  ['detachDomains', 400, SAMPLE_IDS.shopCertificate, { domains: [{ domain: 'new.shop.example.com' }] }],
  ['detachDomains', 400, SAMPLE_IDS.shopCertificate, { domains: [] }],
  [
    'detachCertificates',
    204,
    `${SAMPLE_IDS.shopGateway} ${GROUP} ${DOMAIN}`,
    { certificate_ids: [SAMPLE_IDS.shopCertificate] },
  ],
  [
    'detachCertificates',
    404,
    `${SAMPLE_IDS.shopGateway} ${GROUP} ${DOMAIN}`,
    { certificate_ids: [SAMPLE_IDS.shopCertificate] },
  ],
  [
    'attachCertificates',
    204,
    `${SAMPLE_IDS.shopGateway} ${GROUP} ${DOMAIN}`,
    { certificate_ids: [SAMPLE_IDS.shopCertificate] },
  ],
  ['attachCertificates', 400, `${SAMPLE_IDS.shopGateway} ${GROUP} ${DOMAIN}`, { certificate_ids: [] }],
  ['listGateways', 200, ''],
  ['listApiGroups', 200, SAMPLE_IDS.partnerGateway],
  ['listApiGroups', 404, 'missing'],
  ['showApiGroup', 200, `${SAMPLE_IDS.shopGateway} ${GROUP}`],
  ['showApiGroup', 404, `${SAMPLE_IDS.shopGateway} missing`],
  ['deleteCertificate', 400, SAMPLE_IDS.shopCertificate],
  ['deleteCertificate', 204, NEW],
];

interface Document {
  readonly paths: Record<string, Record<string, { responses?: Record<string, { $ref?: string }> }>>;
}

const DOCUMENT = parse(readFileSync(join(ROOT, 'schema/apig.openapi.yaml'), 'utf8')) as Document;

/** A JSON pointer, as a fragment of a URI (RFC 6901, 6). */
function pointer(...steps: (string | number)[]): string {
  return `#${steps.map((step) => `/${encodeURIComponent(String(step).replace(/~/g, '~0').replace(/\//g, '~1'))}`).join('')}`;
}

const ROWS = CALLS.map(([operation, status, ids, body]) => ({ operation, status, ids, body }));

describe('every response of the simulator conforms to the OpenAPI document', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(DOCUMENT, 'apig');
  let simulator: Awaited<ReturnType<typeof startTestSimulator>>;
  const seen = new Set<OperationId>();

  beforeAll(async () => {
    simulator = await startTestSimulator();
  });

  function expectValid(operation: OperationId, reply: SimulatorReply) {
    seen.add(operation);
    const [method, path] = OPERATIONS[operation];
    const documented = DOCUMENT.paths[path]?.[method.toLowerCase()]?.responses ?? {};
    expect(Object.keys(documented)).toContain(String(reply.status));
    const response = documented[reply.status];
    if (reply.status === 204) expect(reply.body).toBeUndefined();
    else
      expect(
        errorsOf(reply.body, response?.$ref ?? pointer('paths', path, method.toLowerCase(), 'responses', reply.status)),
      ).toBeNull();
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  }

  /** Returns the violations of a response's schema, which is named by its path in the document. */
  function errorsOf(body: unknown, response: string) {
    const validate = ajv.compile({ $ref: `apig${response}/content/application~1json/schema` });
    return validate(body) ? null : validate.errors;
  }

  function pathOf(operation: OperationId, ids: string): string {
    const values = ids.startsWith('?') ? [] : ids.split(' ');
    const query = ids.startsWith('?') ? ids : '';
    const [, template] = OPERATIONS[operation];
    const path = template
      .replace('{project_id}', SIMULATOR_PROJECT_ID)
      .replace(/\{\w+\}/g, () => values.shift() ?? '')
      .replace(/^.*\/apigw/, '');
    return path + query;
  }

  it('createCertificate and updateCertificate: 200', async () => {
    const { pem, key } = await issue({ san: ['created.example.com'] });
    const form = { name: 'created', cert_content: pem, private_key: key, algorithm_type: 'ECC' };
    const created = await simulator.call('POST', '/certificates', form);
    expectValid('createCertificate', created);
    const updated = await simulator.call('PUT', `/certificates/${created.body.id}`, { ...form, name: 'updated' });
    expectValid('updateCertificate', updated);
    expect(updated.body).toMatchObject({ id: created.body.id, name: 'updated' });
  });

  it.each(ROWS)('$operation: $status for $ids', async ({ operation, status, ids, body }) => {
    const newId = () => simulator.project()?.certificates.find(({ name }) => name === 'updated')?.id ?? '';
    const path = pathOf(operation, ids === NEW ? newId() : ids);
    const reply = await simulator.call(OPERATIONS[operation][0], path, body);
    expect(reply.status).toBe(status);
    expectValid(operation, reply);
  });

  it.each([401, 403, 500])('a provoked %i, for every operation', async (status) => {
    for (const operation of Object.keys(OPERATIONS) as OperationId[]) {
      const wish =
        status === 401 ? 'simulate-APIG-1002' : status === 403 ? 'simulate-APIG-1005-403' : 'simulate-APIG-9999';
      const [method] = OPERATIONS[operation];
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      expectValid(operation, await simulator.call(method, pathOf(operation, 'a b c'), body, { 'x-simulate': wish }));
    }
  });

  it('has covered all operations', () => {
    expect([...seen].sort()).toEqual(Object.keys(OPERATIONS).sort());
  });
});
