/** A page as the cache holds it. Another result of a union, such as an error, has no edges. */
interface CachedPage {
  readonly __typename?: string;
  readonly edges?: readonly { readonly cursor?: string }[];
  readonly pageInfo?: { readonly startCursor?: string | null | undefined; readonly hasPreviousPage?: boolean | undefined };
}

interface PageOptions {
  readonly args: Readonly<Record<string, unknown>> | null;
}

/**
 * The policy of a field that is read page by page with `first` and `after`. Each page is added after the edge that `after` names, so
 * a page that is read again replaces what followed. A result without edges, such as an `ApigRateLimitedError`, replaces the list only
 * if it is the first page: the pages that were read stay if a later one fails. The failed call still returns the error.
 * @param keyArgs the arguments that make it another list.
 */
export function pages(keyArgs: readonly string[]) {
  return {
    keyArgs: keyArgs.length > 0 ? [...keyArgs] : (false as const),
    merge(existing: CachedPage | undefined, incoming: CachedPage, { args }: PageOptions): CachedPage {
      const after = args?.['after'];
      if (!existing?.edges || !after) return incoming;
      if (!incoming.edges) return existing;
      const last = existing.edges.findIndex(({ cursor }) => cursor === after);
      const before = last < 0 ? existing.edges : existing.edges.slice(0, last + 1);
      const edges = [...before, ...incoming.edges];
      if (!incoming.pageInfo || !existing.pageInfo) return { ...incoming, edges };
      // The list begins where its first page began.
      const { startCursor, hasPreviousPage } = existing.pageInfo;
      return { ...incoming, edges, pageInfo: { ...incoming.pageInfo, startCursor, hasPreviousPage } };
    },
  };
}

/** The cache policies of every field that is read page by page, for `new InMemoryCache({ possibleTypes, typePolicies })`. */
export const typePolicies = {
  ApiGroup: { fields: { domains: pages(['hasCertificate']) } },
  Gateway: { fields: { apiGroups: pages([]), domains: pages(['hasCertificate']) } },
  Certificate: { fields: { domains: pages(['name']) } },
  Query: { fields: { certificates: pages(['filter', 'orderBy']), gateways: pages([]) } },
};
