import 'reflect-metadata';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, isScalarType, parse, printSchema as printPlainSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema } from 'type-graphql';
import { AttachCertificateDomainsResolver } from '../certificates/attach/attach-certificate-domains.mutation';
import { AttachCertificateToDomainResolver } from '../certificates/attach/attach-certificate-to-domain.mutation';
import { AttachPreviewResolver } from '../certificates/attach/attach-preview.query';
import { CertificateDetailsResolver } from '../certificates/certificate/certificate-details.resolver';
import {
  CertificateDomainsResolver,
  DomainCertificateResolver,
} from '../certificates/certificate/certificate-domains.resolver';
import { CertificateGatewayResolver } from '../certificates/certificate/certificate-gateway.resolver';
import { CreateCertificateResolver } from '../certificates/content/create-certificate.mutation';
import { DeleteCertificateResolver } from '../certificates/content/delete-certificate.mutation';
import { DeletePreviewResolver } from '../certificates/content/delete-preview.query';
import { UpdateCertificateResolver } from '../certificates/content/update-certificate.mutation';
import { UpdatePreviewResolver } from '../certificates/content/update-preview.query';
import { DetachCertificateDomainsResolver } from '../certificates/detach/detach-certificate-domains.mutation';
import { DetachCertificateFromDomainResolver } from '../certificates/detach/detach-certificate-from-domain.mutation';
import { DetachPreviewResolver } from '../certificates/detach/detach-preview.query';
import { CertificateResolver } from '../certificates/queries/certificate.query';
import { CertificatesResolver } from '../certificates/queries/certificates.query';
import { ReplaceCertificateResolver } from '../certificates/replace/replace-certificate.mutation';
import { ReplacePreviewResolver } from '../certificates/replace/replace-preview.query';
import { ERROR_RESULTS } from '../errors/error-results.type';
import { DomainResolver } from '../gateways/domain.query';
import { DomainFactsResolver } from '../gateways/domain-facts.resolver';
import { ApiGroupContentsResolver, GatewayContentsResolver } from '../gateways/gateway-contents.resolver';
import { GatewaysResolver } from '../gateways/gateways.query';
import { addCostDirectives } from './cost-directives';
import { carryCosts, objectTypes } from './declared-costs';
import { resolveEntities } from './entities';
import { localizeMessages } from './localize-messages';
import { observeRootFields } from './observe-root-fields';
import { plainResolvers } from './plain-resolvers';
import { describeTextLimits, limitTexts } from './text-limits';
import { traceNestedFields } from './trace-nested-fields';

/** The lowest version of federation that has all imported directives (`@cost` and `@listSize` are new in 2.9), for old composers. */
const LINK = parse(
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", "@listSize"])',
);

/** Builds the federated schema from all resolvers. @param isTraced true if requests may have spans. */
export async function buildFederatedSchema(isTraced = false): Promise<GraphQLSchema> {
  const schema = await buildClassSchema();
  addCostDirectives(schema);
  const subgraph = buildSubgraphSchema([
    { typeDefs: LINK },
    {
      typeDefs: parse(printSchemaWithDirectives(schema)),
      resolvers: plainResolvers(schema) as never,
    },
  ]);
  carryCosts(schema, subgraph);
  resolveEntities(subgraph);
  limitTexts(subgraph);
  localizeMessages(subgraph);
  observeRootFields(subgraph);
  if (isTraced) traceNestedFields(subgraph);
  return subgraph;
}

/** Builds the schema from the classes with type-graphql, including type-graphql's own resolvers. */
export async function buildClassSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      CertificateResolver,
      CertificatesResolver,
      CertificateDetailsResolver,
      CertificateDomainsResolver,
      CertificateGatewayResolver,
      DomainCertificateResolver,
      DetachCertificateDomainsResolver,
      AttachCertificateDomainsResolver,
      AttachCertificateToDomainResolver,
      DetachCertificateFromDomainResolver,
      CreateCertificateResolver,
      UpdateCertificateResolver,
      DeleteCertificateResolver,
      DetachPreviewResolver,
      AttachPreviewResolver,
      UpdatePreviewResolver,
      DeletePreviewResolver,
      ReplacePreviewResolver,
      ReplaceCertificateResolver,
      GatewaysResolver,
      GatewayContentsResolver,
      ApiGroupContentsResolver,
      DomainResolver,
      DomainFactsResolver,
    ],
    orphanedTypes: [...ERROR_RESULTS],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    // The use cases check their inputs themselves and return a typed error result.
    validate: false,
  });
  tidy(schema);
  describeTextLimits(schema);
  return schema;
}

/** The specification of `DateTime`, which the GraphQL specification names as an example of `@specifiedBy`. */
const DATE_TIME_SPECIFICATION = 'https://scalars.graphql.org/andimarek/date-time';

/**
 * Completes the schema of type-graphql: adds descriptions of the root types and the specification of `DateTime`, and reverses the
 * arguments, whose decorators run last to first.
 */
function tidy(schema: GraphQLSchema): void {
  const query = schema.getQueryType();
  const mutation = schema.getMutationType();
  if (query) query.description = 'The queries. Each field returns a union of its result and its possible errors.';
  if (mutation) {
    mutation.description =
      'The changes. Each field returns a union of its success type and its possible errors. A success means that the change was made. Every error except an `ApigUpstreamError` with the outcome `UNKNOWN` means that nothing was changed.';
  }
  const dateTime = schema.getType(GraphQLDateTime.name);
  if (isScalarType(dateTime)) dateTime.specifiedByURL = DATE_TIME_SPECIFICATION;
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) field.args = field.args.toReversed();
  }
}

/** Returns the schema definition that is checked in as `schema/schema.graphql`. */
export function printSchema(schema: GraphQLSchema): string {
  return `${printSubgraphSchema(schema)}\n`;
}

/** Returns the schema without what federation adds, as clients and their tools see it: checked in as `schema/api.graphql`. */
export async function printApiSchema(): Promise<string> {
  return `${printPlainSchema(await buildClassSchema())}\n`;
}
