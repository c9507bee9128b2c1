#!/bin/bash
# health.sh PORT [PATH]: succeeds if PATH answers 200, or without PATH if the port accepts a connection. Needs no client program.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
[ $# -gt 1 ] || exit 0
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
read -r -t 5 _ status _ <&3
[ "$status" = 200 ]
