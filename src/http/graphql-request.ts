import type { IncomingHttpHeaders } from 'node:http';
import { type GraphQLRequest, HeaderMap } from '@apollo/server';
import { isJsonObject } from '../lib/json-object';

/** An HTTP request in the form that Apollo's plugins expect. The headers are converted only if a plugin reads them. */
export class RequestHead {
  readonly search = '';
  readonly #headers: IncomingHttpHeaders;
  #map: HeaderMap | undefined;

  constructor(
    readonly method: string,
    headers: IncomingHttpHeaders,
    readonly body: unknown,
  ) {
    this.#headers = headers;
  }

  get headers(): HeaderMap {
    this.#map ??= toHeaderMap(this.#headers);
    return this.#map;
  }
}

/** Converts headers to Apollo's form. Several values of one header are joined. */
export function toHeaderMap(headers: IncomingHttpHeaders): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/**
 * Reads a request from a JSON body (GraphQL over HTTP, 5.4). An empty operation name counts as absent.
 * @returns undefined if the body is not well-formed. Apollo Server then reports the error.
 */
export function toGraphQLRequest(body: unknown): GraphQLRequest | undefined {
  if (!isJsonObject(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (!isAbsentOr(query, isString) || !isAbsentOr(operationName, isString)) return undefined;
  if (!isAbsentOr(variables, isJsonObject) || !isAbsentOr(extensions, isJsonObject)) return undefined;
  if (query === undefined && extensions === undefined) return undefined;
  const request: GraphQLRequest = {};
  if (query) request.query = query;
  if (operationName) request.operationName = operationName;
  if (variables) request.variables = variables;
  if (extensions) request.extensions = extensions;
  return request;
}

function isAbsentOr<Value>(value: unknown, is: (value: unknown) => value is Value): value is Value | null | undefined {
  return value === undefined || value === null || is(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
