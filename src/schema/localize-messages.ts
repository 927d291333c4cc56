import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { ApigError, type ApigErrorFields } from '../errors/apig-error.type';
import { messageIn } from '../errors/messages';
import type { RequestContext } from '../request/context';

/** Makes the messages of all error results follow the language of the request. */
export function localizeMessages(schema: GraphQLSchema): void {
  const errors = schema.getType(ApigError.name);
  if (!isInterfaceType(errors)) throw new Error('The schema has no ApigError.');
  for (const type of schema.getPossibleTypes(errors)) {
    const { message } = type.getFields();
    if (!message) continue;
    message.resolve = (error: ApigErrorFields, _: unknown, { language }: RequestContext) =>
      messageIn(language, error.code, error.message);
  }
}
