/** An HTTP error before GraphQL execution. The message is safe to show to the client. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  /** @param status the HTTP status, 400 to 599. @param code the code in `extensions`. Default: the code of the status. */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly code?: string,
  ) {
    super(message);
  }
}
