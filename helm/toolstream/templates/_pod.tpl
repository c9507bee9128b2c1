{{- /* What every pod has: no token, no privileges, one user. */}}
{{- define "toolstream.pod" -}}
automountServiceAccountToken: false
serviceAccountName: {{ include "toolstream.fullname" . }}
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "toolstream.container-security" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- /* How a program reaches Kafka and finds its settings. Takes (dict "root" $ "secret" NAME). */}}
{{- define "toolstream.env" -}}
- {name: TOOLSTREAM_CONFIG, value: /etc/toolstream/toolstream.yaml}
{{- $external := .root.Values.kafka.external }}
{{- if and (eq .root.Values.kafka.mode "external") (ne $external.sasl.mechanism "none") }}
- name: KAFKA_SECURITY_SASL_JAAS_CONFIG
  valueFrom: {secretKeyRef: {name: {{ default $external.sasl.existingSecret .secret }}, key: sasl.jaas.config}}
{{- end }}
{{- end }}

{{- define "toolstream.mounts" -}}
- {name: settings, mountPath: /etc/toolstream, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if include "toolstream.kafka-ca" . }}
- {name: kafka-ca, mountPath: /etc/kafka-ca, readOnly: true}
{{- end }}
{{- end }}

{{- /* Takes (dict "root" $ "tmp" SIZE). */}}
{{- define "toolstream.volumes" -}}
- name: settings
  configMap: {name: {{ include "toolstream.fullname" .root }}-settings}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: {{ default "128Mi" .tmp }}}
{{- with include "toolstream.kafka-ca" .root }}
- name: kafka-ca
  secret: {secretName: {{ . }}}
{{- end }}
{{- end }}

{{- define "toolstream.kafka-ca" -}}
{{- if and (eq .Values.kafka.mode "external") .Values.kafka.external.tls.enabled }}{{ .Values.kafka.external.tls.existingSecret }}{{ end -}}
{{- end }}

{{- define "toolstream.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .storageClass }}
storageClassName: {{ . }}
{{- end }}
resources: {requests: {storage: {{ .size }}}}
{{- end }}
