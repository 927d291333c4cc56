{{- define "gateway.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "gateway.labels" -}}
{{ include "gateway.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "gateway.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "gateway.fullname" .) -}}
{{- end -}}

{{- define "gateway.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}

{{/* The longest stop, in seconds: docs/operations.md. To it come preStop, and 5 seconds. */}}
{{- define "gateway.gracePeriod" -}}
{{- $delay := .Values.config.SHUTDOWN_DELAY_MS | default "0" | int -}}
{{- $timeout := .Values.config.REQUEST_TIMEOUT_MS | default "25000" | int -}}
{{- add .Values.preStopSeconds (div (add $delay $timeout 999) 1000) 35 5 -}}
{{- end -}}

{{- define "gateway.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "gateway.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Variables with the paths of the files of a Secret. Call it with the `secret` of the values. */}}
{{- define "gateway.secretEnv" -}}
{{- range $variable, $key := .keys }}
- name: {{ $variable }}_FILE
  value: /run/secrets/certificate-gateway/{{ $variable }}
{{- end }}
{{- end -}}

{{- define "gateway.secretVolume" -}}
- name: secret
  secret:
    secretName: {{ required "secret.name is required with secret.keys" .name }}
    defaultMode: 0440
    items:
      {{- range $variable, $key := .keys }}
      - key: {{ $key }}
        path: {{ $variable }}
      {{- end }}
{{- end -}}

{{- define "gateway.secretMount" -}}
- name: secret
  mountPath: /run/secrets/certificate-gateway
  readOnly: true
{{- end -}}

{{- define "gateway.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: metrics }
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthz, port: metrics }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: { path: /readyz, port: metrics }
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}
