#!/usr/bin/env bash
# build.sh: builds the six images with podman on the bases of base.sh from jars built here, without a registry.
# Where one is reached, `docker compose build` does the same from public images.
set -euo pipefail
cd "$(dirname "$0")/.."
ENGINE="${ENGINE:-podman}" TAG="${TAG:-dev}"
images/package.sh
for image in broker:broker cli:app rollout-worker:rollout-worker sandbox-worker:sandbox-worker \
  trajectories:trajectories learner:learner; do
  base=toolstream-base:local
  case "$image" in cli:* | sandbox-worker:*) base=toolstream-base-python:local ;; esac
  "$ENGINE" build -q --format docker --ulimit nofile=1024:1024 --build-arg BASE_IMAGE="localhost/$base" \
    --build-arg BUILD_IMAGE=localhost/toolstream-base:local --build-arg PREBUILT=true \
    -f "${image#*:}/Dockerfile" -t "toolstream/${image%%:*}:$TAG" . >/dev/null
  echo "built toolstream/${image%%:*}:$TAG" >&2
done
