import { Field, ID, InputType } from 'type-graphql';
import type { InputOf } from '../apig/types';
import { AlgorithmType, CertificateScope } from './certificate-enums';
import { checkOptionalId, checkText } from './checks';

@InputType({ description: 'Which certificates to list. What is left out does not count; what is given must all hold.' })
export class CertificateFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'The gateway that they may be used on. Some regions of the upstream ask for it.',
  })
  readonly instanceId?: string | null;

  @Field(() => String, { nullable: true, description: 'Their name, or what the upstream finds by it.' })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'The common name of their subject.' })
  readonly commonName?: string | null;

  @Field(() => String, { nullable: true, description: 'How they are signed: `SHA256-RSA`.' })
  readonly signatureAlgorithm?: string | null;

  @Field(() => CertificateScope, { nullable: true, description: 'Where they may be used.' })
  readonly type?: CertificateScope | null;

  @Field(() => AlgorithmType, { nullable: true, description: 'The algorithm of their key.' })
  readonly algorithmType?: AlgorithmType | null;
}

type ListQuery = NonNullable<InputOf<'listCertificates'>['query']>;

/** The filter in the upstream's words. @throws ApigFailure `GATEWAY.INVALID_INPUT` for an id that is none, or a text that is too long. */
export function toListQuery(filter: CertificateFilter | null | undefined): ListQuery {
  return dropUndefined({
    instance_id: checkOptionalId(filter?.instanceId, 'filter.instanceId'),
    name: checkText(filter?.name, 'filter.name'),
    common_name: checkText(filter?.commonName, 'filter.commonName'),
    signature_algorithm: checkText(filter?.signatureAlgorithm, 'filter.signatureAlgorithm'),
    type: filter?.type ?? undefined,
    algorithm_type: filter?.algorithmType ?? undefined,
  });
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Defined<T>;
}
