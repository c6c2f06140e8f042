#!/usr/bin/env python3
"""sqlmap.py - sqlmap (Debian's package) against forms, queries and the API; and against a hole planted here, which it must find.

Targets are what a walk through the demonstration finds, as a visitor and as a community worker: each form and each address with a
query, once a route and set of names, and the API's and Open311's lists. Without arguments the three that read most from one address, in under
a minute, the same ones each time; --all all of them; --long all of them two levels deeper and by every technique (hours). Skipped where sqlmap is not installed.
"""
import http.server
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from _toy import ROOT, Tap

sys.path.insert(0, os.path.join(ROOT, "test/flow"))
import flow  # noqa: E402
import town  # noqa: E402

FEW = ("/search", "/open311/v2/requests.json", "/api/v1/matters")
OURS = {"_csrf", "_key"}
SKIP = re.compile(r"^/(sign-?out|logout|set\b|static/|outbox)")
LISTS = ["/open311/v2/requests.json?status=open&service_code=lamp&start_date=2023-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
         "/open311/v2/requests/1.json?jurisdiction_id=1", "/open311/v2/services/1.json?x=1",
         "/api/v1/matters?state=open&place=1&limit=5&after=1", "/api/v1/places?limit=5"]


class Hole(http.server.BaseHTTPRequestHandler):
    """A deliberately concatenated statement."""

    def do_GET(self):
        name = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("id", [""])[0]
        db = sqlite3.connect(":memory:")
        db.execute("CREATE TABLE t (id INTEGER, words TEXT)")
        db.execute("INSERT INTO t VALUES (1, 'the first'), (2, 'the second')")
        try:
            body = "\n".join(r[0] for r in db.execute("SELECT words FROM t WHERE id = " + name)) or "nothing"
        except sqlite3.Error:
            body = "nothing"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *words):
        pass


def sqlmap(out, url, data=None, cookie=None, long=False, names=None):
    """True when sqlmap says a parameter can be injected; its last words."""
    cmd = ["sqlmap", "-u", url, "--batch", "--dbms", "sqlite", "--output-dir", out, "--flush-session", "--disable-coloring", "--threads", "4",
           "--level", "3" if long else "1", "--risk", "2" if long else "1", "--technique", "BEUSQ" if long else "BE", "--ignore-code", "*",
           "--ignore-redirects", "--timeout", "20"]
    if names:
        cmd += ["-p", ",".join(names)]
    if data is not None:
        cmd += ["--data", data, "--eval", "import secrets;_key=secrets.token_hex(16)"]
    if cookie:
        cmd += ["--cookie", cookie]
    try:
        p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, errors="replace",
                           timeout=7200 if long else 120)
    except subprocess.TimeoutExpired as e:
        return None, f"not done after {e.timeout:.0f} s"
    if "all tested parameters do not appear" not in p.stdout and "identified the following injection" not in p.stdout:
        return None, p.stdout[-3000:]
    return "identified the following injection" in p.stdout, p.stdout[-3000:]


def patterns():
    """The route of a path, by the program's own table: the one with the most literal pieces that fits."""
    table = [l.split()[1] for l in flow.qiao("routes").stdout.splitlines() if l.strip()]
    table.sort(key=lambda t: t.count(":"))
    shapes = [(t, re.compile(re.sub(r":\w+", "[^/]+", t) + "$")) for t in table]
    return lambda path: next((t for t, shape in shapes if shape.match(path)), path)


def targets(client, limit, seen):
    """(address, body or None, names) of each form and query, once a shape."""
    route = patterns()
    for page in flow.crawl(client, limit=limit):
        for href, _ in page.links:
            u = urllib.parse.urlsplit(urllib.parse.urljoin(page.path, href))
            names = [k for k, _ in urllib.parse.parse_qsl(u.query)]
            shape = ("GET", route(u.path), tuple(sorted(names)))
            if names and not u.netloc and shape not in seen and not SKIP.match(u.path):
                seen.add(shape)
                yield u.path + "?" + u.query, None, names
        for f in page.forms:
            path = urllib.parse.urljoin(page.path, f.action or page.path)
            names = [k for k, _ in f.fields if k and k not in OURS]
            shape = (f.method, route(path.split("?")[0]), tuple(sorted(names)))
            if not names or shape in seen or SKIP.match(path) or f.multipart:
                continue
            seen.add(shape)
            body = urllib.parse.urlencode([(k, v or "1") for k, v in f.fields if k])
            yield (path, body, names) if f.method == "post" else (path.split("?")[0] + "?" + body, None, names)


def planted(tap, out):
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hole)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    found, words = sqlmap(out, f"http://127.0.0.1:{httpd.server_port}/?id=1")
    tap.line(found, "a planted hole is found", words)
    httpd.shutdown()


def routes(tap, out, few, long):
    top, data, _ = flow.data_folder(True)
    server = flow.Server(data)
    try:
        base = f"http://127.0.0.1:{server.port}"
        jobs = [(base + path, None, None, [k for k, _ in urllib.parse.parse_qsl(path.split("?")[1])]) for path in LISTS]
        seen = set()
        for login in (None, "committee"):
            client = flow.Client(server)
            if login:
                town.sign_in_demo(client, data, login)
            found = list(targets(client, 25 if few else 400, seen))
            cookie = "; ".join(f"{k}={v}" for k, v in client.cookies.items())
            jobs += [(base + path, body, cookie, names) for path, body, names in found]
        of = {job[0][len(base):].split("?")[0]: job for job in jobs if job[1] is None}
        picked = jobs if not few else [of[path] for path in FEW]
        print(f"# {len(jobs)} targets, {len(picked)} of them now")
        for url, body, cookie, names in picked:
            found, words = sqlmap(out, url, body, cookie, long, names)
            path = url[len(base):].split("?")[0]
            if found is None:
                tap.skip(f"{'POST' if body else 'GET'} {path} {' '.join(names)[:80]}", "sqlmap could not test it")
                if not few:
                    print("# " + words[-600:].replace("\n", "\n# "))
            else:
                tap.line(not found, f"{'POST' if body else 'GET'} {path} {' '.join(names)[:80]}", words)
    finally:
        server.stop()
        shutil.rmtree(top, ignore_errors=True)
        flow.drop_kept()


def main(argv):
    tap = Tap()
    if not shutil.which("sqlmap"):
        tap.skip("sqlmap", "not installed")
        tap.end()
    with tempfile.TemporaryDirectory() as out:
        planted(tap, out)
        routes(tap, out, not {"--long", "--all"} & set(argv), "--long" in argv)
    tap.end()


if __name__ == "__main__":
    main(sys.argv[1:])
