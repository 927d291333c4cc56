import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/text';
import { useAnnounce } from '../ui/announcer';

/** Counts down and tries again by itself, unless the user stops it or does it at once. */
export function Countdown({ seconds, onRetry }: { readonly seconds: number; readonly onRetry: () => void }) {
  const t = useText();
  const announce = useAnnounce();
  const [left, setLeft] = useState(seconds);
  const [isStopped, setStopped] = useState(false);
  const retry = useRef(onRetry);
  retry.current = onRetry;
  // biome-ignore lint/correctness/useExhaustiveDependencies: announced once.
  useEffect(() => announce(t('busy.announced', { seconds })), []);
  useEffect(() => {
    if (isStopped) return;
    if (left <= 0) {
      retry.current();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left, isStopped]);
  return (
    <div className="actions">
      <p>{isStopped ? t('busy.stopped') : t('busy.countdown', { seconds: Math.max(left, 0) })}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t('busy.now')}
      </button>
      {!isStopped && (
        <button type="button" className="button quiet" onClick={() => setStopped(true)}>
          {t('busy.stop')}
        </button>
      )}
    </div>
  );
}
