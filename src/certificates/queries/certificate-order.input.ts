import { Field, InputType, registerEnumType } from 'type-graphql';

/** The field by which certificates are sorted. */
export enum CertificateOrderField {
  NOT_AFTER = 'NOT_AFTER',
  NAME = 'NAME',
  CREATED_AT = 'CREATED_AT',
}

registerEnumType(CertificateOrderField, {
  name: 'CertificateOrderField',
  description: 'The field by which certificates are sorted.',
  valuesConfig: {
    NOT_AFTER: { description: 'The end of the validity period: `Certificate.notAfter`.' },
    NAME: {
      description: 'The name, character by character in the order of Unicode. Capitals are before small letters.',
    },
    CREATED_AT: { description: 'The time at which it was created in API Gateway: `Certificate.createTime`.' },
  },
});

/** The direction of an order. */
export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'The direction of an order.',
  valuesConfig: {
    ASC: { description: 'From the earliest or lowest to the latest or highest.' },
    DESC: { description: 'From the latest or highest to the earliest or lowest.' },
  },
});

@InputType({
  description:
    'The order of a list of certificates. Equal ones are in the order of their ids, and those without a value come last.',
})
export class CertificateOrder {
  @Field(() => CertificateOrderField, { description: 'The field to sort by.' })
  readonly field!: CertificateOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'The direction of the order.' })
  readonly direction!: OrderDirection;
}
