import { useState } from 'react';
import { Link } from 'wouter';
import { useChange } from '../client/use-change';
import { useText } from '../i18n/text';
import { Value } from '../i18n/when';
import { CREATE } from '../operations/content';
import { ChangeDialog } from './change-dialog';
import { Confirm } from './confirm';
import { CreateEffect } from './create-effect';
import { CreateForm, createInput, NOTHING } from './create-form';

/** Creates a certificate, and leads to it. */
export function CreateDialog({ onChanged, onClose }: { readonly onChanged: () => void; readonly onClose: () => void }) {
  const t = useText();
  const change = useChange(CREATE, 'createCertificate');
  const [entered, setEntered] = useState(NOTHING);
  const [isEntered, setIsEntered] = useState(false);
  const { name } = entered;
  const variables = { input: createInput(entered) };
  return (
    <ChangeDialog
      title={t('create.title')}
      change={change}
      running={t('create.running', { name })}
      done={t('create.done', { name })}
      isRepeatable
      onChanged={onChanged}
      onClose={onClose}
      review={(start) =>
        isEntered ? (
          <Confirm
            label={t('create.button', { name })}
            isDangerous={false}
            onConfirm={() => start(variables)}
            cancel={t('dialog.back')}
            onCancel={() => setIsEntered(false)}
          >
            <CreateEffect pem={entered.content.certContent} />
          </Confirm>
        ) : (
          <CreateForm value={entered} onChange={setEntered} onDone={() => setIsEntered(true)} onCancel={onClose} />
        )
      }
      success={({ certificate, existed }) => (
        <div className="screen good" data-screen="CreateCertificateSuccess">
          <p>{t(existed ? 'create.existed' : 'create.done', { name: certificate.name })}</p>
          <p>
            <Value>{certificate.san.join(', ')}</Value>
          </p>
          <Link className="button primary" href={`/certificates/${certificate.id}`}>
            {t('create.open', { name: certificate.name })}
          </Link>
        </div>
      )}
    />
  );
}
