import { useText } from '../i18n/text';
import { SignInForm } from '../session/sign-in-form';
import { Page } from '../ui/page';

/** The first screen: asks for a token. */
export function SignInScreen() {
  const t = useText();
  return (
    <Page title={t('signIn.title')}>
      <div className="card narrow">
        <p>{t('signIn.help')}</p>
        <SignInForm />
      </div>
    </Page>
  );
}
