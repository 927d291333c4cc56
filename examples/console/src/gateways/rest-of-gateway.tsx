import { useState } from 'react';
import { useText } from '../i18n/text';
import type { ListedGateway } from './use-gateway-pages';

/** Says that only a part of a gateway's domains was read, or none, and offers to read on. Nothing if all of them were. */
export function RestOfGateway({
  gateway,
  onMore,
  onAgain,
}: {
  readonly gateway: ListedGateway;
  readonly onMore: (gateway: ListedGateway) => Promise<void>;
  readonly onAgain: () => void;
}) {
  const t = useText();
  const [isReading, setReading] = useState(false);
  const { domains, total, next } = gateway;
  if (total === undefined) {
    return (
      <div className="actions">
        <p>{t('domains.unread')}</p>
        <button type="button" className="button" onClick={onAgain}>
          {t('error.reread')}
        </button>
      </div>
    );
  }
  if (next === null) return null;
  const read = async () => {
    setReading(true);
    await onMore(gateway);
    setReading(false);
  };
  return (
    <div className="actions">
      <p className="hint">{t('domains.part', { count: domains.length, total })}</p>
      <button type="button" className="button" disabled={isReading} onClick={() => void read()}>
        {t('domains.more')}
      </button>
    </div>
  );
}
