{{- /*
One program: a StatefulSet, whose ordinals are the slots, and its headless Service.
Takes root; name (as in images and labels); values (the program's); replicas (absent: an autoscaler's); policy: whether
it holds a model runtime, which unpacks its libraries; data (the claim's values, absent for none); model: whether the
model claim is mounted; beside: another container, for the sandbox's supervisor (absent: none).
*/}}
{{- define "toolstream.program" -}}
{{- $root := .root }}
{{- $values := .values }}
{{- $part := dict "root" $root "component" .name "name" .name }}
{{- $fullname := printf "%s-%s" (include "toolstream.fullname" $root) .name }}
apiVersion: apps/v1
kind: StatefulSet
metadata: {{- include "toolstream.metadata" $part | nindent 2 }}
spec:
  {{- if hasKey . "replicas" }}
  replicas: {{ .replicas }}
  {{- end }}
  serviceName: {{ $fullname }}
  podManagementPolicy: Parallel
  selector:
    matchLabels: {{- include "toolstream.selector" $part | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "toolstream.labels" $part | nindent 8 }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/settings: {{ include "toolstream.settings" $root | sha256sum }}
        {{- with $root.Values.commonAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "toolstream.pod" $root | nindent 6 }}
      terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
      {{- range $key := list "priorityClassName" "runtimeClassName" }}
      {{- with get $values $key }}
      {{ $key }}: {{ . }}
      {{- end }}
      {{- end }}
      {{- range $key := list "nodeSelector" "tolerations" "affinity" }}
      {{- with get $values $key }}
      {{ $key }}: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "toolstream.selector" $part | nindent 14 }}
      containers:
        - name: {{ .name }}
          image: {{ include "toolstream.image" (dict "root" $root "image" .name "digest" (camelcase (replace "-" "_" .name) | untitle)) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          securityContext: {{- include "toolstream.container-security" $root | nindent 12 }}
          env:
            {{- include "toolstream.env" (dict "root" $root "secret" $values.kafkaSecret) | nindent 12 }}
            {{- with $values.tokenSecret }}
            {{- if .name }}
            - name: TRAJECTORIES_TOKEN
              valueFrom: {secretKeyRef: {name: {{ .name }}, key: {{ .key }}}}
            {{- end }}
            {{- end }}
            {{- with $values.javaOptions }}
            - {name: JAVA_OPTIONS, value: {{ . | quote }}}
            {{- end }}
            {{- with $values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports: [{name: http, containerPort: 8080}]
          startupProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 3
            timeoutSeconds: 3
            failureThreshold: {{ div $values.startupSeconds 3 }}
          livenessProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /q/health/ready, port: http}
            periodSeconds: 5
            timeoutSeconds: 5
          resources:
            requests: {{- toYaml $values.resources.requests | nindent 14 }}
            limits: {{- toYaml $values.resources.limits | nindent 14 }}
          volumeMounts:
            {{- include "toolstream.mounts" $root | nindent 12 }}
            - {name: data, mountPath: /var/lib/toolstream}
            {{- if .policy }}
            - {name: cache, mountPath: /var/cache/toolstream}
            {{- end }}
            {{- if and .model $root.Values.model.existingClaim }}
            - {name: models, mountPath: /models, readOnly: true}
            {{- end }}
            {{- if .beside }}
            - {name: supervisor, mountPath: {{ dir (include "toolstream.supervisor-socket" $root) }}}
            {{- end }}
        {{- with .beside }}
        {{- . | nindent 8 }}
        {{- end }}
      volumes:
        {{- if .beside }}
        - name: supervisor
          emptyDir: {medium: Memory, sizeLimit: 1Mi}
        {{- end }}
        {{- include "toolstream.volumes" (dict "root" $root "tmp" $values.tmpSize) | nindent 8 }}
        {{- if .policy }}
        - name: cache
          emptyDir: {sizeLimit: 2Gi}
        {{- end }}
        {{- if and .model $root.Values.model.existingClaim }}
        - name: models
          persistentVolumeClaim: {claimName: {{ $root.Values.model.existingClaim }}, readOnly: true}
        {{- end }}
        {{- if not .data }}
        - name: data
          emptyDir: {sizeLimit: 4Gi}
        {{- else if .data.existingClaim }}
        - name: data
          persistentVolumeClaim: {claimName: {{ .data.existingClaim }}}
        {{- end }}
  {{- if and .data (not .data.existingClaim) }}
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
  volumeClaimTemplates:
    - metadata:
        name: data
        labels: {{- include "toolstream.selector" $part | nindent 10 }}
      spec: {{- include "toolstream.claim" .data | nindent 8 }}
  {{- end }}
---
apiVersion: v1
kind: Service
metadata: {{- include "toolstream.metadata" $part | nindent 2 }}
spec:
  clusterIP: None
  selector: {{- include "toolstream.selector" $part | nindent 4 }}
  ports: [{name: http, port: 8080, targetPort: http}]
{{- with $values.podDisruptionBudget }}
{{- if .enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "toolstream.metadata" $part | nindent 2 }}
spec:
  maxUnavailable: {{ .maxUnavailable }}
  selector:
    matchLabels: {{- include "toolstream.selector" $part | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}
