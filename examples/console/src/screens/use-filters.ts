import { useEffect, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { CertificateFilter, CertificateOrder, CertificateState } from '../gql/graphql';
import { useRemember } from './last-filters';

/** The filters of the table, as the page's URL has them; empty for none. */
export interface Filters {
  readonly name: string;
  readonly covers: string;
  readonly state: string;
  readonly gateway: string;
  readonly attached: string;
  /** The column, after a minus sign for descending order. */
  readonly sort: string;
}

/** The variables of the list that the filters ask for. */
export interface ListVariables {
  readonly filter: CertificateFilter;
  readonly orderBy: CertificateOrder;
}

const STATES: readonly CertificateState[] = ['VALID', 'EXPIRING', 'EXPIRED', 'NOT_YET_VALID'];

/**
 * Returns the filters of the URL, the function that sets one of them, the one that clears all of them (undefined if there are none),
 * and the variables of the list.
 */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const remember = useRemember();
  useEffect(() => remember(text), [remember, text]);
  return useMemo(() => {
    const given = new URLSearchParams(text);
    const get = (name: keyof Filters) => given.get(name) ?? '';
    const filters: Filters = {
      name: get('name'),
      covers: get('covers'),
      state: get('state'),
      gateway: get('gateway'),
      attached: get('attached'),
      sort: given.get('sort') ?? 'expiry',
    };
    const setFilter = (name: keyof Filters, value: string) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current);
          if (value === '') next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      );
    const { sort, ...narrowing } = filters;
    const clear = () => setParams(given.has('sort') ? { sort } : {}, { replace: true });
    const isNarrowed = Object.values(narrowing).some((value) => value !== '');
    return { filters, setFilter, clear: isNarrowed ? clear : undefined, variables: variablesOf(filters) };
  }, [text, setParams]);
}

function variablesOf({ name, covers, state, gateway, attached, sort }: Filters): ListVariables {
  const known = STATES.find((it) => it === state);
  return {
    filter: {
      ...(name === '' ? {} : { name }),
      ...(covers === '' ? {} : { covers }),
      ...(known ? { states: [known] } : {}),
      ...(gateway === '' ? {} : { instanceId: gateway }),
      ...(attached === '' ? {} : { attached: attached === 'yes' }),
    },
    orderBy: {
      field: sort.endsWith('name') ? 'NAME' : 'NOT_AFTER',
      direction: sort.startsWith('-') ? 'DESC' : 'ASC',
    },
  };
}
