import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInterfaceType, isObjectType, Kind, parse, visit } from 'graphql';
import { ApigError } from '../../src/errors/apig-error.type';
import { ERROR_RESULTS } from '../../src/errors/error-results.type';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { ROOT } from '../support/process';

describe('the fragment for clients', () => {
  it('selects the additional fields of each error result', async () => {
    const schema = await buildFederatedSchema();
    const fieldsOf = (name: string) => {
      const type = schema.getType(name);
      return isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
    };
    const shared = fieldsOf(ApigError.name);
    const added = ERROR_RESULTS.flatMap(({ name }) =>
      fieldsOf(name).flatMap((field) => (shared.includes(field) ? [] : [`${name}.${field}`])),
    );
    const selected = selectedFields();
    expect(added.length).toBeGreaterThan(0);
    expect(added.filter((field) => !selected.includes(field))).toEqual([]);
  });
});

/** The fields of `ChangeErrorFields`, as `Type.field`. */
function selectedFields(): string[] {
  const selected: string[] = [];
  visit(parse(readFileSync(join(ROOT, 'schema/operations/errors.graphql'), 'utf8')), {
    InlineFragment({ typeCondition, selectionSet }) {
      for (const selection of selectionSet.selections) {
        if (selection.kind === Kind.FIELD) selected.push(`${typeCondition?.name.value}.${selection.name.value}`);
      }
    },
  });
  return selected;
}
