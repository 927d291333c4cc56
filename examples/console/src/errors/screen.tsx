import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';

/** The frame of every error screen. It is announced when it appears, and has the focus. */
export function Screen({
  name,
  title,
  tone = 'error',
  message,
  code,
  requestId,
  children,
}: {
  /** The name of the error type, for tests and style sheets. */
  readonly name: string;
  readonly title: string;
  /** `alarm` if users must act now. */
  readonly tone?: 'notice' | 'error' | 'alarm';
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly requestId?: string | null | undefined;
  readonly children?: ReactNode;
}) {
  const t = useText();
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  return (
    <section ref={section} tabIndex={-1} className={`screen ${tone}`} data-screen={name} role="alert">
      <h2>{title}</h2>
      {children}
      {message !== undefined && message !== '' && (
        <p className="detail" translate="no">
          {message}
        </p>
      )}
      {code !== undefined && (
        <dl className="facts small">
          <dt>{t('error.code')}</dt>
          <dd>
            <Value code>{code}</Value>
          </dd>
          {requestId != null && (
            <>
              <dt>{t('error.requestId')}</dt>
              <dd>
                <Value code>{requestId}</Value>
              </dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}

/** The button of an error screen that offers one way on. */
export function Action({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <div className="actions">
      <button type="button" className="button" onClick={onClick}>
        {label}
      </button>
    </div>
  );
}

/** A list of names in an error screen. */
export function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <Value>{name}</Value>
        </li>
      ))}
    </ul>
  );
}
