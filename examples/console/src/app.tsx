import { Route, Router, Switch } from 'wouter';
import { LanguageProvider, useText } from './i18n/text';
import { CertificateScreen } from './screens/certificate';
import { CertificatesScreen } from './screens/certificates';
import { DomainsScreen } from './screens/domains';
import { LastFiltersProvider } from './screens/last-filters';
import { OverviewScreen } from './screens/overview';
import { SignInScreen } from './screens/sign-in';
import { SessionProvider, useSession } from './session/session';
import { Announcer } from './ui/announcer';
import { Page } from './ui/page';
import { ShortcutsProvider } from './ui/shortcuts';
import { TopBar } from './ui/top-bar';

/** The console: the sign-in page, and then its screens. */
export function App() {
  return (
    <LanguageProvider>
      <SessionProvider>
        <ShortcutsProvider>
          <Announcer>
            <LastFiltersProvider>
              <Router base="/console">
                <Screens />
              </Router>
            </LastFiltersProvider>
          </Announcer>
        </ShortcutsProvider>
      </SessionProvider>
    </LanguageProvider>
  );
}

function Screens() {
  const t = useText();
  const { credentials } = useSession();
  return (
    <>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <TopBar />
      {credentials ? (
        <Switch>
          <Route path="/">
            <OverviewScreen />
          </Route>
          <Route path="/certificates">
            <CertificatesScreen />
          </Route>
          <Route path="/certificates/:id">{({ id }) => <CertificateScreen key={id} id={id} />}</Route>
          <Route path="/domains">
            <DomainsScreen />
          </Route>
          <Route>
            <Page title={t('app.notFound')}>
              <p>{t('app.notFound.help')}</p>
            </Page>
          </Route>
        </Switch>
      ) : (
        <SignInScreen />
      )}
    </>
  );
}
