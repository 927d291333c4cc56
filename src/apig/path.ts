import { ID_PATTERN } from '../contract/limits';
import { ApigFailure } from './failure';

/** The query parameters of a call. Those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Builds the path and query of an upstream call. */
export class PathTemplate {
  readonly #texts: string[] = [];
  readonly #names: string[] = [];

  /** @param template a path of the contract, such as `/v2/{project_id}/apigw/certificates/{certificate_id}`. */
  constructor(template: string) {
    for (const [index, part] of template.split(/[{}]/).entries())
      (index % 2 === 0 ? this.#texts : this.#names).push(part);
  }

  /**
   * Fills in the parameters. Path parameters must be ids, so that no value can redirect the call to another operation. Query
   * values are percent-encoded.
   * @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` if a path parameter is not an id. The message names it.
   */
  fill(projectId: string, parameters: Readonly<Record<string, string>> = {}, query: Query = {}): string {
    let path = this.#texts[0] ?? '';
    for (const [index, name] of this.#names.entries()) {
      path += segment(name === 'project_id' ? projectId : parameters[name], name) + (this.#texts[index + 1] ?? '');
    }
    let separator = '?';
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      path += `${separator}${name}=${encodeURIComponent(String(value).toWellFormed())}`;
      separator = '&';
    }
    return path;
  }
}

/** Checks an id before it becomes part of a path. Callers' ids were checked before, so a wrong one came from the upstream. */
function segment(id: unknown, name: string): string {
  if (typeof id === 'string' && ID_PATTERN.test(id)) return id;
  const message = `The upstream sent an invalid id: ${name} is not 1 to 64 letters, digits, hyphens or underscores.`;
  throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'NOT_SENT', { message });
}
