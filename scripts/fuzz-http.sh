#!/usr/bin/env bash
# Lets schemathesis, a fuzzer, loose on a server for some minutes: it reads /openapi.json and looks for
# answers that this does not describe, and for failures.
#
#     scripts/fuzz-http.sh [PROGRAM]      MAX_TIME=180 (seconds), SEED=1
#
# Ends with 0 and a word where Python's package index cannot be reached.
set -euo pipefail

target="$(realpath -m "${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lore/target}")"
program="${1:-$target/release/lore}"
max_time="${MAX_TIME:-180}"
venv="$target/schemathesis-4"

if [ ! -x "$program" ]; then
    echo "no program $program: build it with \`cargo build --release\`, or name another" >&2
    exit 2
fi

if [ ! -x "$venv/bin/st" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    if ! "$venv/bin/pip" install --quiet --retries 1 --timeout 20 'schemathesis>=4.32,<5'; then
        rm -rf "$venv"
        echo "skipped: schemathesis cannot be installed from Python's package index"
        exit 0
    fi
fi

folder="$(mktemp -d)"
server=
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT

"$program" demo --no-tui --path "$folder/store" --entries 200 >"$folder/demo" 2>&1
export LORE_TOKEN="a-token-for-the-fuzzer-0123456789"
# What the server keeps beside the store stays in the folder, too.
HOME="$folder" XDG_STATE_HOME="$folder" "$program" --store "$folder/store" \
    serve --addr 127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
for _ in $(seq 300); do
    url="$(grep -om1 'http://[0-9.:]*[0-9]' "$folder/log" || true)"
    if [ -n "$url" ] || ! kill -0 "$server" 2>/dev/null; then
        break
    fi
    sleep 0.1
done
if [ -z "$url" ]; then
    cat "$folder/log" >&2
    exit 1
fi

# What it keeps between runs goes with the folder. A stream of events has no end that one could wait for;
# a test of its own reads it. With more workers Python 3.11 itself fails now and then.
cd "$folder"
status=0
timeout --foreground $((max_time * 2)) "$venv/bin/st" run "$url/api/knowledge/openapi.json" \
    --header "Authorization: Bearer $LORE_TOKEN" \
    --exclude-path /api/knowledge/events \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method,ignored_auth \
    --max-time "$max_time" --workers 1 --seed "${SEED:-1}" --request-timeout 30 \
    --generation-database none --no-color || status=$?

if ! kill -0 "$server" 2>/dev/null; then
    echo "the server is gone" >&2
    status=1
fi
if [ "$status" -ne 0 ]; then
    tail -n 40 "$folder/log" >&2
fi
exit "$status"
