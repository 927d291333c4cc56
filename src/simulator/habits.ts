import type { components } from '../contract/apig';

/** Behaviour of the upstream that differs, or that no source documents. The server must be right with every combination. */
export interface Habits {
  /** The form in which the list of a certificate's domains shows the attributes that the service leaves empty there. */
  readonly attachedFields: keyof typeof EMPTY | 'full';
  /** The effect of a detach of some attached domains and some others: it is refused as a whole, or the others are ignored. */
  readonly partialDetach: 'refuse' | 'ignore';
  /** The effect of a list of certificates that names no gateway: it is refused, as documented, or has those of all gateways. */
  readonly listWithoutGateway: 'refuse' | 'all';
}

type AttachedDomain = components['schemas']['AttachedDomain'];

/** The attributes that have values, but are empty in the list (terraform-provider-huaweicloud, pull request 7896). */
type EmptyField = 'is_http_redirect_to_https' | 'ingress_http_port' | 'ingress_https_port' | 'ssl_id' | 'ssl_name';

/** The forms of empty attributes. No source documents which one the service uses. */
const EMPTY = {
  absent: {},
  null: values(null, null, null),
  blank: values('', '', ''),
  zero: values(false, 0, ''),
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<EmptyField, unknown>>>>>;

/** All forms of these attributes, for tests. */
export const ATTACHED_FIELDS = [...(Object.keys(EMPTY) as (keyof typeof EMPTY)[]), 'full'] as const;

/** The simulator's own habits: as the service where a source documents it, otherwise a choice. */
export const DEFAULT_HABITS: Habits = {
  attachedFields: 'zero',
  partialDetach: 'refuse',
  listWithoutGateway: 'refuse',
};

/** Returns a row of the list of a certificate's domains, in the form of the habit. */
export function shown(row: AttachedDomain, { attachedFields }: Habits): object {
  if (attachedFields === 'full') return row;
  const { is_http_redirect_to_https, ingress_http_port, ingress_https_port, ssl_id, ssl_name, ...rest } = row;
  return { ...rest, ...EMPTY[attachedFields] };
}

function values(redirect: unknown, port: unknown, text: unknown): Record<EmptyField, unknown> {
  return {
    is_http_redirect_to_https: redirect,
    ingress_http_port: port,
    ingress_https_port: port,
    ssl_id: text,
    ssl_name: text,
  };
}
