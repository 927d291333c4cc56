import type { components } from '../contract/apig';

type AttachedDomain = components['schemas']['AttachedDomain'];
type MaybeMissing = 'is_http_redirect_to_https' | 'verified_client_certificate_enabled';

/** A domain as the upstream lists it. Some editions omit some fields (terraform-provider-huaweicloud, pull request 7896). */
export type UpstreamDomain = Omit<AttachedDomain, MaybeMissing> & Partial<Pick<AttachedDomain, MaybeMissing>>;
