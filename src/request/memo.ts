import type { RequestContext } from './context';

/**
 * Returns a function that computes a value from a text once for each request. Fields of many objects often have the same argument.
 * @param compute must depend on the text only.
 */
export function oncePerRequest<Value>(
  compute: (text: string) => Value,
): (text: string, context: RequestContext) => Value {
  const known = new WeakMap<RequestContext, Map<string, Value>>();
  return (text, context) => {
    const values = known.get(context) ?? new Map<string, Value>();
    known.set(context, values);
    const found = values.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    values.set(text, value);
    return value;
  };
}
