#!/usr/bin/env python3
"""web.py - src/web over real sockets: tokens, idempotency, drafts, headers, limits, deadlines, 64 clients at once."""
import http.client
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse

from _toy import Skip, Tap, Toy

CSP = "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; script-src 'self'; form-action 'self'; " \
      "frame-ancestors 'none'; base-uri 'none'"


class Client:
    """One keep-alive connection with a cookie jar."""

    def __init__(self, port, **headers):
        self.c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookies, self.headers = {}, {k.replace("_", "-"): v for k, v in headers.items()}

    def ask(self, verb, path, fields=None, body=None, **headers):
        h = dict(self.headers, **{k.replace("_", "-"): v for k, v in headers.items()})
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            h["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            h["Cookie"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        self.c.request(verb, path, body=body, headers=h)
        r = self.c.getresponse()
        r.text = r.read().decode()
        for k, v in r.getheaders():
            if k == "Set-Cookie":
                name, value = v.split(";")[0].split("=", 1)
                self.cookies[name] = value
        return r

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, fields=None, **headers):
        return self.ask("POST", path, fields if fields is not None else {}, **headers)

    def guards(self):
        """Token and key of a fresh form."""
        text = self.get("/form").text
        return {n: re.search('name="%s" value="([^"]*)"' % n, text)[1] for n in ("_csrf", "_key")}


def same(a, b):
    assert a == b, "%r is not %r" % (a, b)


def holds(text, *parts):
    for p in parts:
        assert p in text, "%r not in %r" % (p, text[:2000])


# ---- one server for the quick ones ----

def test_headers(port):
    r = Client(port).get("/a")
    same(r.status, 200)
    for name, value in (("Content-Security-Policy", CSP), ("X-Content-Type-Options", "nosniff"),
                        ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
                        ("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store"),
                        ("Content-Type", "text/html; charset=utf-8"), ("Server", None),
                        ("Strict-Transport-Security", None)):
        same(r.getheader(name), value)
    holds(r.getheader("Permissions-Policy"), "camera=()")


def test_head_has_no_body(port):
    c = Client(port)
    length = c.get("/a").getheader("Content-Length")
    r = c.ask("HEAD", "/a")
    same((r.status, r.text, r.getheader("Content-Length")), (200, "", length))


def test_routes(port):
    c = Client(port)
    same(c.get("/note/new").text, "literal")
    same(c.get("/a/").status, 200)
    same(c.get("/nowhere").status, 404)
    r = c.post("/slow")
    same((r.status, r.getheader("Allow")), (405, "GET, HEAD"))
    r = c.get("/upload")
    same((r.status, r.getheader("Allow")), (405, "POST"))
    same(c.get("/healthz").text, "ok\n")


def test_errors_speak_the_reader_s_language(port):
    c = Client(port)
    holds(c.get("/nowhere").text, "找不到这一页", 'lang="zh-CN"', 'href="/"')
    c.get("/set?lang=en")
    holds(c.get("/nowhere").text, "Page not found", 'lang="en"')
    r = c.get("/a?x=%zz")
    same(r.status, 400)
    r = c.get("/fail/500")
    same(r.status, 500)
    holds(r.text, "Something went wrong on our side")
    same(c.get("/fail/503").getheader("Retry-After"), "10")


def test_set_goes_back_to_our_own_pages_only(port):
    c = Client(port)
    for back, want in (("/a?x=1", "/a?x=1"), ("//evil.example/a", "/"), ("https://evil.example/", "/"), ("/\\evil", "/"),
                       ("/upload", "/"), ("/nowhere", "/"), ("/a%0d%0aX: y", "/")):
        r = c.get("/set?mode=elder&back=" + urllib.parse.quote(back, safe="%"))
        same((r.status, r.getheader("Location")), (303, want))
    holds(c.get("/a").text, 'data-mode="elder"')
    c.get("/set?mode=standard&back=/a")
    holds(c.get("/a").text, 'data-mode="standard"')


def test_cookies_are_shut(port):
    r = Client(port).get("/form")
    cookie = r.getheader("Set-Cookie")
    assert re.fullmatch(r"visitor=n[0-9a-f]{31}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", cookie), cookie


def test_a_form_is_stored_and_read_back(port):
    c = Client(port)
    r = c.post("/form", dict(c.guards(), name="first", text="电动车 充电\r\n第二行"))
    same((r.status, r.getheader("Location")), (303, "/note/first"))
    same(c.get("/note/first").text, "电动车 充电\n第二行")


