/** What ends a request before GraphQL sees it. The message is safe to show. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  /** @param status of the answer: 400 to 599. @param code in `extensions`; that of the status unless given. */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly code?: string,
  ) {
    super(message);
  }
}
