import type { TextKey } from '../i18n/locale';
import { useText } from '../i18n/text';
import { certificateProblem, keyProblem } from './check-pem';
import { PemField } from './pem-field';

/** The content of a certificate, as PEM. */
export interface NewContent {
  readonly certContent: string;
  readonly privateKey: string;
  /** Empty for none. */
  readonly trustedRootCa: string;
}

/** The content before anything is entered. */
export const EMPTY: NewContent = { certContent: '', privateKey: '', trustedRootCa: '' };

/** Returns the reason why each text cannot be used, or undefined for those that can. */
function contentProblems(content: NewContent): Readonly<Record<keyof NewContent, TextKey | undefined>> {
  return {
    certContent: certificateProblem(content.certContent),
    privateKey: keyProblem(content.privateKey),
    trustedRootCa: content.trustedRootCa.trim() === '' ? undefined : certificateProblem(content.trustedRootCa),
  };
}

/** Returns true if every text can be used. */
export function isUsable(content: NewContent): boolean {
  return Object.values(contentProblems(content)).every((it) => it === undefined);
}

/** Returns the content as the API takes it: without the texts that are empty. */
export function contentInput({ trustedRootCa, ...required }: NewContent) {
  return trustedRootCa.trim() === '' ? required : { ...required, trustedRootCa };
}

/** The fields for the content of a certificate, with the problem of each. */
export function ContentFields({
  content,
  tried,
  rootCaHint,
  onChange,
}: {
  readonly content: NewContent;
  /** True after the first attempt to continue: empty fields are problems then. */
  readonly tried: boolean;
  /** The text at the field for the root CA. Undefined if there is no such field. */
  readonly rootCaHint?: string | undefined;
  readonly onChange: (content: NewContent) => void;
}) {
  const t = useText();
  const problems = contentProblems(content);
  const isShown = (name: keyof NewContent) => tried || content[name] !== '';
  const field = (name: keyof NewContent, label: string, hint: string) => {
    const problem = problems[name];
    return (
      <PemField
        label={label}
        hint={hint}
        value={content[name]}
        problem={problem !== undefined && isShown(name) ? t(problem) : undefined}
        onChange={(value) => onChange({ ...content, [name]: value })}
      />
    );
  };
  return (
    <>
      {field('certContent', t('renew.certificate'), t('renew.certificateHint'))}
      {field('privateKey', t('renew.key'), t('renew.keyHint'))}
      {rootCaHint !== undefined && field('trustedRootCa', t('renew.rootCa'), rootCaHint)}
    </>
  );
}