def test_a_fault_shows_the_form_again(port):
    c = Client(port)
    r = c.post("/form", dict(c.guards(), name="", text="kept"))
    same(r.status, 422)
    holds(r.text, 'href="#f-name"')


def test_token_refused_without_losing_text(port):
    c = Client(port)
    g = c.guards()
    fields = {"_csrf": "0" * 40, "_key": g["_key"], "name": "kept", "text": "三行字\n\"<b>\" & more", "list[]": "one"}
    r = c.post("/form", fields)
    same(r.status, 403)
    holds(r.text, "请再交一次", "三行字", "&lt;b&gt;", 'name="list[]" value="one"', g["_key"])
    same(c.get("/note/kept").status, 404)
    # what the page offers can be sent
    again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', r.text))
    same(again["_key"], g["_key"])
    again["text"] = "三行字"
    r = c.post("/form", again)
    same((r.status, r.getheader("Location")), (303, "/note/kept"))


def test_a_form_of_another_site_does_not_come_back(port):
    c = Client(port)
    for h in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        r = c.post("/form", {"name": "evil", "text": "bait"}, **h)
        same(r.status, 403)
        assert "bait" not in r.text and "<form" not in r.text, r.text
        holds(r.text, "不是从本网站交来的")
    r = c.post("/form", {"name": "mine", "text": "kept"}, Origin="http://127.0.0.1:%d" % port, Sec_Fetch_Site="same-origin")
    holds(r.text, "kept", "请再交一次")


def test_token_of_another_browser_is_refused(port):
    a, b = Client(port), Client(port)
    b.get("/form")
    same(b.post("/form", dict(a.guards(), name="thief", text="x")).status, 403)
    same(Client(port).post("/form", dict(a.guards(), name="thief", text="x")).status, 403)


def test_token_changes_with_the_session(port):
    c = Client(port)
    g = c.guards()
    c.cookies["session"] = "s" * 32
    r = c.post("/form", dict(g, name="signed", text="x"))
    same(r.status, 403)
    same(c.post("/form", dict(c.guards(), name="signed", text="x")).status, 303)


def test_a_repeated_submit_answers_the_same_place(port):
    c = Client(port)
    f = dict(c.guards(), name="once", text="the first")
    same([c.post("/form", f).getheader("Location") for _ in range(3)], ["/note/once"] * 3)
    r = c.post("/form", dict(f, text="another"))
    same(r.status, 422)
    holds(r.text, "内容和上次不一样")
    same(c.get("/note/once").text, "the first")


