#!/bin/bash
# What `make run` does: a daemon and a receiver on this machine, and articles that arrive one after another.
# usage: demo.sh GAINSAY ARTICLES ACTORS
set -eu
umask 077

gainsay=$1
articles=$2
actors=$(realpath "$3")

[ -d "$articles" ] || { echo "there is no folder $articles" >&2; exit 66; }
state='' daemon='' receiver='' printers=''

# A second signal, or a terminal that is gone, comes to nothing here: neither may keep a process or the folder.
stop() {
  trap '' HUP INT QUIT PIPE TERM
  trap - EXIT
  set +e
  # The daemon first, so that its last deliveries still find the receiver; $! is what was started a moment ago.
  for process in $daemon ${!:-} $receiver $printers; do
    kill -TERM "$process" 2>/dev/null
    wait "$process" 2>/dev/null
  done
  [ -z "$state" ] || rm -rf "$state"
}
trap stop EXIT

# Until its name is known, nothing may interrupt the making of the folder.
trap '' HUP INT QUIT PIPE TERM
# Short, because a unix socket's path may not be long.
state=$(mktemp -d "${TMPDIR:-/tmp}/gainsay.XXXXXX")
trap 'trap "" HUP INT QUIT PIPE TERM; { echo; echo stopping; } 2>/dev/null || :; exit 0' HUP INT QUIT PIPE TERM
mkdir "$state/inbox"
"$gainsay" secret >"$state/secret"

# Each in a session of its own, so that Ctrl-C reaches this script alone.
mkfifo "$state/received"
setsid "$gainsay" listen --port 0 --secret-file "$state/secret" >"$state/received" &
receiver=$!
exec 3<"$state/received"
read -r announcement <&3
setsid cat <&3 &
printers=$!
exec 3<&-

cat >"$state/gainsay.toml" <<TOML
ledger = "$state/ledger.sqlite"
control_socket = "$state/control.sock"
actors = "$actors"
on_first_run = "alert"
log_format = "text"

[http]
listen = "off"

[[folder]]
name = "inbox"
path = "$state/inbox"

[[endpoint]]
name = "terminal"
url = "${announcement#listening on }"
secret_file = "secret"
allow_private = true
TOML

# What the daemon warns of is shown, such as a file that it sets aside; all of it is kept.
mkfifo "$state/log"
setsid sed -u -n -E -e "w $state/daemon.log" -e '/^[^ ]+ (warning|error|critical) /p' <"$state/log" &
printers="$printers $!"
setsid "$gainsay" run --config "$state/gainsay.toml" 2>"$state/log" &
daemon=$!
# The daemon answers on its socket once it is ready.
until "$gainsay" reload --config "$state/gainsay.toml" >/dev/null 2>&1; do
  kill -0 "$daemon" 2>/dev/null || { cat "$state/daemon.log" >&2; exit 1; }
  sleep 0.1
done

shopt -s nullglob
files=("$articles"/*.{txt,html,htm})
[ ${#files[@]} -gt 0 ] || echo "there are no .txt and no .html files in $articles" >&2
for article in "${files[@]}"; do
  echo
  echo "-> $(basename "$article") arrives"
  cp "$article" "$state/inbox/.arriving"
  mv "$state/inbox/.arriving" "$state/inbox/$(basename "$article")"
  sleep 1
done

echo
echo "watching $state/inbox: drop articles (.txt, .html) there; Ctrl-C stops"
wait "$daemon" || cat "$state/daemon.log" >&2
