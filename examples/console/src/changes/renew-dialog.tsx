import { useState } from 'react';
import { useChange } from '../client/use-change';
import { useText } from '../i18n/text';
import { When } from '../i18n/when';
import { UPDATE, UPDATE_PREVIEW } from '../operations/content';
import { ChangeDialog } from './change-dialog';
import { Confirm } from './confirm';
import { contentInput, EMPTY } from './content-fields';
import { Preview } from './preview';
import { RenewEffect } from './renew-effect';
import { RenewForm } from './renew-form';

/** Renews a certificate: replaces its content, which all of its domains then serve. */
export function RenewDialog({
  certificate,
  onChanged,
  onClose,
}: {
  readonly certificate: { readonly id: string; readonly name: string; readonly hasTrustedRootCa: boolean };
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const t = useText();
  const change = useChange(UPDATE, 'updateCertificate');
  const [content, setContent] = useState(EMPTY);
  const [isEntered, setEntered] = useState(false);
  const variables = { id: certificate.id, input: contentInput(content) };
  return (
    <ChangeDialog
      title={t('renew.title', { name: certificate.name })}
      change={change}
      running={t('renew.running')}
      done={t('renew.done', { name: certificate.name })}
      onChanged={onChanged}
      onClose={onClose}
      review={(start) =>
        isEntered ? (
          <Preview
            document={UPDATE_PREVIEW}
            name="updatePreview"
            variables={variables}
            onBack={() => setEntered(false)}
          >
            {(preview) => (
              <Confirm
                label={t('renew.button', { name: certificate.name })}
                typedName={preview.uncovered.length > 0 ? certificate.name : undefined}
                isDangerous={preview.uncovered.length > 0}
                isDisabled={preview.refusal !== null}
                onConfirm={() => start(variables)}
                cancel={t('dialog.back')}
                onCancel={() => setEntered(false)}
              >
                <RenewEffect preview={preview} pem={content.certContent} />
              </Confirm>
            )}
          </Preview>
        ) : (
          <RenewForm
            content={content}
            asksForRootCa={certificate.hasTrustedRootCa}
            onChange={setContent}
            onDone={() => setEntered(true)}
            onCancel={onClose}
          />
        )
      }
      success={({ certificate: { notAfter } }) => (
        <div className="screen good" data-screen="UpdateCertificateSuccess">
          <p>{t('renew.done', { name: certificate.name })}</p>
          <p>
            {t('renew.until')} <When iso={notAfter} />
          </p>
        </div>
      )}
    />
  );
}
