import { type FormEvent, useId, useState } from 'react';
import { useText } from '../i18n/text';
import { readSettings } from '../settings';
import { useSession } from './session';

const SETTINGS = readSettings();

/** A form for the token, and at first sign-in also for the project and the region. */
export function SignInForm({ onDone }: { readonly onDone?: () => void }) {
  const t = useText();
  const id = useId();
  const { credentials, signIn } = useSession();
  const [token, setToken] = useState('');
  const [projectId, setProjectId] = useState(credentials?.projectId ?? '');
  const [region, setRegion] = useState(credentials?.region ?? SETTINGS.regions[0] ?? '');
  const [tried, setTried] = useState(false);
  const isInvalid = !/^[\x21-\x7e]+$/.test(token);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isInvalid) return;
    signIn({ token, projectId: projectId.trim(), region });
    setToken('');
    onDone?.();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={`${id}-token`}>{t('signIn.token')}</label>
        <input
          id={`${id}-token`}
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value.trim())}
          aria-invalid={tried && isInvalid}
          aria-describedby={`${id}-hint`}
        />
        <p id={`${id}-hint`} className={tried && isInvalid ? 'problem' : 'hint'}>
          {tried && isInvalid ? t('signIn.tokenInvalid') : t('signIn.tokenHint')}
        </p>
      </div>
      {SETTINGS.sampleTokens.length > 0 && (
        <fieldset className="samples">
          <legend>{t('signIn.samples')}</legend>
          {SETTINGS.sampleTokens.map((sample) => (
            <button key={sample} type="button" className="button small" onClick={() => setToken(sample)}>
              <span translate="no">{sample}</span>
            </button>
          ))}
        </fieldset>
      )}
      {!credentials && (
        <>
          <div className="field">
            <label htmlFor={`${id}-project`}>{t('signIn.project')}</label>
            <input
              id={`${id}-project`}
              autoComplete="off"
              spellCheck={false}
              value={projectId}
              onChange={(event) => setProjectId(event.target.value)}
              aria-describedby={`${id}-project-hint`}
            />
            <p id={`${id}-project-hint`} className="hint">
              {t('signIn.projectHint')}
            </p>
          </div>
          {SETTINGS.regions.length > 1 && (
            <div className="field">
              <label htmlFor={`${id}-region`}>{t('signIn.region')}</label>
              <select id={`${id}-region`} value={region} onChange={(event) => setRegion(event.target.value)}>
                {SETTINGS.regions.map((name) => (
                  <option key={name} translate="no">
                    {name}
                  </option>
                ))}
              </select>
            </div>
          )}
        </>
      )}
      <button type="submit" className="button primary">
        {t(credentials ? 'signIn.continue' : 'signIn.submit')}
      </button>
    </form>
  );
}
