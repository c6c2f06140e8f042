"""package.py - the package installs, starts, upgrades over an older version with data, and is removed and purged without touching the
data; the bundle installs without a network; the unit is tight. All of it in a throwaway copy of this machine (an overlay in a mount
namespace of its own, as root; elsewhere skipped). PID 1 is not systemd there: the unit's ExecStart is run as its user, and the
restart that systemd would make is made here. Speaks TAP.

    python3 test/release/package.py            QIAO=build/qiao is the program that is packaged
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap   # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.dirname(os.environ.get("QIAO", os.path.join(ROOT, "build", "qiao")))
EXPOSURE = 2.0                                  # of systemd-analyze security, at most


def sh(*cmd, **kw):
    return subprocess.run(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, **kw)


def in_overlay(top, script, network=True):
    """Runs the script in a copy of this machine that is gone afterwards; /out is the folder `top`."""
    inside = os.path.join(top, "inside.sh")
    with open(inside, "w", encoding="utf-8") as f:
        f.write("set -eu\nexport DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
                + textwrap.dedent(script))
    outer = textwrap.dedent(f"""\
        set -eu
        m=$(mktemp -d)
        mount -t tmpfs -o size=1g tmpfs "$m"
        mkdir "$m/up" "$m/work" "$m/root"
        mount -t overlay overlay -o lowerdir=/,upperdir="$m/up",workdir="$m/work" "$m/root"
        mount -t proc proc "$m/root/proc"
        mount --rbind /dev "$m/root/dev"
        mkdir -p "$m/root/out"
        mount --bind {top} "$m/root/out"
        if command -v ip >/dev/null; then ip link set lo up 2>/dev/null || true; fi
        chroot "$m/root" sh /out/inside.sh
        """)
    return sh("unshare", "--mount", "--pid", "--fork", "--kill-child", *([] if network else ["--net"]), "sh", "-c", outer, timeout=600)


# What systemd would do with the unit, done by hand: the command line and the account come from the unit itself.
SERVE = r"""
serve() {
	user=$(sed -n 's/^User=//p' /lib/systemd/system/qiao.service)
	cmd=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/qiao.service | sed 's/127.0.0.1:8652/127.0.0.1:18652/')
	setpriv --reuid="$user" --regid="$user" --init-groups $cmd >/tmp/serve.log 2>&1 &
	pid=$!
	for i in $(seq 100); do
		if python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:18652/healthz")' 2>/dev/null; then return; fi
		kill -0 $pid || { cat /tmp/serve.log; exit 1; }
		sleep 0.1
	done
	cat /tmp/serve.log; exit 1
}
end() { kill -TERM $pid; wait $pid; }
as_qiao() { setpriv --reuid=qiao --regid=qiao --init-groups qiao "$@"; }
page() { python3 -c 'import sys, urllib.request as u; print(u.urlopen("http://127.0.0.1:18652" + sys.argv[1]).read().decode())' "$1"; }
"""


def life_of_the_package(tap, top):
    words = in_overlay(top, SERVE + r"""
        dpkg -i /out/qiao_0.0.1_*.deb
        test "$(stat -c '%U %a' /var/lib/qiao)" = 'qiao 700'
        as_qiao config check --data /var/lib/qiao/data
        serve; page / | grep -q '<h1'; end
        echo STARTED
        as_qiao demo --data /var/lib/qiao/data >/dev/null
        echo '# kept' >>/var/lib/qiao/data/qiao.conf
        serve; page /hall | grep -o '2026-[0-9]*' | sort -u >/tmp/before; end
        dpkg -i /out/qiao_0.0.2_*.deb
        test "$(dpkg-query -W -f '${Version}' qiao)" = 0.0.2
        serve; page /hall | grep -o '2026-[0-9]*' | sort -u >/tmp/after; end
        test -s /tmp/before; cmp /tmp/before /tmp/after
        grep -q '# kept' /var/lib/qiao/data/qiao.conf
        as_qiao verify --data /var/lib/qiao/data | tail -3
        echo UPGRADED
        dpkg -r qiao
        test ! -e /usr/bin/qiao; test -e /var/lib/qiao/data/qiao.db
        echo REMOVED
        dpkg -P qiao | tee /tmp/purge
        test ! -e /lib/systemd/system/qiao.service; test ! -e /usr/share/doc/qiao; test -e /var/lib/qiao/data/qiao.db
        grep -q 'the data stays' /tmp/purge
        rm -r /var/lib/qiao
        dpkg -i /out/qiao_0.0.2_*.deb; rm -r /var/lib/qiao/data; dpkg -P qiao
        test ! -e /var/lib/qiao; ! getent passwd qiao
        echo PURGED
        """)
    for mark, what in (("STARTED", "installed: account, folder, settings, the unit's command serves as its user"),
                       ("UPGRADED", "upgraded over an older version with data: pages, settings and history are there"),
                       ("REMOVED", "removed: the program is gone, the data stays"),
                       ("PURGED", "purged: nothing of the package is left, data only where there was some")):
        tap.claim(mark in words.stdout.splitlines(), what, words.stdout)
    return words.returncode


def bundle(tap, top):
    tars = glob.glob(os.path.join(top, "*.tar"))
    if not tap.claim(len(tars) == 1, "the bundle is one file"):
        return
    # What the bundle brings is first thrown off the copy, so that it must come from the bundle.
    words = in_overlay(top, SERVE + r"""
        cd /tmp; tar xf /out/*.tar; cd qiao-*
        apt-get -y -qq purge libxlsxwriter4 libqrencode4 libmicrohttpd12 >/dev/null 2>&1
        ! dpkg-query -W -f '${db:Status-Status}' libmicrohttpd12 2>/dev/null | grep -q '^installed'
        ! python3 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 1)' 2>/dev/null
        ./install.sh
        dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' libxlsxwriter4 libqrencode4 libmicrohttpd12 qiao
        serve; page / | grep -q '<h1'; end
        echo INSTALLED
        echo x >>"$(ls packages/qiao_0.0.2_*.deb)"
        if ./install.sh; then exit 1; fi
        echo REFUSED
        """, network=False)
    tap.claim("INSTALLED" in words.stdout.splitlines(), "the bundle installs and serves without a network", words.stdout)
    tap.claim("REFUSED" in words.stdout.splitlines(), "a bundle with an altered file is refused", words.stdout)


def main():
    tap = Tap()
    if not shutil.which("systemd-analyze"):
        tap.skip("the unit's exposure", "there is no systemd-analyze")
    else:
        said = sh("systemd-analyze", "security", "--offline=true", "./dist/qiao.service").stdout
        got = re.search(r"Overall exposure level for qiao.service: ([\d.]+)", said)
        tap.claim(got and float(got[1]) <= EXPOSURE, f"the unit's exposure is at most {EXPOSURE}: {got and got[1]}", said)
    top = tempfile.mkdtemp(prefix="qiao-release-")
    os.chmod(top, 0o755)
    try:
        first = sh("script/release", "--from", BUILD, "--version", "0.0.1", "--to", top, "--no-bundle")
        second = sh("script/release", "--from", BUILD, "--version", "0.0.2", "--to", top)
        if tap.claim(first.returncode == second.returncode == 0, "script/release makes package and bundle", first.stdout + second.stdout):
            again = tempfile.mkdtemp(prefix="qiao-release-")
            sh("script/release", "--from", BUILD, "--version", "0.0.2", "--to", again, "--no-bundle")
            name = os.path.basename(glob.glob(top + "/qiao_0.0.2_*.deb")[0])
            with open(os.path.join(top, name), "rb") as a, open(os.path.join(again, name), "rb") as b:
                tap.claim(a.read() == b.read(), "the same source makes the same package, byte for byte")
            shutil.rmtree(again)
            tried = in_overlay(top, "true") if os.geteuid() == 0 else None
            if tried is None or tried.returncode:
                tap.skip("install, upgrade, remove, purge, bundle", "a throwaway copy of the machine needs root and overlayfs")
            else:
                life_of_the_package(tap, top)
                bundle(tap, top)
    finally:
        shutil.rmtree(top, ignore_errors=True)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
