import { Field, InterfaceType } from 'type-graphql';

/** The fields that every error result has. */
export interface ApigErrorFields {
  code: string;
  message: string;
  retryable: boolean;
  requestId: string | null;
}

@InterfaceType({
  description: 'The fields that every error result has.',
})
export abstract class ApigError implements ApigErrorFields {
  @Field(() => String, {
    description:
      'The error code, such as `APIG.2012` or `GATEWAY.TIMEOUT`. Codes that begin with `GATEWAY.` come from this server, all others from the upstream. New codes may be added at any time.',
  })
  readonly code: string;

  @Field(() => String, {
    description:
      'A description of the error that is safe to show to users. In English, or in Chinese if `Accept-Language` prefers it: the text for the code, followed by the English message where that says more.',
  })
  readonly message: string;

  @Field(() => Boolean, { description: 'True if the same request may succeed later without changes.' })
  readonly retryable: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      "The request id of the upstream's reply, for its support team. Null if no upstream call was made, or if the reply has no id.",
  })
  readonly requestId: string | null;

  constructor({ code, message, retryable, requestId }: ApigErrorFields) {
    this.code = code;
    this.message = message;
    this.retryable = retryable;
    this.requestId = requestId;
  }
}
