#!/bin/sh
# After Sotto was removed. What people said to it is theirs and stays, as does a policy that somebody wrote.
set -e

# A newer version is being unpacked: it needs all of this.
[ "$1" != upgrade ] || exit 0

profile=/etc/apparmor.d/sotto
if [ -f "$profile" ]; then
  if command -v apparmor_parser >/dev/null 2>&1 && [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser --remove "$profile" >/dev/null 2>&1 || true
  fi
  rm -f "$profile"
fi

rmdir /etc/sotto 2>/dev/null || true

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
exit 0
