# Sourced, with ROOT set to the project's folder: finds what a build needs, wherever it is started from.

is_jdk25() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -q '^javac 25'; }

find_jdk() {
  local on_path candidate
  on_path="$(command -v javac 2>/dev/null || true)"
  [ -n "$on_path" ] && on_path="$(dirname "$(dirname "$(readlink -f "$on_path")")")"
  for candidate in "${JAVA_HOME:-}" "$on_path" "$ROOT"/.toolstream/jdk-25* /usr/lib/jvm/*25* /opt/*jdk*25* "$HOME"/.sdkman/candidates/java/25* \
    "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then echo "$candidate"; return; fi
  done
  echo "toolstream: no JDK 25 found (looked at JAVA_HOME, PATH and the usual folders)." >&2
  echo "Install one, for example Eclipse Temurin 25 (https://adoptium.net), and set JAVA_HOME to its folder." >&2
  exit 2
}

maven() {
  # Without an installed Maven the wrapper fetches one, once, into ~/.m2/wrapper.
  local mvn=mvn
  command -v mvn >/dev/null 2>&1 || mvn="$ROOT/mvnw"
  (cd "$ROOT" && "$mvn" -B -ntp "$@")
}
