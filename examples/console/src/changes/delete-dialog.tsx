import { useChange } from '../client/use-change';
import { useText } from '../i18n/text';
import { DELETE, DELETE_PREVIEW } from '../operations/content';
import { ChangeDialog } from './change-dialog';
import { Confirm } from './confirm';
import { PlannedDomain } from './placement-list';
import { Preview } from './preview';
import { Refusal } from './refusal';
import { sitesOf } from './sites';

/** Deletes a certificate that no domain uses. Its name must be typed, because a deletion cannot be undone. */
export function DeleteDialog({
  certificate,
  onDeleted,
  onChanged,
  onClose,
}: {
  readonly certificate: { readonly id: string; readonly name: string };
  readonly onDeleted: () => void;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const t = useText();
  const change = useChange(DELETE, 'deleteCertificate');
  const isDeleted = change.state.phase === 'ended' && change.state.outcome.ok;
  return (
    <ChangeDialog
      title={t('delete.title', { name: certificate.name })}
      change={change}
      running={t('delete.running')}
      done={t('delete.done', { name: certificate.name })}
      onChanged={(isDone) => !isDone && onChanged()}
      onClose={isDeleted ? onDeleted : onClose}
      review={(start) => (
        <Preview document={DELETE_PREVIEW} name="deletePreview" variables={{ id: certificate.id }}>
          {({ refusal, usedBy, usedByCount }) => (
            <Confirm
              label={t('delete.button', { name: certificate.name })}
              typedName={certificate.name}
              isDisabled={refusal !== null || usedByCount > 0}
              onConfirm={() => start({ id: certificate.id })}
              onCancel={onClose}
            >
              <p>{t(usedByCount > 0 ? 'delete.used' : 'delete.effect', { count: usedByCount })}</p>
              {usedByCount === 0 && <Refusal refusal={refusal} />}
              <ul className="outcomes">
                {sitesOf(usedBy).map(({ key, name, placements }) => (
                  <PlannedDomain key={key} name={name} tag={t('delete.isUsed')} tone="bad" placements={placements} />
                ))}
              </ul>
            </Confirm>
          )}
        </Preview>
      )}
      success={() => (
        <p className="screen good" data-screen="DeleteCertificateSuccess">
          {t('delete.done', { name: certificate.name })}
        </p>
      )}
    />
  );
}
