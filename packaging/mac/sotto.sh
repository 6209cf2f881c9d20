#!/bin/sh
# `sotto`: the command line of the application. It opens no window.
folder=$(cd "$(dirname "$0")/.." && pwd -P)
exec "$folder/MacOS/Sotto" --disable-gpu --log-level=3 --cli -- "$@"
