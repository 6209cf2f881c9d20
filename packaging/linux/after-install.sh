#!/bin/sh
# After Sotto was unpacked, also over an older version.
set -e

# The sandbox of the pages: by user namespaces where everybody may make one, by this program elsewhere.
chmod 4755 /opt/Sotto/chrome-sandbox

# Where the system asks for a profile before it allows user namespaces. Systems that do not know the rule do without.
profile=/etc/apparmor.d/sotto
if [ -d /etc/apparmor.d ] && command -v apparmor_parser >/dev/null 2>&1; then
  if apparmor_parser --skip-kernel-load --skip-cache /opt/Sotto/resources/apparmor-profile >/dev/null 2>&1; then
    cp -f /opt/Sotto/resources/apparmor-profile "$profile"
    chmod 644 "$profile"
    if [ -d /sys/kernel/security/apparmor ]; then
      apparmor_parser --replace --write-cache --skip-cache "$profile" >/dev/null 2>&1 || true
    fi
  fi
fi

# Where administrators put policy.json (docs/policy.md).
[ -d /etc/sotto ] || install -d -m 755 /etc/sotto

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
  gtk-update-icon-cache -q /usr/share/icons/hicolor || true
fi
exit 0
