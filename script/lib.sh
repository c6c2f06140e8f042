# lib.sh - what script/build, server and test share: words to the user, Debian packages, the build.
# Sourced by bash with the working directory at the project's root; nothing here reads standard input.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
LOGS=build/logs
mkdir -p "$LOGS"

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# deps SECTION… - the packages of these sections of deps.txt that are missing, one a line.
deps_missing() {
	local have section='' want=" $* " pkg cmd
	have=" $(dpkg-query -W -f='${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed \([^:]*\).*/\1/p' | tr '\n' ' ')"
	while read -r pkg cmd; do
		case $pkg in
		'' | '#'*) continue ;;
		'['*) section=${pkg//[\[\]]/}; continue ;;
		esac
		[[ $want == *" $section "* ]] || continue
		[[ $have == *" $pkg "* ]] && continue
		[ -n "${cmd:-}" ] && command -v "$cmd" >/dev/null && continue
		say "$pkg"
	done <script/deps.txt
}

# apt_install PACKAGE… - with a line for each tenth part. apt writes its status into a file: sudo closes other
# descriptors, and a pipe that apt makes non-blocking breaks the packages' own scripts.
apt_install() {
	local status=$LOGS/apt.status pid kind _ part now last=''
	: >"$status"
	"${as[@]}" env DEBIAN_FRONTEND=noninteractive sh -c 'exec apt-get "$@" 3>>"$0"' "$PWD/$status" \
		install -y --no-install-recommends -o APT::Status-Fd=3 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" \
		>>"$LOGS/apt.log" 2>&1 </dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		IFS=: read -r kind _ part _ < <(tail -n 1 "$status") || true
		case ${kind:-} in
		dlstatus) now="downloading $((${part%%.*} / 10 * 10)) %" ;;
		pmstatus) now="installing $((${part%%.*} / 10 * 10)) %" ;;
		*) now=$last ;;
		esac
		[ "$now" = "$last" ] || say "  $now"
		last=$now
		sleep 0.5
	done
	wait $pid
}

# need SECTION… - installs what is missing. A stamp keyed on deps.txt makes the second run free.
need() {
	local stamp="build/.have-${*// /-}" sum missing as=()
	stamp=${stamp// /-}
	sum=$(cksum <script/deps.txt)
	if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then return; fi
	command -v dpkg-query >/dev/null || die "this is not a Debian system: install the packages of script/deps.txt by hand, then: cksum <script/deps.txt >$stamp"
	missing=$(deps_missing "$@")
	if [ -n "$missing" ]; then
		say "Installing $(wc -l <<<"$missing") Debian packages: $(tr '\n' ' ' <<<"$missing")"
		if [ "$(id -u)" != 0 ]; then
			command -v sudo >/dev/null || die "not root, and there is no sudo. As root run: apt-get install --no-install-recommends $(tr '\n' ' ' <<<"$missing")"
			as=(sudo)
			if ! sudo -n true 2>/dev/null; then
				[ -t 0 ] || die "sudo asks for a password and nobody can type it. As root run: apt-get install --no-install-recommends $(tr '\n' ' ' <<<"$missing")"
				sudo true || die "sudo refused"
			fi
		fi
		say "  reading the package lists"
		"${as[@]}" apt-get update -qq >"$LOGS/apt.log" 2>&1 </dev/null ||
			{ tail -5 "$LOGS/apt.log" >&2; die "apt-get update failed: is the network there? (all of it: $LOGS/apt.log)"; }
		# shellcheck disable=SC2086
		apt_install $missing ||
			{ grep -E '^(E|W|dpkg):|^Err:' "$LOGS/apt.log" | tail -8 >&2
			  die "apt-get install failed; the log is $LOGS/apt.log. Run this again, or by hand: apt-get install --no-install-recommends" $missing; }
		hash -r
	fi
	say "$sum" >"$stamp"
}

# configure DIR [OPTION…] - meson setup, once; again when the folder does not stand on this machine's tools.
configure() {
	local dir=$1
	shift
	[ -f "$dir/build.ninja" ] && return
	say "Configuring $dir"
	meson setup "$dir" "$@" >"$LOGS/configure-$dir.log" 2>&1 </dev/null ||
		{ tail -15 "$LOGS/configure-$dir.log" >&2; rm -f build/.have-*
		  die "meson failed; the log is $LOGS/configure-$dir.log"; }
}

# compile DIR [TARGET…] - ninja; silent when nothing has changed, one moving line on a terminal.
compile() {
	local dir=$1 log
	shift
	log=$LOGS/compile-$dir.log
	if [ -t 1 ]; then
		ninja -C "$dir" "$@" </dev/null | tee "$log" | compile_progress
	else
		ninja -C "$dir" "$@" </dev/null 2>&1 | tee "$log" | compile_progress
	fi || { grep -v '^\[' "$log" | tail -40 >&2; rm -f build/.have-*
		die "the build failed; the log is $log"; }
}

compile_progress() {
	local n of last=-1
	while IFS= read -r line; do
		[[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
		n=${BASH_REMATCH[1]} of=${BASH_REMATCH[2]}
		if [ -t 1 ]; then
			printf '\r  compiling %s of %s ' "$n" "$of"
		elif [ $((n * 10 / of)) != "$last" ]; then
			say "  compiling $n of $of"
		fi
		last=$((n * 10 / of))
	done
	if [ -t 1 ] && [ "$last" != -1 ]; then printf '\n'; fi
}
