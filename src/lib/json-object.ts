/** A JSON object, by its keys. */
export type JsonObject = Record<string, unknown>;

/** Returns true for a JSON object: not for null, a list or a single value. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
