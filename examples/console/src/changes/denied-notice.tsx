import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { useSession } from '../session/session';

/**
 * Says that the token was denied this change before. A preview only reads, so it cannot know; after the first denial, the user need not
 * prepare a change in vain again.
 */
export function DeniedNotice({ change }: { readonly change: string }) {
  const t = useText();
  const action = useSession().denied.get(change);
  if (action === undefined) return null;
  return (
    <section className="screen notice" data-denied={change}>
      <h3>{t('error.permission')}</h3>
      <p>{t('denied.help')}</p>
      {action !== null && (
        <dl className="facts">
          <dt>{t('error.permission.action')}</dt>
          <dd>
            <Value code>{action}</Value>
          </dd>
        </dl>
      )}
    </section>
  );
}
