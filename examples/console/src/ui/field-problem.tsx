import { useText } from '../i18n/text';

/** The attributes of a control whose value was rejected. */
export function rejected(id: string, message: string | undefined) {
  return message === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': id };
}

/** The reason why the server rejected the value of a field, which is announced when it appears. */
export function FieldProblem({ id, message }: { readonly id: string; readonly message: string | undefined }) {
  const t = useText();
  return (
    <p id={id} className="problem" role="status">
      {message !== undefined && (
        <>
          {t('filter.rejected')}{' '}
          <span lang="en" translate="no">
            {message}
          </span>
        </>
      )}
    </p>
  );
}
