#!/usr/bin/env bash
# base.sh: makes the images toolstream-base (Debian and a Java runtime) and toolstream-base-python (the same with Python)
# from Debian's archive and this machine's JDK 25, for engines that reach no registry. Needs mmdebstrap and podman.
#   images/base.sh && images/build.sh
set -euo pipefail
ENGINE="${ENGINE:-podman}" SUITE="${SUITE:-bookworm}" MIRROR="${MIRROR:-$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d | head -1)}"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
# shellcheck source=.mvn/tools.sh
. "$ROOT/.mvn/tools.sh"
JAVA_HOME="$(find_jdk)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

tools=bash,ca-certificates,libgomp1,libstdc++6,tzdata,util-linux,zlib1g
python=python3,python3-numpy,python3-scipy,python3-sympy

mkdir -p "$scratch/java"
tar -C "$JAVA_HOME" --exclude=lib/src.zip --exclude=lib/ct.sym --exclude=jmods --exclude=man -ch bin conf legal lib release | tar -C "$scratch/java" -x
make() { # NAME PACKAGES
  mmdebstrap --quiet --variant=essential --include="$2" "$SUITE" "$scratch/$1" "deb $MIRROR $SUITE main"
  mkdir -p "$scratch/$1/opt"
  cp -a "$scratch/java" "$scratch/$1/opt/java"
  tar -C "$scratch/$1" --exclude=./dev/* --exclude=./var/cache/apt/* --exclude=./usr/share/doc/* --exclude=./usr/share/man/* -c . |
    "$ENGINE" import --change 'ENV PATH=/opt/java/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' --change 'ENV JAVA_HOME=/opt/java' - "$1:local" >/dev/null
  rm -rf "${scratch:?}/$1"
  echo "made $1:local" >&2
}
make toolstream-base "$tools"
make toolstream-base-python "$tools,$python"
