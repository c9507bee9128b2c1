#!/bin/bash
# Packages what the images hold: target/quarkus-app of the four programs, the jars of broker and app with what they need.
# With PREBUILT=true it takes what lies there, for engines that reach no Maven repository, and says what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT="$PWD"
# shellcheck source=.mvn/tools.sh
. .mvn/tools.sh
[ "${PREBUILT:-false}" = true ] || {
  JAVA_HOME="$(find_jdk)"
  export JAVA_HOME
  maven -q -Pquick,images -DskipTests package -pl "rollout-worker,sandbox-worker,trajectories,learner,broker,app" -am
}
for program in rollout-worker sandbox-worker trajectories learner; do
  needed+=("$program/target/quarkus-app/quarkus-run.jar")
done
for needed in "${needed[@]}" app/target/lib broker/target/broker-app; do
  [ -e "$needed" ] || {
    echo "images/package.sh: $needed is missing; run images/package.sh where Maven works, then build with PREBUILT=true" >&2
    exit 2
  }
done
