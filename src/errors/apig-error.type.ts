import { Field, InterfaceType } from 'type-graphql';

/** The facts that every error result has. */
export interface ApigErrorFields {
  code: string;
  message: string;
  retryable: boolean;
  requestId: string | null;
}

@InterfaceType({
  description: 'What every error result carries.',
})
export abstract class ApigError implements ApigErrorFields {
  @Field(() => String, {
    description:
      "The upstream's code (`APIG.2012`), or the gateway's own (`GATEWAY.TIMEOUT`). Open: new codes may come at any time.",
  })
  readonly code: string;

  @Field(() => String, { description: 'What went wrong, in words that are safe to show.' })
  readonly message: string;

  @Field(() => Boolean, { description: 'The same call may succeed later, unchanged.' })
  readonly retryable: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The id of the upstream's reply, for its support; null where the upstream was not asked or sent none.",
  })
  readonly requestId: string | null;

  constructor({ code, message, retryable, requestId }: ApigErrorFields) {
    this.code = code;
    this.message = message;
    this.retryable = retryable;
    this.requestId = requestId;
  }
}
