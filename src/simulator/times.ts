/** Returns an ISO 8601 time in whole seconds, as the service shows the validity period of a certificate (`2021-04-26T09:03:30Z`). */
export function inSeconds(time: string): string {
  return time.replace(/\.\d+/, '');
}
