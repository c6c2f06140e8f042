"""proxy.py - the proxies' configurations that we ship, before the real program: TLS, http led to https, the caller's address told
truthfully, photos passed whole, and the caller's own X-Forwarded-For not believed. nginx and Caddy are Debian's, unpacked beside
the build and not installed. Speaks TAP.

    python3 test/release/proxy.py
"""
import glob
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "flow"), os.path.join(HERE, "..")]
import flow   # noqa: E402
import roads  # noqa: E402
import town   # noqa: E402
from tap import Tap  # noqa: E402

PARTS = {"nginx": ["nginx", "nginx-common"], "caddy": ["caddy"]}


def unpacked(name):
    """The proxy's program, fetched once into build/proxies; None when Debian's packages are out of reach."""
    box = os.path.join(flow.ROOT, "build", "proxies", name)
    found = glob.glob(os.path.join(box, "usr/*bin", name))
    if not found:
        os.makedirs(box, exist_ok=True)
        got = subprocess.run(["apt-get", "download", *PARTS[name]], cwd=box, stdin=subprocess.DEVNULL, capture_output=True)
        for deb in glob.glob(os.path.join(box, "*.deb")) if got.returncode == 0 else []:
            subprocess.run(["dpkg", "-x", deb, box], check=True)
        found = glob.glob(os.path.join(box, "usr/*bin", name))
    return found[0] if found else None


class Proxy:
    """One proxy with our configuration, its ports, names and certificate replaced by those of this test."""

    def __init__(self, name, program, top, port):
        self.name, self.http, self.https = name, flow.free_port(), flow.free_port()
        self.cert, key = os.path.join(top, "cert.pem"), os.path.join(top, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.cert],
                       check=True, capture_output=True)
        conf = os.path.join(top, "conf")
        with open(os.path.join(flow.ROOT, "dist", {"nginx": "nginx.conf", "caddy": "Caddyfile"}[name]), encoding="utf-8") as f:
            text = f.read().replace("127.0.0.1:8652", f"127.0.0.1:{port}")
        if name == "nginx":
            text = re.sub(r"\tlisten \[::\].*\n", "", text).replace("listen 80;", f"listen 127.0.0.1:{self.http};")
            text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{self.https} ssl http2;").replace("qiao.example", "localhost")
            text = text.replace("/etc/ssl/qiao/cert.pem", self.cert).replace("/etc/ssl/qiao/key.pem", key)
            text = text.replace("https://$host$request_uri", f"https://$host:{self.https}$request_uri").replace("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")
            text = (f"daemon off;\npid {top}/pid;\nerror_log {top}/error.log;\n{'user root;' if os.geteuid() == 0 else ''}\nevents {{}}\nhttp {{\naccess_log off;\n"
                    + "".join(f"{k}_temp_path {top}/{k};\n" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) + text + "}\n")
            cmd = [program, "-p", top, "-c", conf]
        else:
            text = text.replace("qiao.example {", f"localhost {{\n\ttls {self.cert} {key}")
            text = f"{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {self.http}\n\thttps_port {self.https}\n}}\n" + text
            cmd = [program, "run", "--adapter", "caddyfile", "--config", conf]
        with open(conf, "w", encoding="utf-8") as f:
            f.write(text)
        self.log = open(os.path.join(top, "proxy.log"), "wb")
        self.process = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                        env=dict(os.environ, HOME=top, XDG_DATA_HOME=top, XDG_CONFIG_HOME=top))
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.https), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        with open(self.log.name, encoding="utf-8", errors="replace") as f:
            raise AssertionError(f"{name} did not start: {f.read()[-1500:]}")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


class Browser(flow.Client):
    """A client that speaks TLS with the proxy and trusts only its certificate."""

    def __init__(self, server, proxy):
        super().__init__(server)
        self.proxy, self.host = proxy, f"localhost:{proxy.https}"
        self.origin = f"https://{self.host}"

    def connect(self):
        return Tls("localhost", self.proxy.https, timeout=30, context=ssl.create_default_context(cafile=self.proxy.cert))


class Tls(http.client.HTTPSConnection):
    """Asks for localhost by name and finds it without asking anybody: a bare machine has no hosts file."""

    def connect(self):
        self.sock = self._context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), self.timeout), server_hostname=self.host)


def walk(tap, name, proxy, server):
    def claim(good, what, words=""):
        tap.claim(good, f"{name}: {what}", words)

    c = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=10)
    c.request("GET", "/hall", headers={"Host": "localhost"})
    r = c.getresponse()
    claim(r.status in (301, 308) and r.getheader("Location", "").startswith("https://localhost"), "http leads to https", f"{r.status} {r.getheader('Location')}")
    me = Browser(server, proxy)
    page = me.get("/hall").ok()
    claim("max-age" in page.headers.get("strict-transport-security", "") and "default-src" in page.headers.get("content-security-policy", ""),
          "TLS with HSTS, the program's own headers kept", page.headers)
    form = me.get("/file/quick")
    said = form.submit("交上去", title=f"路灯坏了 {name}", place=roads.option(form, "place", "河岸花园"), files={"photo": ("p.png", "image/png", roads.png() + b"\0" * 3000000)})
    claim("收到了" in said.text and "secure" in " ".join(me.set_cookies).lower(), "a photo of 3 MB is filed, cookies are Secure", said.text[:400])
    form = me.get("/file/quick")
    big = form.submit("交上去", title="太大", place=roads.option(form, "place", "河岸花园"), files={"photo": ("p.png", "image/png", b"\0" * (27 << 20))})
    claim(big.status == 413 and "太大" in big.text, "what is too big is refused in the program's words", f"{big.status} {big.text[:200]}")
    # Loopback is never limited, another address is: who claims one is not believed through the proxy, and would be without it.
    claim(429 not in flood(me.connect(), me.host), "who claims another address is still known by their own")


def flood(c, host):
    """The statuses of more requests than an address has a minute, all claiming to come from elsewhere."""
    seen = set()
    for _ in range(1300):
        c.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-For": "203.0.113.9"})
        r = c.getresponse()
        r.read()
        seen.add(r.status)
        if r.status == 429:
            break
    return seen


def main():
    tap = Tap()
    for name in PARTS:
        program = unpacked(name)
        if not program or not shutil.which("openssl"):
            tap.skip(f"{name} before the program", "Debian's package cannot be fetched")
            continue
        top = tempfile.mkdtemp(prefix=f"qiao-{name}-")
        os.chmod(top, 0o755)
        try:
            data = os.path.join(top, "data")
            town.make(data)
            port = flow.free_port()
            proxy = Proxy(name, program, top, port)
            try:
                with open(os.path.join(data, "qiao.conf"), "a", encoding="utf-8") as f:
                    f.write(f"site.trusted_proxies = 127.0.0.1\nsite.url = https://localhost:{proxy.https}\n")
                server = flow.Server(data, port=port)
                walk(tap, name, proxy, server)
                tap.claim(429 in flood(http.client.HTTPConnection("127.0.0.1", port), f"127.0.0.1:{port}"), f"{name}: without it the claim is believed")
                server.stop()
            finally:
                proxy.end()
        except Exception as e:
            tap.claim(False, f"{name} ran to its end", repr(e))
        finally:
            shutil.rmtree(top, ignore_errors=True)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
