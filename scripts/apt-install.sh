#!/usr/bin/env bash
# apt-install.sh WHAT PACKAGE: installs a Debian package because WHAT is missing. Fails if the installation is
# impossible or requires a password. With KEEP_STOPPED=1, servers of the package are not started.
set -euo pipefail
what=$1 package=$2

command -v apt-get >/dev/null || exit 1
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || exit 1
    as_root=(sudo -n)
fi
echo "No $what found: installing the package $package." >&2

# Do not replace an existing policy.
policy=/usr/sbin/policy-rc.d
if [ "${KEEP_STOPPED:-}" = 1 ] && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
    # shellcheck disable=SC2064 # expand now
    trap "${as_root[*]} rm -f $policy" EXIT
fi

apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
# One update an hour is enough. The package may be available even after a partly failed update.
updated=${CARGO_TARGET_DIR:-$(dirname "$0")/../target}/apt-updated
if [ -z "$(find "$updated" -mmin -60 2>/dev/null)" ] && "${apt[@]}" update </dev/null >/dev/null 2>&1; then
    mkdir -p "$(dirname "$updated")"
    touch "$updated"
fi
if ! log=$("${apt[@]}" install -y --no-install-recommends "$package" </dev/null 2>&1); then
    tail -n 5 <<<"$log" >&2
    exit 1
fi
