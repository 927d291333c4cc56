import { type FormEvent, useId, useState } from 'react';
import { useText } from '../i18n/text';
import { useSession } from '../session/session';
import { readSettings } from '../settings';
import { Dialog } from './dialog';

const { regions } = readSettings();

/** Switches to another project or region, with the same token or another one. */
export function ProjectDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const id = useId();
  const { credentials, signIn } = useSession();
  const [projectId, setProjectId] = useState(credentials?.projectId ?? '');
  const [region, setRegion] = useState(credentials?.region ?? '');
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!credentials) return;
    onClose();
    signIn({ token: token === '' ? credentials.token : token, projectId: projectId.trim(), region });
  };
  return (
    <Dialog title={t('project.title')} description={t('project.help')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <div className="field">
          <label htmlFor={`${id}-project`}>{t('signIn.project')}</label>
          <input
            id={`${id}-project`}
            autoComplete="off"
            spellCheck={false}
            value={projectId}
            onChange={(event) => setProjectId(event.target.value)}
          />
          <p className="hint">{t('signIn.projectHint')}</p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-region`}>{t('signIn.region')}</label>
          <select id={`${id}-region`} value={region} onChange={(event) => setRegion(event.target.value)}>
            {[...new Set([region, ...regions])].map((name) => (
              <option key={name} value={name} translate="no">
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-token`}>{t('project.token')}</label>
          <input
            id={`${id}-token`}
            type="password"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.target.value.trim())}
          />
        </div>
        <div className="actions end">
          <button type="button" className="button" onClick={onClose}>
            {t('dialog.cancel')}
          </button>
          <button type="submit" className="button primary">
            {t('project.switch')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
