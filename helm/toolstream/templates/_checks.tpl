{{- /* What the schema cannot see: rules over several keys. Each failure is one sentence that names them. */}}
{{- define "toolstream.checks" -}}
{{- $lanes := int .Values.settings.sandbox.lanes }}
{{- $scaling := .Values.sandboxWorker.autoscaling }}
{{- $key := ternary "sandboxWorker.autoscaling.maxReplicas" "sandboxWorker.replicas" $scaling.enabled }}
{{- $workers := int (ternary $scaling.maxReplicas .Values.sandboxWorker.replicas $scaling.enabled) }}
{{- if gt (mul $lanes $workers) 1000 }}
{{- fail (printf "settings.sandbox.lanes (%d) times %s (%d) is %d lanes; a pool has at most 1000, the consumers that Kafka allows in a share group: lower one of them, or start a second pool (run.pool)" $lanes $key $workers (mul $lanes $workers)) }}
{{- end }}
{{- if and $scaling.enabled (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- fail (printf "sandboxWorker.autoscaling.minReplicas (%d) is above sandboxWorker.autoscaling.maxReplicas (%d); raise the latter" (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- end }}
{{- if and $scaling.enabled (not $scaling.metrics) (not .Values.sandboxWorker.resources.requests.cpu) }}
{{- fail "sandboxWorker.autoscaling.cpuPercent is a share of sandboxWorker.resources.requests.cpu, which is not set; set it, or give sandboxWorker.autoscaling.metrics" }}
{{- end }}
{{- if and (eq .Values.kafka.mode "dev") (gt (int .Values.setup.replication) 1) }}
{{- fail (printf "setup.replication is %d and kafka.mode is dev, which is one broker; leave setup.replication at -1, or set kafka.mode to external" (int .Values.setup.replication)) }}
{{- end }}
{{- if eq .Values.kafka.mode "external" }}
{{- $external := .Values.kafka.external }}
{{- if not $external.bootstrap }}
{{- fail "kafka.mode is external and kafka.external.bootstrap is empty; give the brokers as host:port,host:port, or set kafka.mode to dev" }}
{{- end }}
{{- if ne $external.sasl.mechanism "none" }}
{{- range $program := list "learner" "rolloutWorker" "sandboxWorker" "trajectories" "setup" }}
{{- if and (not $external.sasl.existingSecret) (not (get (get $.Values $program) "kafkaSecret")) (or (ne $program "setup") $.Values.setup.enabled) }}
{{- fail (printf "kafka.external.sasl.mechanism is %s and %s has no credentials; name a Secret with sasl.jaas.config in kafka.external.sasl.existingSecret or %s.kafkaSecret" $external.sasl.mechanism $program $program) }}
{{- end }}
{{- end }}
{{- /* Who must not read `answers` may not have the credentials of who does. */}}
{{- range $worker := list "sandboxWorker" "rolloutWorker" }}
{{- $own := get (get $.Values $worker) "kafkaSecret" }}
{{- if not $own }}
{{- fail (printf "%s.kafkaSecret is empty, so that %s would share the credentials of kafka.external.sasl.existingSecret (%s); name a Secret in %s.kafkaSecret for a Kafka user of its own, which cannot read the answers" $worker $worker $external.sasl.existingSecret $worker) }}
{{- end }}
{{- $others := list $external.sasl.existingSecret }}
{{- range $program := without (list "learner" "rolloutWorker" "sandboxWorker" "trajectories" "setup") $worker }}
{{- $others = append $others (get (get $.Values $program) "kafkaSecret") }}
{{- end }}
{{- if has $own $others }}
{{- fail (printf "%s.kafkaSecret is %s, which another program has too; name a Secret in %s.kafkaSecret for a Kafka user of its own, which cannot read the answers" $worker $own $worker) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- $played := int (default 256 .Values.settings.rollout.positions) }}
{{- $trained := int (default 256 (dig "training" "positions" 256 .Values.settings.learner)) }}
{{- if gt $played $trained }}
{{- fail (printf "settings.rollout.positions (%d) is above settings.learner.training.positions (%d), so the learner could not take the longest trajectories; raise the latter" $played $trained) }}
{{- end }}
{{- if and .Values.model.path (not .Values.model.existingClaim) }}
{{- fail (printf "model.path is %s and model.existingClaim is empty; name the claim that holds the model, or leave both empty for the demo's" .Values.model.path) }}
{{- end }}
{{- end }}
