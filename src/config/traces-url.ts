import type { Config } from './config';

/** Returns the URL that spans are sent to; undefined if there are no traces. */
export function tracesUrlOf(config: Config): string | undefined {
  const { otelExporterOtlpEndpoint: base, otelExporterOtlpTracesEndpoint: own } = config;
  return own ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`);
}
