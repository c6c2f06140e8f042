#!/bin/sh
# Installs Qiao out of this folder, without any network. As root: ./install.sh
set -eu
cd "$(dirname "$0")"
[ "$(id -u)" = 0 ] || { echo "install.sh: run it as root" >&2; exit 1; }
sha256sum --quiet --check SHA256SUMS
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
chmod 755 "$lists"
echo "deb [trusted=yes] file:$PWD ./" >"$lists/here.list"
mkdir "$lists/lists" "$lists/archives"
# Only this folder is a source; nothing of the machine's own sources is touched.
apt="apt-get -o Dir::Etc::sourcelist=$lists/here.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$lists/lists \
	-o Dir::Cache::archives=$lists/archives -o APT::Sandbox::User=root"
$apt -qq update
DEBIAN_FRONTEND=noninteractive $apt -y --no-install-recommends install qiao
