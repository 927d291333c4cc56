import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { outcomeOf, type Problem } from '../client/problem';
import type { CertificateRowFragment } from '../gql/graphql';
import { CERTIFICATES } from '../operations/certificates';
import { type FilterViolations, filterViolationsOf } from '../screens/filter-violations';
import type { ListVariables } from '../screens/use-filters';

/** The number of certificates of a page: the maximum. */
const PAGE_SIZE = 500;

interface State {
  /** The variables that the rows belong to. Those of the latest read differ while it is in progress, and if it was rejected. */
  readonly variables: ListVariables;
  readonly rows: readonly CertificateRowFragment[];
  /** The number of certificates that match; undefined until the first page is there. */
  readonly total: number | undefined;
  readonly cursor: string | null;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** True while the first page for other variables is read. The earlier rows stay until it is there. */
  readonly isRenewing: boolean;
  readonly problem: Problem | undefined;
  /** The filters that the server rejected, so that the earlier rows stay. */
  readonly violations: FilterViolations;
}

/** The pages that were read so far. A page that fails leaves the earlier ones as they are. */
export interface CertificatePages extends Omit<State, 'cursor'> {
  /** Reads the next page, unless one is being read. */
  readonly more: () => Promise<void>;
  /** Reads all pages that are left. @returns all rows, or undefined if a page failed or other filters took over. */
  readonly all: () => Promise<readonly CertificateRowFragment[] | undefined>;
  /** Reads the page that failed again. */
  readonly again: () => void;
  /** Reads from the first page on, because the list has changed. The rows stay until it is there. */
  readonly renew: () => void;
}

/** Reads the certificates page by page. Other variables begin again. */
export function useCertificatePages(variables: ListVariables): CertificatePages {
  const client = useApolloClient();
  const [state, setState] = useState(() => firstOf(variables));
  const latest = useRef({ state, reading: undefined as object | undefined });
  const set = useCallback((next: State) => {
    latest.current.state = next;
    setState(next);
  }, []);

  /** Reads the page after `from`. @returns true if it is in the state then. */
  const read = useCallback(
    async (from: State): Promise<boolean> => {
      const turn = {};
      latest.current.reading = turn;
      const isFirst = from.cursor === null;
      const before = isFirst ? latest.current.state : from;
      set({ ...before, isLoading: true, isRenewing: isFirst, problem: undefined });
      const { data, error } = await client
        .query({
          query: CERTIFICATES,
          variables: { first: PAGE_SIZE, after: from.cursor, ...from.variables },
          fetchPolicy: 'network-only',
          errorPolicy: 'all',
        })
        .catch((error: unknown) => ({ data: undefined, error }));
      // A later read with other filters has taken over.
      if (latest.current.reading !== turn) return false;
      latest.current.reading = undefined;
      const ended = { isLoading: false, isRenewing: false };
      const outcome = outcomeOf(data?.certificates, error);
      if (!outcome.ok) {
        const violations = isFirst ? filterViolationsOf(outcome.problem) : undefined;
        set(violations ? { ...before, ...ended, violations } : { ...from, ...ended, problem: outcome.problem });
        return false;
      }
      const { edges, pageInfo, totalCount } = outcome.value;
      set({
        ...from,
        ...ended,
        rows: [...from.rows, ...edges.flatMap(({ node }) => node ?? [])],
        total: totalCount,
        cursor: pageInfo.endCursor,
        hasMore: pageInfo.hasNextPage,
        problem: undefined,
      });
      return true;
    },
    [client, set],
  );

  useEffect(() => {
    void read(firstOf(variables));
  }, [read, variables]);

  const more = useCallback(async () => {
    const { state: current, reading } = latest.current;
    if (!reading && current.hasMore && current.cursor !== null && !current.problem) await read(current);
  }, [read]);
  const all = useCallback(async () => {
    while (latest.current.state.hasMore) {
      if (!(await read(latest.current.state))) return undefined;
    }
    return latest.current.state.rows;
  }, [read]);
  const again = useCallback(() => void read(latest.current.state), [read]);
  const renew = useCallback(() => void read(firstOf(latest.current.state.variables)), [read]);
  return { ...state, more, all, again, renew };
}

function firstOf(variables: ListVariables): State {
  return {
    variables,
    rows: [],
    total: undefined,
    cursor: null,
    hasMore: true,
    isLoading: true,
    isRenewing: true,
    problem: undefined,
    violations: {},
  };
}
