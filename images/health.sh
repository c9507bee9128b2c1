#!/bin/bash
# health.sh [HOST:]PORT [PATH]: succeeds if PATH answers 200, or without PATH if the port takes a connection. Needs no
# client program in the image.
set -euo pipefail
host=127.0.0.1 port=$1
case $1 in *:*) host=${1%:*} port=${1##*:} ;; esac
exec 3<>"/dev/tcp/$host/$port"
[ $# -gt 1 ] || exit 0
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$2" "$host" >&3
read -r -t 5 _ status _ <&3
[ "$status" = 200 ]
