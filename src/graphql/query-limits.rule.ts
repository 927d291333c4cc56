import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { type Measures, measure } from './measure';
import { tooIntricate } from './steps';

/** The limits of a document. */
export interface QueryLimits extends Measures {
  readonly tokens: number;
}

const NAMES: Readonly<Record<keyof Measures, string>> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
};

/** Rejects a document that exceeds a limit, before it is executed. The error has the limit and the value found. */
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
