#!/bin/bash
# Starts the program of an image. Where replicas share SLOTS_FOLDER and none was told its SLOT, the first free one is
# claimed by a lock, which the kernel lets go when the process ends in whatever manner.
set -euo pipefail
if [ -z "${SLOT:-}" ] && [ -n "${SLOTS_FOLDER:-}" ]; then
  for ((slot = 0; slot < ${SLOTS_MOST:-1000}; slot++)); do
    exec {lock}>"$SLOTS_FOLDER/$slot"
    if flock -n "$lock"; then SLOT=$slot; break; fi
    exec {lock}>&-
  done
  [ -n "${SLOT:-}" ] || {
    echo "toolstream: all ${SLOTS_MOST:-1000} slots of $SLOTS_FOLDER are taken; raise SLOTS_MOST" >&2
    exit 2
  }
  export SLOT
fi
# shellcheck disable=SC2086 # options are words
exec java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  --add-opens=java.base/java.lang=ALL-UNNAMED -XX:+ExitOnOutOfMemoryError ${JAVA_OPTIONS:-} "$@"
