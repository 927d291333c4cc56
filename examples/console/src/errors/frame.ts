/** The parts that every error screen shows. */
export interface Frame {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly requestId?: string | null | undefined;
}
