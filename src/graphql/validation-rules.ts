import { NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import { noSdlRule } from './no-sdl.rule';
import { type QueryLimits, queryLimitsRule } from './query-limits.rule';

/** The settings that decide which documents are valid. */
export interface ValidationSettings {
  readonly queryLimits: QueryLimits;
  readonly introspection: boolean;
  /** True if `_service { sdl }` returns the schema. */
  readonly serveSdl: boolean;
}

/** Returns the rules of the server for a document, besides those of the GraphQL specification and Apollo Server. */
export function validationRules({ queryLimits, serveSdl }: ValidationSettings): ValidationRule[] {
  return [queryLimitsRule(queryLimits), ...(serveSdl ? [] : [noSdlRule])];
}

/** Returns the rules for a document that does not go through Apollo Server, which has a rule of its own against introspection. */
export function allValidationRules(settings: ValidationSettings): ValidationRule[] {
  return [...validationRules(settings), ...(settings.introspection ? [] : [NoSchemaIntrospectionCustomRule])];
}
