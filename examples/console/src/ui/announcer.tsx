import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const AnnouncerContext = createContext<(text: string) => void>(() => undefined);

/** Provides a polite live region, in which screen readers hear results. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState('');
  const announce = useCallback((next: string) => {
    // The same text twice is announced twice only if the region was empty in between.
    setText('');
    setTimeout(() => setText(next), 50);
  }, []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div role="status" aria-live="polite" className="visually-hidden">
        {text}
      </div>
    </AnnouncerContext>
  );
}

/** Returns the function that announces a result. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnouncerContext);
}
