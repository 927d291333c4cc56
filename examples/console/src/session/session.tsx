import { ApolloProvider } from '@apollo/client/react';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { createClient } from '../client/apollo';
import { useLanguage } from '../i18n/text';

/** The caller's identity. It is held in memory only, so it ends with the page. */
export interface Credentials {
  readonly token: string;
  /** The id of the project; empty for the server's default. */
  readonly projectId: string;
  /** The name of the region; empty for the server's default. */
  readonly region: string;
}

interface Session {
  readonly credentials: Credentials | undefined;
  /** Signs in, or continues the session with another token, project or region. */
  readonly signIn: (credentials: Credentials) => void;
  readonly signOut: () => void;
  /** The changes that were denied to the current token, each with the IAM action to ask for, or null if that is not documented. */
  readonly denied: ReadonlyMap<string, string | null>;
  /** Records that a change was denied. Another token may make it. */
  readonly deny: (change: string, action: string | null) => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/**
 * Provides the session and its GraphQL client. Another project or region gets a client with an empty cache, and its components
 * start again. A new token for the same project changes nothing else, so that what was typed stays.
 */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const { locale } = useLanguage();
  const [credentials, setCredentials] = useState<Credentials>();
  const current = useRef({ credentials, locale });
  current.current = { credentials, locale };
  const scope = credentials && JSON.stringify([credentials.projectId, credentials.region]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new scope gets a new client.
  const client = useMemo(() => createClient(() => current.current), [scope]);
  const [denied, setDenied] = useState<Session['denied']>(new Map());
  const signIn = useCallback((next: Credentials) => {
    setDenied(new Map());
    current.current = { ...current.current, credentials: next };
    setCredentials(next);
  }, []);
  const signOut = useCallback(() => setCredentials(undefined), []);
  const deny = useCallback<Session['deny']>((change, action) => {
    setDenied((before) => new Map(before).set(change, action));
  }, []);
  const session = useMemo<Session>(
    () => ({ credentials, signIn, signOut, denied, deny }),
    [credentials, signIn, signOut, denied, deny],
  );
  return (
    <SessionContext value={session}>
      <ApolloProvider key={scope} client={client}>
        {children}
      </ApolloProvider>
    </SessionContext>
  );
}

/** Returns the session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('SessionProvider is missing');
  return session;
}
