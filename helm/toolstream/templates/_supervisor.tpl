{{- define "toolstream.supervisor-socket" -}}
/run/toolstream/supervisor.sock
{{- end }}

{{- /*
Where programs run when they have a container of their own. It is given the socket's folder and nothing else: no
variable, no settings, no secret.
*/}}
{{- define "toolstream.supervisor" -}}
- name: supervisor
  image: {{ include "toolstream.image" (dict "root" . "image" "sandbox-worker" "digest" "sandboxWorker") }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  securityContext: {{- include "toolstream.container-security" . | nindent 4 }}
  command:
    - {{ default "python3" .Values.settings.sandbox.python }}
    - -s
    - -P
    - -B
    - /opt/toolstream/supervisor/main.py
    - {{ include "toolstream.supervisor-socket" . }}
  {{- $listens := dict "exec" (dict "command" (list "test" "-S" (include "toolstream.supervisor-socket" .))) }}
  startupProbe: {{- toYaml (merge (dict "periodSeconds" 1 "failureThreshold" 180) $listens) | nindent 4 }}
  livenessProbe: {{- toYaml (merge (dict "periodSeconds" 30 "failureThreshold" 3) $listens) | nindent 4 }}
  readinessProbe: {{- toYaml (merge (dict "periodSeconds" 30) $listens) | nindent 4 }}
  resources: {{- toYaml .Values.sandboxWorker.supervisor.resources | nindent 4 }}
  volumeMounts:
    - {name: supervisor, mountPath: {{ dir (include "toolstream.supervisor-socket" .) }}}
{{- end }}
