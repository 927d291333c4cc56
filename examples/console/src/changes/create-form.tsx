import { type FormEvent, useId, useState } from 'react';
import { useRead } from '../client/use-read';
import type { CreateCertificateInput } from '../gql/graphql';
import { useText } from '../i18n/text';
import { GATEWAY_NAMES } from '../operations/gateways';
import { ContentFields, contentInput, EMPTY, isUsable, type NewContent } from './content-fields';
import { FormActions } from './form-actions';

/** The certificate that the form describes. */
export interface NewCertificate {
  readonly name: string;
  readonly content: NewContent;
  /** The id of its only gateway; empty for the whole project; undefined for a gateway that is not chosen yet. */
  readonly gatewayId: string | undefined;
}

/** The form before anything is entered. */
export const NOTHING: NewCertificate = { name: '', content: EMPTY, gatewayId: '' };

/** The names that API Gateway accepts (API reference, Creating an SSL Certificate). Some regions accept Chinese characters too. */
const NAME = /^\p{L}[\p{L}\p{N}_]{3,49}$/u;
const MAX_NAME_LENGTH = 50;

/** Returns a certificate as the API takes it. */
export function createInput({ name, content, gatewayId }: NewCertificate): CreateCertificateInput {
  const scope = gatewayId ? ({ type: 'INSTANCE', instanceId: gatewayId } as const) : ({ type: 'GLOBAL' } as const);
  return { name, ...scope, ...contentInput(content) };
}

/** The fields of a new certificate. They are checked before anything is sent. */
export function CreateForm({
  value,
  onChange,
  onDone,
  onCancel,
}: {
  readonly value: NewCertificate;
  readonly onChange: (value: NewCertificate) => void;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}) {
  const t = useText();
  const id = useId();
  const [tried, setTried] = useState(false);
  const { name, content, gatewayId } = value;
  const isNamed = NAME.test(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isNamed && gatewayId !== undefined && isUsable(content)) onDone();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={`${id}-name`}>{t('column.name')}</label>
        <input
          id={`${id}-name`}
          autoComplete="off"
          spellCheck={false}
          maxLength={MAX_NAME_LENGTH}
          value={name}
          aria-invalid={tried && !isNamed}
          aria-describedby={`${id}-name-hint`}
          onChange={(event) => onChange({ ...value, name: event.target.value.trim() })}
        />
        <p id={`${id}-name-hint`} className={tried && !isNamed ? 'problem' : 'hint'}>
          {t('create.nameHint')}
        </p>
      </div>
      <ContentFields
        content={content}
        tried={tried}
        rootCaHint={t('create.rootCaHint')}
        onChange={(content) => onChange({ ...value, content })}
      />
      <Scope value={gatewayId} tried={tried} onChange={(gatewayId) => onChange({ ...value, gatewayId })} />
      <FormActions label={t('create.check')} onCancel={onCancel} />
    </form>
  );
}

function Scope({
  value,
  tried,
  onChange,
}: {
  readonly value: NewCertificate['gatewayId'];
  readonly tried: boolean;
  readonly onChange: (value: NewCertificate['gatewayId']) => void;
}) {
  const t = useText();
  const id = useId();
  const { outcome } = useRead(GATEWAY_NAMES, 'gateways', {});
  const gateways = outcome?.ok ? outcome.value.edges.flatMap(({ node }) => node ?? []) : [];
  const isGlobal = value === '';
  const isMissing = tried && value === undefined;
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-scope`}>{t('certificate.scope')}</label>
        <select
          id={`${id}-scope`}
          value={isGlobal ? 'GLOBAL' : 'INSTANCE'}
          onChange={(event) => onChange(event.target.value === 'GLOBAL' ? '' : undefined)}
        >
          <option value="GLOBAL">{t('scope.global')}</option>
          <option value="INSTANCE">{t('scope.instance')}</option>
        </select>
      </div>
      {!isGlobal && (
        <div className="field">
          <label htmlFor={`${id}-gateway`}>{t('filter.gateway')}</label>
          <select
            id={`${id}-gateway`}
            value={value ?? ''}
            aria-invalid={isMissing}
            aria-describedby={`${id}-problem`}
            onChange={(event) => onChange(event.target.value || undefined)}
          >
            <option value="">{t('create.chooseGateway')}</option>
            {gateways.map(({ id: gateway, name }) => (
              <option key={gateway} value={gateway} translate="no">
                {name}
              </option>
            ))}
          </select>
          <p id={`${id}-problem`} className="problem" role="status">
            {isMissing && t('create.noGateway')}
          </p>
        </div>
      )}
    </>
  );
}
