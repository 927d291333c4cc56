import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../i18n/text';

/** The content of a screen. Its heading gets the focus when the screen is opened, and names the document. */
export function Page({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const t = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} - ${t('app.title')}`;
  }, [title, t]);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main id="main" className="page">
      <div className="page-header">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div className="actions">{actions}</div>
      </div>
      {children}
    </main>
  );
}
