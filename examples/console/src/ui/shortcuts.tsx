import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';

interface Shortcuts {
  readonly isOn: boolean;
  readonly setOn: (on: boolean) => void;
}

const ShortcutsContext = createContext<Shortcuts>({ isOn: true, setOn: () => undefined });

/** Provides the switch for single-key shortcuts: WCAG 2.1.4 asks that they can be switched off. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [isOn, setOn] = useState(true);
  const value = useMemo(() => ({ isOn, setOn }), [isOn]);
  return <ShortcutsContext value={value}>{children}</ShortcutsContext>;
}

/** Returns the switch for shortcuts. */
export function useShortcutSwitch(): Shortcuts {
  return useContext(ShortcutsContext);
}

/** Runs an action when its key is pressed outside of fields and dialogs. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const { isOn } = useShortcutSwitch();
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      const action = latest.current[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOn]);
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return true;
  return target instanceof Element && target.matches('textarea, select, input:not([type="checkbox"])');
}
