#!/usr/bin/env bash
# base.sh: makes the images toolstream-base (Debian and a Java runtime) and toolstream-base-python (the same with Python)
# from Debian's archive and this machine's JDK, for engines that reach no registry. Needs mmdebstrap and podman.
#   images/base.sh && images/build.sh
set -euo pipefail
ENGINE="${ENGINE:-podman}" SUITE="${SUITE:-bookworm}" MIRROR="${MIRROR:-http://deb.debian.org/debian}"
JAVA_HOME="${JAVA_HOME:?set JAVA_HOME to a JDK 25; its jlink makes the runtime}"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

tools=base-files,base-passwd,bash,ca-certificates,coreutils,dash,debianutils,findutils,grep,hostname,libc-bin,libgomp1,libstdc++6,ncurses-base,sed,tzdata,util-linux,zlib1g
python=python3,python3-numpy,python3-scipy,python3-sympy

"$JAVA_HOME/bin/jlink" --module-path "$JAVA_HOME/jmods" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --output "$scratch/java"
make() { # NAME PACKAGES
  mmdebstrap --quiet --variant=extract --include="$2" "$SUITE" "$scratch/$1" "deb $MIRROR $SUITE main"
  mkdir -p "$scratch/$1/opt"
  cp -a "$scratch/java" "$scratch/$1/opt/java"
  ln -sf bash "$scratch/$1/bin/sh"
  tar -C "$scratch/$1" --exclude=./dev/* --exclude=./var/cache/apt/* --exclude=./usr/share/doc/* --exclude=./usr/share/man/* -c . |
    "$ENGINE" import --change 'ENV PATH=/opt/java/bin:/usr/sbin:/usr/bin:/sbin:/bin' --change 'ENV JAVA_HOME=/opt/java' - "$1:local" >/dev/null
  rm -rf "${scratch:?}/$1"
  echo "made $1:local" >&2
}
make toolstream-base "$tools"
make toolstream-base-python "$tools,$python"