def test_repeated_at_the_same_time(port):
    c = Client(port)
    f = dict(c.guards(), name="race", text="x")
    places = []

    def go():
        d = Client(port)
        d.cookies = dict(c.cookies)
        places.append(d.post("/form", f).getheader("Location"))

    ts = [threading.Thread(target=go) for _ in range(8)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    same(places, ["/note/race"] * 8)


def test_a_failed_section_leaves_nothing(port):
    c = Client(port)
    same(c.post("/half", dict(c.guards(), name="half", text="x")).status, 409)
    same(c.get("/note/half").status, 404)


def test_stale_edit_shows_both(port):
    c = Client(port)
    r = c.post("/stale", dict(c.guards(), title="my <title>", version="7"))
    same(r.status, 409)
    holds(r.text, "my &lt;title&gt;", "the new title of somebody else", 'name="version" value="8"')


def test_rights(port):
    c = Client(port)
    same(c.get("/closed").status, 403)
    r = c.post("/staff", dict(c.guards(), text="a long report"))
    same(r.status, 403)
    holds(r.text, "a long report", "/sign-in", 'target="_blank"')
    c.cookies["session"] = "s" * 32
    same(c.post("/staff", dict(c.guards(), text="a long report")).status, 200)


def test_drafts(port):
    c = Client(port)
    same(c.get("/keep").text, "")
    same(c.post("/keep", dict(c.guards(), text="写了一半 & 一半")).status, 303)
    same(c.get("/keep").text, "写了一半 & 一半")
    c.cookies["session"] = "s" * 32
    same(c.get("/keep").text, "写了一半 & 一半")
    same(Client(port).get("/keep").text, "")


def test_names_twice(port):
    c = Client(port)
    for body, status in (("name=a&name=b&text=x", 400), ("name=lists&text=x&v[]=1&v[]=2", 303), ("name=a%00", 400),
                         ("name=%ff", 400), ("name=%4", 400), ("=x", 400)):
        same(c.ask("POST", "/note", body=body, Content_Type="application/x-www-form-urlencoded").status, status)
    same(c.ask("POST", "/form", body="{}", Content_Type="application/json").status, 400)


def part(name, data, file=None):
    head = b'--BB\r\nContent-Disposition: form-data; name="%s"' % name
    return head + (b'; filename="%s"\r\nContent-Type: image/jpeg' % file if file is not None else b"") + b"\r\n\r\n" + data


def test_uploads(port):
    c = Client(port)
    body = b"\r\n".join([part(b"text", "照片".encode()), part(b"photo", b"\0\r\n--B\r\n\xff", b"a/b\\c.jpg"),
                         part(b"photo", b"", b""), part(b"photo", b"x" * 100000, "楼道.jpg".encode()), b"--BB--\r\n"])
    kind = "multipart/form-data; boundary=BB"
    r = c.ask("POST", "/upload", body=body, Content_Type=kind)
    same((r.status, r.text), (200, "photo c.jpg 9\nphoto 楼道.jpg 100000\ntext=照片\n"))
    same(c.ask("POST", "/note", body=part(b"f", b"x", b"f") + b"\r\n--BB--\r\n", Content_Type=kind).status, 400)
    same(c.ask("POST", "/upload", body=body[:-6], Content_Type=kind).status, 400)
    same(c.ask("POST", "/upload", body=b"junk" + body, Content_Type=kind).status, 400)


def test_static_files(port):
    c = Client(port)
    url = re.search(r'href="(/static/[0-9a-f]{16}/qiao\.css)"', c.get("/a").text)[1]
    r = c.get(url)
    same((r.status, r.getheader("Content-Type")), (200, "text/css; charset=utf-8"))
    holds(r.getheader("Cache-Control"), "immutable")
    holds(r.getheader("X-Content-Type-Options"), "nosniff")
    tag = r.getheader("ETag")
    same(c.get("/static/qiao.css", If_None_Match=tag).status, 304)
    same(c.get("/static/qiao.css").getheader("Cache-Control"), "public, no-cache")
    same(c.get("/static/nothing.css").status, 404)
    same(c.get("/static/../web.c").status, 404)


def test_expect_continue(port):
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(b"POST /note HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 17\r\n"
              b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
    holds(s.recv(1000), b"100 Continue")
    s.sendall(b"name=expect&text=")
    holds(s.recv(1000), b"303")
    s.close()


def test_body_too_big(port):
    for path, n, status in (("/note", 70000, 413), ("/note", 60000, 400), ("/upload", 30 << 20, 413)):
        c = Client(port)
        r = c.ask("POST", path, body=b"x" * n, Content_Type="application/x-www-form-urlencoded")
        same(r.status, status)
        if status == 413:
            holds(r.text, "太大")


def test_64_clients_read_back_what_was_acknowledged(port):
    wrong, acked, lock = [], [0], threading.Lock()

    def go(me):
        try:
            c = Client(port)
            for i in range(25):
                name, text = "c%d-%d" % (me, i), "%d %d x%s" % (me, i, "字" * (i * 7))
                r = c.post("/form", dict(c.guards(), name=name, text=text))
                same((r.status, r.getheader("Location")), (303, "/note/" + name))
                same(c.get("/note/" + name).text, text)
            with lock:
                acked[0] += 25
        except Exception as e:
            wrong.append(repr(e))

    ts = [threading.Thread(target=go, args=(i,)) for i in range(64)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    same(wrong, [])
    same(acked[0], 1600)


# ---- servers of their own ----

def test_own_https():
    with Toy("public=https://qiao.example") as t:
        c = Client(t.port)
        r = c.get("/form")
        same(r.getheader("Strict-Transport-Security"), "max-age=31536000; includeSubDomains")
        assert r.getheader("Set-Cookie").startswith("__Host-visitor="), r.getheader("Set-Cookie")
        holds(r.getheader("Set-Cookie"), "; Secure", "; Path=/;")
        same(c.post("/form", dict(c.guards(), name="s", text="x")).status, 303)


def trickle(port, start, piece, gap, most):
    """Seconds until the server ends it, sending a piece every gap; None when it lets us go on for most seconds."""
    s = socket.create_connection(("127.0.0.1", port))
    s.settimeout(gap)
    s.sendall(start)
    begin, got = time.time(), b""
    while time.time() - begin < most:
        try:
            b = s.recv(1000)
            if not b:
                return time.time() - begin, got
            got += b
        except socket.timeout:
            try:
                s.sendall(piece)
            except OSError:
                return time.time() - begin, got
        except OSError:
            return time.time() - begin, got
    return None, got


def test_own_deadlines():
    with Toy("head=1", "body=2") as t:
        for start, piece, least, most in (
                (b"", b"", 0.9, 2.5),
                (b"GET /a HT", b"T", 0.9, 2.5),
                (b"GET /a HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n", 0.9, 2.5),
                (b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /a HTTP/1.1\r\n", b"X: y\r\n", 0.9, 2.5),
                (b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n", b"x", 1.9, 4),
                (b"POST /note HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", b"x", 1.9, 4)):
            took, got = trickle(t.port, start, piece, 0.1, 8)
            assert took is not None and least <= took <= most, "%r ended after %r: %r" % (start, took, got)
        # a slow handler is nobody's trickle
        same(Client(t.port).get("/slow").status, 200)
        # and who asks again in time is served
        c = Client(t.port)
        for _ in range(4):
            same(c.get("/a").status, 200)
            time.sleep(0.5)


def test_own_flood():
    with Toy("trusted=127.0.0.1", "rate=20", "posts=5") as t:
        c = Client(t.port)
        statuses = [Client(t.port, X_Forwarded_For="198.51.100.7").get("/a").status for _ in range(25)]
        same(statuses[:20], [200] * 20)
        same(statuses[20:], [429] * 5)
        r = Client(t.port, X_Forwarded_For="1.2.3.4, 198.51.100.7").get("/a")
        same(r.status, 429)
        assert 1 <= int(r.getheader("Retry-After")) <= 60
        holds(r.text, "请慢一点")
        same(Client(t.port, X_Forwarded_For="198.51.100.8").get("/a").status, 200)
        same([Client(t.port, X_Forwarded_For="2001:db8::%d" % i).post("/a").status for i in range(7)],
             [200] * 5 + [429] * 2)
        same([c.get("/a").status for _ in range(40)], [200] * 40)
    with Toy("rate=5") as t:
        # nobody is trusted: the header is only a claim
        same([Client(t.port, X_Forwarded_For="198.51.100.7").get("/a").status for _ in range(10)], [200] * 10)


def test_own_tricklers():
    """4,000 clients that send a byte now and then (fewer where descriptors are few); normal load beside them goes on."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    many = min(4000, (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200) // 2)
    with Toy("trusted=127.0.0.1", "head=60", "body=60") as t:
        def load():
            c, begin = Client(t.port), time.time()
            same([c.get("/a").status for _ in range(200)], [200] * 200)
            same(c.post("/form", dict(c.guards(), name="t%d" % time.time_ns(), text="x")).status, 303)
            return time.time() - begin

        alone, slow = load(), []
        try:
            for i in range(many):
                s = socket.create_connection(("127.0.0.1", t.port), timeout=10)
                s.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n" if i % 2 else
                          b"POST /note HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n")
                slow.append(s)
            beside = load()
            for s in slow:
                s.sendall(b"X")
            beside = max(beside, load())
            print("# %d tricklers: 201 requests took %.2f s alone, %.2f s beside them" % (len(slow), alone, beside))
        finally:
            for s in slow:
                s.close()
        load()


def test_own_full_queue():
    with Toy("workers=1", "trusted=127.0.0.1") as t:      # trusted: no limit of connections per address
        ss = []
        for _ in range(540):
            try:
                s = socket.create_connection(("127.0.0.1", t.port), timeout=5)
                s.sendall(b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % (b"slow" if len(ss) < 3 else b"a"))
                ss.append(s)
            except OSError:
                break
        got = []
        for s in ss:
            s.settimeout(20)
            try:
                got.append(s.recv(20)[9:12])
            except OSError:
                got.append(b"")
            s.close()
        same(set(got), {b"200", b"503"})
        assert got.count(b"200") >= 256, got.count(b"200")
        same(Client(t.port).get("/a").status, 200)


def test_own_full_disk():
    if os.geteuid():
        raise Skip("only root may mount a small disk")
    disk = tempfile.mkdtemp()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", disk], stderr=subprocess.DEVNULL).returncode:
        raise Skip("no small disk can be mounted here")
    try:
        with Toy(folder=disk) as t:
            c = Client(t.port)
            same(c.post("/form", dict(c.guards(), name="before", text="x")).status, 303)
            with open(disk + "/filler", "wb", 0) as f:
                try:
                    while True:
                        f.write(b"x" * 4096)
                except OSError:
                    pass
            r = c.post("/form", dict(c.guards(), name="lost", text="三行字" + "x" * 30000))
            for _ in range(200):           # the log had room of its own: fill that too
                if r.status != 303:
                    break
                r = c.post("/form", dict(c.guards(), name="lost", text="三行字" + "x" * 30000))
            same((r.status, r.getheader("Location")), (503, None))
            holds(r.text, "三行字", "请再交一次", "磁盘满了")
            same(c.get("/a").status, 200)
            os.unlink(disk + "/filler")
            again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', r.text))
            r = c.post("/form", dict(again, name="found"))
            same((r.status, r.getheader("Location")), (303, "/note/found"))
            holds(c.get("/note/found").text, "三行字")
            same(c.get("/note/before").text, "x")
    finally:
        subprocess.run(["umount", disk])
        os.rmdir(disk)


def test_own_stop_answers_what_runs():
    with Toy() as t:
        c = Client(t.port)
        got = []
        th = threading.Thread(target=lambda: got.append(c.get("/slow").status))
        th.start()
        time.sleep(0.1)
        t.stop()
        th.join()
        same(got, [200])


PIECE = 64 + 1024 * 64


def test_a_long_answer_comes_whole(port):
    for how, pieces in (("many", 400), ("quiet", 200)):
        r = Client(port).get("/stream/" + how)
        same((r.status, r.getheader("Transfer-Encoding"), len(r.text)), (200, "chunked", pieces * PIECE))
        same([int(r.text[i:i + 3]) for i in range(0, len(r.text), PIECE)], list(range(400 // pieces, 401, 400 // pieces)))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as s:
        s.sendall(b"HEAD /stream/many HTTP/1.1\r\nHost: x\r\n\r\n")
        said = b"".join(iter(lambda: s.recv(65536), b""))
    same((said[:15], said.lower().count(b"connection: close"), said.split(b"\r\n\r\n", 1)[1]), (b"HTTP/1.1 200 OK", 1, b""))
    c = Client(port)
    same((c.ask("HEAD", "/stream/many").text, c.get("/a").status), ("", 200))


def test_a_long_answer_that_fails_is_no_whole_one(port):
    same(Client(port).get("/stream/first").status, 503)
    c = Client(port)
    try:
        c.get("/stream/fail")
    except http.client.IncompleteRead:
        return
    raise AssertionError("a cut answer looked whole")


def reading(port):
    """A client that has asked for a long answer and reads nothing of it yet."""
    s = socket.socket()
    s.settimeout(20)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    # Loopback's segments are bigger than this buffer: without small ones each would wait for a timer.
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1000)
    s.connect(("127.0.0.1", port))
    s.sendall(b"GET /stream/many HTTP/1.1\r\nHost: x\r\n\r\n")
    return s, s.recv(2000)


def test_own_long_answers_are_few_and_see_one_moment():
    with Toy() as t:
        some = [reading(t.port) for _ in range(8)]
        same({head[9:12] for _, head in some}, {b"200"})
        r = Client(t.port).get("/stream/many")
        same((r.status, r.getheader("Retry-After")), (503, "10"))
        c = Client(t.port)
        same(c.post("/form", dict(c.guards(), name="seen", text="later")).status, 303)
        s, got = some[0]
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        got = bytearray(got)
        while chunk := s.recv(1 << 20):
            got += chunk
            if got.endswith(b"0\r\n\r\n"):
                break
        assert b"400 nothing" in got and b"later" not in got, got[-200:]
        for s, _ in some:            # seven leave in the middle
            s.close()
        for _ in range(100):
            r = Client(t.port).get("/stream/many")
            if r.status == 200:
                break
            time.sleep(0.1)
        holds(r.text, "400 later")
        some = [reading(t.port) for _ in range(3)]
        same(t.stop()[0], 0)         # and so does the server
        for s, _ in some:
            s.close()


def main(parts):
    tap = Tap()
    tests = [(n, f) for n, f in globals().items() if n.startswith("test_") and (not parts or any(p in n for p in parts))]

    def run(name, go):
        try:
            go()
            tap.line(True, name[5:].replace("_", " "))
        except Skip as why:
            tap.skip(name[5:].replace("_", " "), why)
        except Exception:
            tap.line(False, name[5:].replace("_", " "), traceback.format_exc(limit=-3))

    with Toy() as toy:
        for name, f in tests:
            if not name.startswith("test_own_"):
                run(name, lambda: f(toy.port))
        code, said = toy.stop()
        tap.line(code == 0 and "Sanitizer" not in said and "runtime error" not in said, "the server ends cleanly", said[-3000:])
    for name, f in tests:
        if name.startswith("test_own_"):
            run(name, f)
    tap.end()


if __name__ == "__main__":
    main(sys.argv[1:])
