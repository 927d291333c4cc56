import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { Dialog } from './dialog';
import { useShortcutSwitch } from './shortcuts';

const KEYS: readonly (readonly [string, TextKey])[] = [
  ['/', 'help.filter'],
  ['j', 'help.next'],
  ['k', 'help.previous'],
  ['x', 'help.select'],
  ['Enter', 'help.open'],
  ['Esc', 'help.close'],
  ['?', 'help.help'],
];

/** The list of shortcuts, and the switch for them. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const { isOn, setOn } = useShortcutSwitch();
  return (
    <Dialog title={t('help.title')} onClose={onClose}>
      <dl className="facts">
        {KEYS.map(([key, text]) => (
          <div key={key} className="fact">
            <dt>
              <kbd translate="no">{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={isOn} onChange={() => setOn(!isOn)} />
        {t('help.on')}
      </label>
    </Dialog>
  );
}
