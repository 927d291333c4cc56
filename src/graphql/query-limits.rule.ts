import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { type Measures, measure } from './measure';
import { tooIntricate } from './steps';

/** The most that a document may have of each. */
export interface QueryLimits extends Measures {
  readonly tokens: number;
}

const NAMES: Readonly<Record<keyof Measures, string>> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
};

/** Refuses a document that is too large, before it is executed. The error says what is too much, and how much there may be. */
export function queryLimitsRule(limits: QueryLimits): ValidationRule {
  return (context: ValidationContext) => ({
    Document(document) {
      const found = measure(document);
      if (!found.isComplete) context.reportError(tooIntricate());
      for (const limit of Object.keys(NAMES) as (keyof Measures)[]) {
        if (found[limit] <= limits[limit]) continue;
        context.reportError(
          new GraphQLError(`The operation has ${found[limit]} ${NAMES[limit]}; ${limits[limit]} are allowed.`, {
            extensions: { limit: { name: limit, allowed: limits[limit], found: found[limit] } },
          }),
        );
      }
      return undefined;
    },
  });
}
