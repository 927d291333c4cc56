import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

interface LastFilters {
  readonly search: string;
  readonly remember: (search: string) => void;
}

const LastFiltersContext = createContext<LastFilters>({ search: '', remember: () => undefined });

/** Keeps the last filters and order of the certificates table, until the session, the project or the region ends. */
export function LastFiltersProvider({ children }: { readonly children: ReactNode }) {
  const [search, remember] = useState('');
  const value = useMemo(() => ({ search, remember }), [search]);
  return <LastFiltersContext value={value}>{children}</LastFiltersContext>;
}

/** Returns the path of the certificates table with its last filters. */
export function useCertificatesPath(): string {
  const { search } = useContext(LastFiltersContext);
  return search === '' ? '/certificates' : `/certificates?${search}`;
}

/** Returns the function that keeps the parameters of the table's URL. */
export function useRemember(): (search: string) => void {
  return useContext(LastFiltersContext).remember;
}
