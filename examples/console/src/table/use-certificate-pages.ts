import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { outcomeOf, type Problem } from '../client/problem';
import type { CertificateRowFragment } from '../gql/graphql';
import { CERTIFICATES } from '../operations/certificates';
import type { ListVariables } from '../screens/use-filters';

/** The number of certificates of a page: the maximum. */
const PAGE_SIZE = 500;

/** The pages that were read so far. A page that fails leaves the earlier ones as they are. */
export interface CertificatePages {
  readonly rows: readonly CertificateRowFragment[];
  /** The number of certificates that match; undefined until the first page is there. */
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly problem: Problem | undefined;
  /** Reads the next page, unless one is being read. @returns all rows so far. */
  readonly more: () => Promise<void>;
  /** Reads all pages that are left. @returns all rows, or undefined if a page failed. */
  readonly all: () => Promise<readonly CertificateRowFragment[] | undefined>;
  /** Reads the page that failed again. */
  readonly again: () => void;
}

interface State {
  readonly rows: readonly CertificateRowFragment[];
  readonly total: number | undefined;
  readonly cursor: string | null;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly problem: Problem | undefined;
}

const EMPTY: State = { rows: [], total: undefined, cursor: null, hasMore: true, isLoading: true, problem: undefined };

/** Reads the certificates page by page. Other variables begin again. */
export function useCertificatePages(variables: ListVariables): CertificatePages {
  const client = useApolloClient();
  const [state, setState] = useState(EMPTY);
  const latest = useRef({ state, reading: undefined as object | undefined });
  const set = useCallback((next: State) => {
    latest.current.state = next;
    setState(next);
  }, []);

  const read = useCallback(
    async (from: State) => {
      const turn = {};
      latest.current.reading = turn;
      set({ ...from, isLoading: true, problem: undefined });
      const { data, error } = await client
        .query({
          query: CERTIFICATES,
          variables: { first: PAGE_SIZE, after: from.cursor, ...variables },
          fetchPolicy: 'network-only',
          errorPolicy: 'all',
        })
        .catch((error: unknown) => ({ data: undefined, error }));
      // A later read with other filters has taken over.
      if (latest.current.reading !== turn) return;
      latest.current.reading = undefined;
      const outcome = outcomeOf(data?.certificates, error);
      if (!outcome.ok) {
        set({ ...from, isLoading: false, problem: outcome.problem });
        return;
      }
      const { edges, pageInfo, totalCount } = outcome.value;
      set({
        rows: [...from.rows, ...edges.flatMap(({ node }) => node ?? [])],
        total: totalCount,
        cursor: pageInfo.endCursor,
        hasMore: pageInfo.hasNextPage,
        isLoading: false,
        problem: undefined,
      });
    },
    [client, variables, set],
  );

  useEffect(() => {
    void read(EMPTY);
  }, [read]);

  const more = useCallback(async () => {
    const { state: current, reading } = latest.current;
    if (!reading && current.hasMore && !current.problem) await read(current);
  }, [read]);
  const all = useCallback(async () => {
    while (latest.current.state.hasMore) {
      await read(latest.current.state);
      if (latest.current.state.problem) return undefined;
    }
    return latest.current.state.rows;
  }, [read]);
  const again = useCallback(() => void read(latest.current.state), [read]);
  const { rows, total, hasMore, isLoading, problem } = state;
  return { rows, total, hasMore, isLoading, problem, more, all, again };
}
