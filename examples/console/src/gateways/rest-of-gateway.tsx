import { useState } from 'react';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import type { ListedGateway } from './use-gateway-pages';

/** Says that only a part of a gateway's domains was read, or none, and offers to read on. Nothing if all of them were. */
export function RestOfGateway({
  gateway,
  isNamed = false,
  onMore,
  onAgain,
}: {
  readonly gateway: ListedGateway;
  /** True if nothing else shows which gateway it is. */
  readonly isNamed?: boolean;
  readonly onMore: (gateway: ListedGateway) => Promise<void>;
  readonly onAgain: () => void;
}) {
  const t = useText();
  const [isReading, setReading] = useState(false);
  const { domains, total, next } = gateway;
  const name = isNamed && <Value>{gateway.name}</Value>;
  if (total === undefined) {
    return (
      <div className="actions">
        {name}
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
      {name}
      <p className="hint">{t('domains.part', { count: domains.length, total })}</p>
      <button type="button" className="button" disabled={isReading} onClick={() => void read()}>
        {t('domains.more')}
      </button>
    </div>
  );
}
