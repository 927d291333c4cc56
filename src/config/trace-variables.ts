import { endpoint, oneOf } from './value-kinds';
import { type Variable, variable } from './variable';

/** The rows of the traces in the table of variables: see `VARIABLES`. */
export const TRACE_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    ...endpoint,
    default: undefined,
    unset: 'none: no traces',
    meaning:
      'The base URL of a collector to which traces are sent, at /v1/traces; the other OTEL_ variables for traces hold too',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: variable({
    ...endpoint,
    default: undefined,
    unset: '/v1/traces below OTEL_EXPORTER_OTLP_ENDPOINT',
    meaning: 'The complete URL to which traces are sent',
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: variable({
    ...oneOf(['http/protobuf']),
    accepted: 'http/protobuf',
    default: 'http/protobuf',
    meaning: 'The protocol in which traces are sent',
  }),
} as const satisfies Record<string, Variable>;
