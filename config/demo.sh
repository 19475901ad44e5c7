#!/bin/sh
# What `make run` does: a daemon and a receiver on this machine, and articles that arrive one after another.
# usage: demo.sh GAINSAY ARTICLES ACTORS
set -eu

gainsay=$1
articles=$2
actors=$(realpath "$3")

[ -d "$articles" ] || { echo "there is no folder $articles" >&2; exit 66; }
# Short, because a unix socket's path may not be long.
state=$(mktemp -d "${TMPDIR:-/tmp}/gainsay.XXXXXX")
mkdir "$state/inbox"
secret=$("$gainsay" secret)
receiver='' daemon=''

# The daemon first, so that its last deliveries still find the receiver.
stop() {
  trap - INT TERM EXIT
  for process in $daemon $receiver; do
    kill -TERM "$process" 2>/dev/null || true
    wait "$process" || true
  done
  rm -rf "$state"
}
trap 'echo; echo "stopping"; stop; exit 0' INT TERM
trap stop EXIT

# Each in a session of its own, so that Ctrl-C reaches this script alone.
mkfifo "$state/received"
setsid "$gainsay" listen --port 0 --secret "$secret" >"$state/received" &
receiver=$!
exec 3<"$state/received"
read -r announcement <&3
cat <&3 &

cat >"$state/gainsay.toml" <<TOML
ledger = "$state/ledger.sqlite"
control_socket = "$state/control.sock"
actors = "$actors"
on_first_run = "alert"
log_format = "text"

[[folder]]
name = "inbox"
path = "$state/inbox"

[[endpoint]]
name = "terminal"
url = "${announcement#listening on }"
secret = "$secret"
allow_private = true
TOML
chmod 600 "$state/gainsay.toml"

setsid "$gainsay" run --config "$state/gainsay.toml" 2>"$state/daemon.log" &
daemon=$!
# The daemon answers on its socket once it is ready.
until "$gainsay" reload --config "$state/gainsay.toml" >/dev/null 2>&1; do
  kill -0 "$daemon" 2>/dev/null || { cat "$state/daemon.log" >&2; exit 1; }
  sleep 0.1
done

for article in "$articles"/*.txt; do
  [ -e "$article" ] || { echo "there are no .txt files in $articles" >&2; break; }
  echo
  echo "-> $(basename "$article") arrives"
  cp "$article" "$state/inbox/.arriving"
  mv "$state/inbox/.arriving" "$state/inbox/$(basename "$article")"
  sleep 1
done

echo
echo "watching $state/inbox: drop articles (.txt) there; Ctrl-C stops"
wait "$daemon" || cat "$state/daemon.log" >&2
