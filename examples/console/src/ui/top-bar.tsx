import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { LANGUAGES } from '../i18n/locale';
import { useLanguage } from '../i18n/text';
import { useCertificatesPath } from '../screens/last-filters';
import { useSession } from '../session/session';
import { HelpDialog } from './help-dialog';
import { ProjectDialog } from './project-dialog';
import { useShortcuts } from './shortcuts';
import { TokenExpiry } from './token-expiry';

/** The bar above every screen: navigation, language, project, and sign-out. */
export function TopBar() {
  const { t, locale, setLocale } = useLanguage();
  const { credentials, signOut } = useSession();
  const [open, setOpen] = useState<'help' | 'project'>();
  useShortcuts({ '?': () => setOpen('help') });
  const certificates = useCertificatesPath();
  const close = () => setOpen(undefined);
  return (
    <header className="top-bar">
      <p className="brand">{t('app.title')}</p>
      {credentials && (
        <nav aria-label={t('nav.label')}>
          <NavLink section="/">{t('nav.overview')}</NavLink>
          <NavLink section="/certificates" href={certificates}>
            {t('nav.certificates')}
          </NavLink>
          <NavLink section="/domains">{t('nav.domains')}</NavLink>
        </nav>
      )}
      <div className="actions">
        {credentials && <TokenExpiry token={credentials.token} />}
        <label className="visually-hidden" htmlFor="language">
          {t('nav.language')}
        </label>
        <select
          id="language"
          value={locale}
          onChange={(event) => {
            const chosen = LANGUAGES.find(([it]) => it === event.target.value);
            if (chosen) setLocale(chosen[0]);
          }}
        >
          {LANGUAGES.map(([value, name]) => (
            <option key={value} value={value} lang={value} translate="no">
              {name}
            </option>
          ))}
        </select>
        <button type="button" className="button quiet" aria-label={t('help.title')} onClick={() => setOpen('help')}>
          <span aria-hidden="true" translate="no">
            ?
          </span>
        </button>
        {credentials && (
          <>
            <button type="button" className="button quiet" onClick={() => setOpen('project')}>
              {t('project.button')}
            </button>
            <button type="button" className="button quiet" onClick={signOut}>
              {t('signOut')}
            </button>
          </>
        )}
      </div>
      {open === 'help' && <HelpDialog onClose={close} />}
      {open === 'project' && <ProjectDialog onClose={close} />}
    </header>
  );
}

function NavLink({
  section,
  href = section,
  children,
}: {
  /** The path of the section. The paths below it belong to it too. */
  readonly section: string;
  readonly href?: string;
  readonly children: string;
}) {
  const [path] = useLocation();
  const isHere = path === section;
  const isActive = isHere || (section !== '/' && path.startsWith(`${section}/`));
  return (
    <Link
      href={href}
      className={isActive ? 'nav-link active' : 'nav-link'}
      aria-current={isHere ? 'page' : isActive ? 'true' : undefined}
    >
      {children}
    </Link>
  );
}
