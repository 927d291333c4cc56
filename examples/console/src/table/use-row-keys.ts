import type { RefObject } from 'react';
import { useShortcuts } from '../ui/shortcuts';

/**
 * Moves between the rows of a container with `j` and `k`, and selects the current row with `x`. A row has the attribute `data-row`,
 * the control that gets the focus `data-row-focus`, and its checkbox `data-row-select`.
 */
export function useRowKeys(container: RefObject<HTMLElement | null>): void {
  const step = (by: number) => {
    const rows = [...(container.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const current = rows.findIndex((it) => it.contains(document.activeElement));
    const next = rows[current === -1 ? 0 : Math.min(Math.max(current + by, 0), rows.length - 1)];
    next?.querySelector<HTMLElement>('[data-row-focus]')?.focus();
  };
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const row = document.activeElement?.closest('[data-row]');
      if (container.current?.contains(row ?? null)) row?.querySelector<HTMLElement>('[data-row-select]')?.click();
    },
  });
}
