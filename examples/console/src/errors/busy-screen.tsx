import { useText } from '../i18n/text';
import { Countdown } from './countdown';
import type { Frame } from './frame';
import { Screen } from './screen';

/** The wait before a retry if the server names none, in seconds. */
const DEFAULT_WAIT_S = 5;

/** The longest wait that the screen counts down, in seconds. */
const MAX_WAIT_S = 120;

/** Nothing was changed, because something else is in progress: counts down and tries again. */
export function BusyScreen({
  frame,
  seconds,
  onRetry,
}: {
  readonly frame: Frame;
  readonly seconds: number | null;
  readonly onRetry: () => void;
}) {
  const t = useText();
  return (
    <Screen {...frame} title={t('busy.title')} tone="notice">
      <p>{t('busy.help')}</p>
      <Countdown seconds={Math.min(seconds ?? DEFAULT_WAIT_S, MAX_WAIT_S)} onRetry={onRetry} />
    </Screen>
  );
}
