import { BY_NAME, maxLength } from '../../src/input/text-lengths';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { startTestServer } from '../support/server';
import { type TextInput, textInputs } from '../support/text-inputs';

/** Returns the maximum length that a description states. */
function maxOf({ description }: TextInput): number | undefined {
  const [, max] = / At most (\d+) characters\.$/.exec(description) ?? [];
  return max === undefined ? undefined : Number(max);
}

describe('every argument and input field whose values are texts', () => {
  let inputs: TextInput[];
  beforeAll(async () => {
    inputs = textInputs(await buildFederatedSchema());
  });

  it('is found', () => {
    expect(inputs.length).toBeGreaterThan(40);
    expect(inputs.map(({ coordinate }) => coordinate)).toEqual(
      expect.arrayContaining([
        'Query.certificate(id)',
        'Query.certificates(filter.expiresBefore)',
        'Mutation.createCertificate(input.privateKey)',
        'Mutation.replaceCertificate(domains.instanceIds)',
        'Certificate.covers(domain)',
        'Certificate.domains(after)',
        'Gateway.apiGroups(after)',
        'ApiGroup.domains(after)',
      ]),
    );
  });

  it('says its maximum length in its description', () => {
    expect(inputs.filter((it) => maxOf(it) === undefined).map(({ coordinate }) => coordinate)).toEqual([]);
  });

  it('refuses a longer text, and one of the maximum length not for its length', async () => {
    const server = await startTestServer({ env: { LOG_LEVEL: 'error' } });
    for (const input of inputs) {
      const max = maxOf(input) ?? 0;
      for (const [length, isRefused] of [
        [max, false],
        [max + 1, true],
      ] as const) {
        server.forget();
        const { query, variables } = input.request('x'.repeat(length), 'variable');
        const response = JSON.stringify(await server.run(query, variables));
        const isTooLong = /must be at most \d+ characters long|cannot have more than \d+ characters/.test(response);
        expect([input.coordinate, length, isTooLong]).toEqual([input.coordinate, length, isRefused]);
        if (isRefused) expect(response).toMatch(/ApigInvalidInputError|BAD_USER_INPUT/);
      }
    }
  });

  it('counts characters, not UTF-16 code units', async () => {
    const server = await startTestServer({ env: { LOG_LEVEL: 'error' } });
    const name = inputs.find(({ coordinate }) => coordinate === 'Mutation.createCertificate(input.name)');
    const send = async (text: string) => {
      const { query, variables } = name?.request(text, 'variable') ?? { query: '', variables: {} };
      return JSON.stringify(await server.run(query, variables));
    };
    expect(await send('𠀀'.repeat(50))).not.toContain('at most 50 characters');
    expect(await send('𠀀'.repeat(51))).toContain('at most 50 characters');
  });

  it('has its own row in the table of lengths only if it exists', () => {
    const places = inputs.map(({ coordinate }) => coordinate);
    for (const row of Object.keys(BY_NAME)) {
      const [last = ''] = row.split('.').slice(-1);
      expect(places.filter((place) => new RegExp(`[(.]${last}\\)$`).test(place))).not.toEqual([]);
    }
    expect(maxLength('String', 'CreateCertificateInput', 'name')).toBe(50);
    expect(maxLength('Int', 'certificates', 'first')).toBeUndefined();
  });
});
