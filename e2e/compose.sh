#!/usr/bin/env bash
# compose.sh: runs docker-compose.yml on a bare Debian machine, trains the demo task in it while the number of sandboxes
# goes 1 -> 3 -> 1, and has every trajectory accounted for. Installs the container engine from Debian's packages; needs
# root and a JDK 25, which .ci/run installs. Exit code 0: everything held.
#   STEPS=24 e2e/compose.sh | tee docs/compose-transcript.txt
# REUSE_IMAGES=true takes the images that an earlier run has built.
set -euo pipefail
cd "$(dirname "$0")/.."
STEPS="${STEPS:-24}" PATIENCE="${PATIENCE:-1800}" COMPOSE_SUITE="${COMPOSE_SUITE:-trixie}"
WORK="${WORK:-/tmp/toolstream-compose}"
mkdir -p "$WORK"
[ "$STEPS" -ge 20 ] || { echo "compose.sh: STEPS is $STEPS; at least 20 show that it trains" >&2; exit 2; }

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }
fail() { say "FAILED: $*"; exit 1; }

# Podman, with runc and cgroupfs because it runs without systemd, and Compose v2 as its client.
install_engine() {
  local missing=() package
  for package in podman runc netavark aardvark-dns iptables catatonit mmdebstrap; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || {
    apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
  }
  cat >"$WORK/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
# Images are those built here, under names without a registry.
compat_api_enforce_docker_hub = false
[network]
network_backend = "netavark"
CONF
  export CONTAINERS_CONF="$WORK/containers.conf" DOCKER_CONFIG="$WORK/docker" DOCKER_HOST="unix://$WORK/engine.sock"
  local plugin="$DOCKER_CONFIG/cli-plugins/docker-compose"
  [ -x "$plugin" ] || install_compose "$plugin"
  COMPOSE=("$plugin")
}

# Bookworm's own Compose is version 1, which does not read this file; the next release's needs no more than libc.
install_compose() {
  mkdir -p "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial" "$(dirname "$1")"
  local mirror
  mirror="$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d | head -1)"
  echo "deb ${mirror% } $COMPOSE_SUITE main" >"$WORK/apt/sources.list"
  local options=(-q -o Dir::Etc::sourcelist="$WORK/apt/sources.list" -o Dir::Etc::sourceparts=/nonexistent
    -o Dir::State::lists="$WORK/apt/lists" -o Dir::Cache="$WORK/apt/cache")
  (cd "$WORK/apt" && apt-get "${options[@]}" update >&2 && apt-get "${options[@]}" download docker-compose >&2 &&
    dpkg -x docker-compose_*.deb tree && cp tree/usr/libexec/docker/cli-plugins/docker-compose "$1")
}

background=()
stop() {
  local status=$?
  trap - EXIT
  if [ $status -ne 0 ]; then
    for service in learner rollout-worker sandbox-worker trajectories setup kafka; do
      compose logs --no-color --tail 40 "$service" || true
    done >"$WORK/logs.txt" 2>&1
    say "the last lines of every service are in $WORK/logs.txt"
  fi
  compose down --volumes --timeout 30 >/dev/null 2>&1 || true
  for process in "${background[@]}"; do kill "$process" 2>/dev/null || true; done
  exit $status
}

compose() { "${COMPOSE[@]}" "$@"; }

# Podman leaves health checks to systemd's timers; without systemd something has to ask.
ask_health() {
  while :; do
    for container in $(podman ps -q --filter label=com.docker.compose.project=toolstream); do
      podman healthcheck run "$container" >/dev/null 2>&1 || true
    done
    sleep 3
  done
}

account() { compose run --rm --no-TTY cli account --run demo --bootstrap kafka:9092 --json 2>"$WORK/account.err" || { cat "$WORK/account.err" >&2; return 1; }; }
field() { python3 -c 'import json,sys; print(json.load(sys.stdin).get(sys.argv[1], 0))' "$1"; }
running() { podman ps -q --filter label=com.docker.compose.service="$1" | wc -l; }

until_steps() { # N: waits until N steps are trained
  local steps=0 deadline=$((SECONDS + PATIENCE))
  while [ "$steps" -lt "$1" ]; do
    [ $SECONDS -lt $deadline ] || fail "$steps of $1 steps after $PATIENCE s"
    sleep 5
    steps="$(step)"
  done
  say "step $steps is trained with $(running sandbox-worker) sandbox worker(s)"
}

