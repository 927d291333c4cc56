import * as Radix from '@radix-ui/react-dialog';
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/text';

interface Props {
  readonly title: string;
  readonly description?: string | undefined;
  /** True for a dialog that interrupts to ask for a decision. */
  readonly isAlert?: boolean;
  /** False while it must stay open: a change is in progress. */
  readonly canClose?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog. Radix moves the focus in, keeps it in, returns it, and closes on Escape. Its own overlay is not used: it inserts
 * a style element, which the content security policy forbids.
 */
export function Dialog({ title, description, isAlert = false, canClose = true, onClose, children }: Props) {
  const t = useText();
  const [opener] = useState(() => document.activeElement);
  const hold = (event: Event) => {
    if (!canClose) event.preventDefault();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && canClose && onClose()}>
      <Radix.Portal>
        <div className="backdrop">
          <Radix.Content
            className="dialog"
            role={isAlert ? 'alertdialog' : 'dialog'}
            aria-modal="true"
            onEscapeKeyDown={hold}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              returnFocus(opener);
            }}
            onPointerDownOutside={(event) => event.preventDefault()}
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          >
            <header className="dialog-header">
              <Radix.Title className="dialog-title">{title}</Radix.Title>
              {canClose && (
                <Radix.Close className="button quiet" aria-label={t('dialog.close')}>
                  <span aria-hidden="true">✕</span>
                </Radix.Close>
              )}
            </header>
            {description !== undefined && <Radix.Description className="hint">{description}</Radix.Description>}
            <div className="stack">{children}</div>
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Moves the focus to the control that opened the dialog, or to the heading of the page if that cannot have the focus any more. */
function returnFocus(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected && !opener.matches(':disabled')) opener.focus();
  else document.querySelector('h1')?.focus();
}
