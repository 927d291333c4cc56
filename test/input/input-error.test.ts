import { checkId } from '../../src/input/check-id';
import { InputError } from '../../src/input/input-error';

describe('an input error', () => {
  it.each([
    ['id', ['id']],
    ['domains', ['domains']],
    ['domains[0].domain', ['domains', '0', 'domain']],
    ['domains[12].instanceIds[3]', ['domains', '12', 'instanceIds', '3']],
    ['input.certContent', ['input', 'certContent']],
    ['X-Project-Id', ['X-Project-Id']],
  ])('names %s by its path and as the caller writes it', (parameter, path) => {
    const error = InputError.at(parameter, 'It is wrong.');
    expect(error.violations).toEqual([{ path, message: 'It is wrong.' }]);
    expect(error).toMatchObject({ parameter, message: 'It is wrong.', code: 'GATEWAY.INVALID_INPUT' });
  });

  it('holds several violations, and names the first', () => {
    const error = new InputError(
      [
        { path: ['domains', '1', 'domain'], message: 'One is wrong.' },
        { path: ['certificateId'], message: 'The other is, too.' },
      ],
      'GATEWAY.INVALID_CERTIFICATE',
    );
    expect(error).toMatchObject({
      parameter: 'domains[1].domain',
      message: 'One is wrong. The other is, too.',
      code: 'GATEWAY.INVALID_CERTIFICATE',
    });
  });
});

describe('an id', () => {
  it.each(['a', 'A-b_9', 'a'.repeat(64)])('may be %j', (id) => expect(checkId(id, 'id')).toBe(id));

  it.each([['..'], ['a/b'], [''], ['a'.repeat(65)], [7], [null], [undefined], [{ id: 'a' }]])(
    'is refused: %j',
    (id) => {
      expect(() => checkId(id, 'domains[0].id')).toThrow(
        expect.objectContaining({ name: 'InputError', parameter: 'domains[0].id' }),
      );
    },
  );
});