# The learner's own count, as Prometheus reads it; the account below does not rely on it.
step() {
  { compose exec --no-TTY learner bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080; printf "GET /q/metrics HTTP/1.0\r\n\r\n" >&3; cat <&3' \
    2>/dev/null || true; } | awk '/^[a-z_]*step\{|^[a-z_]*step /{ value = $NF } END { print int(value) }'
}

install_engine
trap stop EXIT
podman system service --time 0 "$DOCKER_HOST" >"$WORK/engine.log" 2>&1 &
background+=($!)
say "engine $(podman --version), $(runc --version | head -1), compose $(compose version --short)"
for base in toolstream-base toolstream-base-python; do
  podman image exists "localhost/$base:local" || { images/base.sh && break; }
done
[ "${REUSE_IMAGES:-false}" = true ] || images/build.sh
say "images: $(podman images --format '{{.Repository}} {{.Size}}' | sed -n 's,.*toolstream/,,p' | paste -sd ';' | sed 's/;/, /g')"

compose down --volumes >/dev/null 2>&1 || true
ask_health &
background+=($!)
export LEARNER_STEPS="$STEPS"
compose up --detach --no-build >"$WORK/up.log" 2>&1 || { cat "$WORK/up.log"; fail "compose up"; }
say "up: $(compose ps --services --status running | paste -sd ' ')"

until_steps 4
compose up --detach --no-build --no-recreate --scale sandbox-worker=3 >>"$WORK/up.log" 2>&1
[ "$(running sandbox-worker)" = 3 ] || fail "asked for 3 sandbox workers, $(running sandbox-worker) run"
say "sandbox workers: 3"
until_steps $((STEPS / 2))
compose up --detach --no-build --no-recreate --scale sandbox-worker=1 >>"$WORK/up.log" 2>&1
[ "$(running sandbox-worker)" = 1 ] || fail "asked for 1 sandbox worker, $(running sandbox-worker) run"
say "sandbox workers: 1"
until_steps "$STEPS"

say "what confines a sandbox worker:"
sandbox="$(podman ps -q --filter label=com.docker.compose.service=sandbox-worker | head -1)"
compose exec --no-TTY sandbox-worker bash -c '
  grep -E "^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status | tr "\t" " "
  touch /opt/toolstream/x 2>/dev/null && echo "image: writable" || echo "image: read-only"
  toolstream-health kafka:9092 && echo "kafka:9092: reached"
  for other in trajectories:8080 learner:8080; do
    timeout 3 toolstream-health $other 2>/dev/null && echo "$other: REACHED" || echo "$other: not reached"
  done' | tee "$WORK/confined.txt" | sed 's/^/    /'
compose exec --no-TTY rollout-worker bash -c '
  timeout 3 toolstream-health trajectories:8080 2>/dev/null && echo "trajectories:8080: REACHED" || echo "trajectories:8080: not reached"' \
  >"$WORK/rollout.txt"
say "from a rollout worker, $(cat "$WORK/rollout.txt")"
grep -q 'not reached' "$WORK/rollout.txt" || fail "a rollout worker reaches the figures"
! grep -q REACHED "$WORK/confined.txt" || fail "a sandbox worker reaches more than Kafka"
grep -q 'CapEff: 0000000000000000' "$WORK/confined.txt" || fail "a sandbox worker has capabilities"
podman inspect --format '    memory {{.HostConfig.Memory}} bytes, processes {{.HostConfig.PidsLimit}}' "$sandbox"
[ "$(podman exec "$sandbox" find / -xdev -name 'libtorch*' 2>/dev/null | wc -l)" = 0 ] || fail "the sandbox image holds libtorch"

say "account:"
account >"$WORK/account.json" || fail "toolstream account"
sed 's/^/    /' "$WORK/account.json"
for name in lost duplicated gaps; do
  value="$(field $name <"$WORK/account.json")"
  [ "$value" = 0 ] || [ "$value" = "[]" ] || fail "$name is $value"
done
[ "$(field versions <"$WORK/account.json")" -ge 20 ] || fail "fewer than 20 versions"
compose down --volumes --timeout 30 >>"$WORK/up.log" 2>&1
[ "$(podman ps -aq --filter label=com.docker.compose.project=toolstream | wc -l)" = 0 ] || fail "containers are left"
say "down; everything held"
