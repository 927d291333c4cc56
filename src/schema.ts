import 'reflect-metadata';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, isObjectType, parse } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema, type ResolversMap } from 'type-graphql';
import { AttachCertificateDomainsResolver } from './certificates/attach-certificate-domains';
import { AttachDomainCertificateResolver } from './certificates/attach-domain-certificate';
import { AttachPreviewResolver } from './certificates/attach-preview.resolver';
import { CertificateResolver } from './certificates/certificate.resolver';
import { CertificateDetailsResolver } from './certificates/certificate-details.resolver';
import { CertificateDomainsResolver, DomainCertificateResolver } from './certificates/certificate-domains.resolver';
import { CertificatesResolver } from './certificates/certificates.resolver';
import { CreateCertificateResolver } from './certificates/create-certificate';
import { DeleteCertificateResolver } from './certificates/delete-certificate';
import { DetachCertificateDomainsResolver } from './certificates/detach-certificate-domains';
import { DetachDomainCertificateResolver } from './certificates/detach-domain-certificate';
import { DetachPreviewResolver } from './certificates/detach-preview.resolver';
import { ReplaceCertificateResolver } from './certificates/replace-certificate';
import { UpdateCertificateResolver } from './certificates/update-certificate';
import { ERROR_RESULTS } from './errors/error-results';
import { DomainResolver } from './gateways/domain.resolver';
import { ApiGroupContentsResolver, GatewayContentsResolver } from './gateways/gateway-contents.resolver';
import { GatewaysResolver } from './gateways/gateways.resolver';
import { plainResolvers } from './plain-resolvers';
import { REFERENCE_RESOLVERS } from './references';

const LINK = parse(
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.14", import: ["@key", "@shareable"])',
);

/** All resolvers as one federated schema. */
export async function buildGatewaySchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      CertificateResolver,
      CertificatesResolver,
      CertificateDetailsResolver,
      CertificateDomainsResolver,
      DomainCertificateResolver,
      DetachCertificateDomainsResolver,
      AttachCertificateDomainsResolver,
      AttachDomainCertificateResolver,
      DetachDomainCertificateResolver,
      CreateCertificateResolver,
      UpdateCertificateResolver,
      DeleteCertificateResolver,
      DetachPreviewResolver,
      AttachPreviewResolver,
      ReplaceCertificateResolver,
      GatewaysResolver,
      GatewayContentsResolver,
      ApiGroupContentsResolver,
      DomainResolver,
    ],
    orphanedTypes: [...ERROR_RESULTS],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    // Inputs are checked by the code that knows what they mean, which answers with a typed error result.
    validate: false,
  });
  tidy(schema);
  return buildSubgraphSchema([
    { typeDefs: LINK },
    {
      typeDefs: parse(printSchemaWithDirectives(schema)),
      resolvers: withReferences(plainResolvers(schema)) as never,
    },
  ]);
}

function withReferences(resolvers: ResolversMap): ResolversMap {
  const merged = { ...resolvers };
  for (const [type, reference] of Object.entries(REFERENCE_RESOLVERS)) {
    merged[type] = { ...(resolvers[type] as object), ...reference } as never;
  }
  return merged;
}

/** What type-graphql leaves: root types without a description, arguments from last to first (the order in which decorators run). */
function tidy(schema: GraphQLSchema): void {
  const query = schema.getQueryType();
  const mutation = schema.getMutationType();
  if (query)
    query.description = 'What can be read. Each field answers with a union: its result, or an error as a result.';
  if (mutation) {
    mutation.description =
      'What can be changed. Each field answers with a union: its success, or an error as a result. A success is true; an error says whether the change is there.';
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) field.args = field.args.toReversed();
  }
}

/** The schema definition that is checked in as `schema/schema.graphql`. */
export function printSchema(schema: GraphQLSchema): string {
  return `${printSubgraphSchema(schema)}\n`;
}
