#!/bin/sh
# `sotto`: the command line of the application. It opens no window, needs no display, and loads no page, so that there is
# nothing for the browser's sandbox to hold; an administrator would not be let in with one.
folder=$(dirname "$(readlink -f "$0")")
unsandboxed=
[ "$(id -u)" != 0 ] || unsandboxed=--no-sandbox
exec "$folder/sotto-desktop" $unsandboxed --ozone-platform=headless --disable-gpu --log-level=3 --cli -- "$@"
