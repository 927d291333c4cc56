import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { outcomeOf, type Problem, type Success } from '../client/problem';
import type {
  ConsoleGatewayDomainsQuery,
  ConsoleGatewayDomainsQueryVariables,
  ServedDomainFragment,
} from '../gql/graphql';
import { GATEWAY_DOMAINS, MORE_GATEWAY_DOMAINS } from '../operations/gateways';

/** The largest page of domains, which `MORE_GATEWAY_DOMAINS` reads. */
export const MAX_DOMAINS = 500;

/** A gateway with the domains that were read so far. */
export interface ListedGateway {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly ServedDomainFragment[];
  /** The number of all of its domains; undefined if they could not be read. */
  readonly total: number | undefined;
  /** The cursor of its next domains; null if there are none. */
  readonly next: string | null;
  /** The cursor before the gateway; null for the first one. */
  readonly before: string | null;
}

/** The gateways that were read so far. */
export interface GatewayPages {
  readonly gateways: readonly ListedGateway[];
  /** True once all gateways are there. */
  readonly isComplete: boolean;
  readonly problem: Problem | undefined;
  /** Reads the next domains of a gateway. */
  readonly more: (gateway: ListedGateway) => Promise<void>;
  /** Reads all again. */
  readonly again: () => void;
}

type State = Omit<GatewayPages, 'more' | 'again'>;

const EMPTY: State = { gateways: [], isComplete: false, problem: undefined };

const OPTIONS = { fetchPolicy: 'network-only', errorPolicy: 'all' } as const;

/** Reads all gateways, page by page, each with its first domains: all of them, or only those without a certificate. */
export function useGatewayPages(firstDomains: number, hasCertificate?: false): GatewayPages {
  const client = useApolloClient();
  const [state, setState] = useState(EMPTY);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt reads again.
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      let cursor: string | null = null;
      const gateways: ListedGateway[] = [];
      for (let isComplete = false; !isComplete; ) {
        const variables: ConsoleGatewayDomainsQueryVariables = {
          firstDomains,
          after: cursor,
          ...(hasCertificate === undefined ? {} : { hasCertificate }),
        };
        const { data, error } = await client
          .query({ query: GATEWAY_DOMAINS, variables, ...OPTIONS })
          .catch((error: unknown) => ({ data: undefined, error }));
        if (!isCurrent) return;
        const outcome = outcomeOf(data?.gateways, error);
        if (!outcome.ok) {
          setState({ gateways: [...gateways], isComplete: false, problem: outcome.problem });
          return;
        }
        gateways.push(...listed(outcome.value, cursor));
        cursor = outcome.value.pageInfo.endCursor;
        isComplete = !outcome.value.pageInfo.hasNextPage;
        setState({ gateways: [...gateways], isComplete, problem: undefined });
      }
    };
    void read();
    return () => {
      isCurrent = false;
    };
  }, [client, firstDomains, hasCertificate, attempt]);

  const again = useCallback(() => {
    setState(EMPTY);
    setAttempt((count) => count + 1);
  }, []);
  const reading = useRef(new Set<string>());
  const more = useCallback(
    async ({ id, before, next }: ListedGateway) => {
      if (reading.current.has(id)) return;
      reading.current.add(id);
      const { data, error } = await client
        .query({ query: MORE_GATEWAY_DOMAINS, variables: { before, afterDomain: next }, ...OPTIONS })
        .catch((error: unknown) => ({ data: undefined, error }));
      reading.current.delete(id);
      const outcome = outcomeOf(data?.gateways, error);
      if (!outcome.ok) {
        setState((current) => ({ ...current, problem: outcome.problem }));
        return;
      }
      const node = outcome.value.edges[0]?.node;
      const page = node?.domains;
      // The list of gateways has changed.
      if (node?.id !== id || !page) return again();
      const added = page.edges.flatMap(({ node: domain }) => domain ?? []);
      setState((current) => ({
        ...current,
        problem: undefined,
        gateways: current.gateways.map((it) =>
          it.id === id && it.next === next
            ? {
                ...it,
                domains: [...it.domains, ...added],
                total: page.totalCount ?? it.total,
                next: nextOf(page.pageInfo),
              }
            : it,
        ),
      }));
    },
    [client, again],
  );
  return { ...state, more, again };
}

function listed({ edges }: Success<ConsoleGatewayDomainsQuery['gateways']>, start: string | null): ListedGateway[] {
  return edges.flatMap(({ node }, index) =>
    node
      ? [
          {
            id: node.id,
            name: node.name,
            domains: (node.domains?.edges ?? []).flatMap(({ node: domain }) => domain ?? []),
            total: node.domains?.totalCount ?? undefined,
            next: node.domains ? nextOf(node.domains.pageInfo) : null,
            before: index === 0 ? start : (edges[index - 1]?.cursor ?? null),
          },
        ]
      : [],
  );
}

function nextOf({ hasNextPage, endCursor }: { readonly hasNextPage: boolean; readonly endCursor: string | null }) {
  return hasNextPage ? endCursor : null;
}
