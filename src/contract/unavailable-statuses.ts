/**
 * The statuses with which a proxy reports that the service behind it is unavailable (RFC 9110, 15.6.3 to 15.6.5). The service may
 * still have processed the request.
 */
export const UNAVAILABLE_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);
