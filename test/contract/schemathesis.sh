#!/usr/bin/env bash
# Throws generated requests at the service and holds every answer against /openapi.json. Needs `pip install schemathesis`
# (4.x) and the built program; further arguments go to schemathesis:
#   test/contract/schemathesis.sh --max-examples 20
set -euo pipefail
cd "$(dirname "$0")/../.."
port=${PORT:-8322}
url=http://127.0.0.1:$port

export WHOSECAM_TOKEN=contract
node dist/main.js serve --port "$port" --rate-limit 0 2> /dev/null &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 100); do
  curl --silent --fail --output /dev/null "$url/readyz" && break
  sleep 0.2
done

"${SCHEMATHESIS:-schemathesis}" --config-file test/contract/schemathesis.toml run "$url/openapi.json" --checks all --seed 1 \
  --header "Authorization: Bearer $WHOSECAM_TOKEN" "$@"
