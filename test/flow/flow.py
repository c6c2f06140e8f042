"""flow.py - HTTP tests without a browser: a server with fresh data, clients with their own cookies, pages with links
and forms read out of the HTML, and a look into the database. Only the standard library.

    class Filing(flow.Case):              # one server for the class
        def test_a_resident_files(self):
            me = self.client()
            page = me.get("/")
            page = page.follow("提建议")          # the first link with this text
            page = page.submit(title="路灯不亮")   # the page's form, hidden fields kept
            page.sees("已收到")

QIAO chooses the program (default build/qiao), under sanitizers too: whatever they write fails the class.
"""
import html.parser
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
QIAO = os.environ.get("QIAO", os.path.join(ROOT, "build", "qiao"))
ENV = dict(os.environ, ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1", TZ="America/New_York")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def qiao(*args, ok=True, timeout=300):
    """Runs the program once; the finished process. ok: a bad exit is an assertion."""
    done = subprocess.run([QIAO, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, env=ENV)
    if ok and done.returncode:
        raise AssertionError(f"qiao {' '.join(args)} ended with {done.returncode}:\n{done.stdout[-1500:]}{done.stderr[-3000:]}")
    return done


_kept = {}


def data_folder(demo):
    """A folder of one's own with fresh data; the demo is loaded once for this run and copied."""
    top = tempfile.mkdtemp(prefix="qiao-flow-")
    data = os.path.join(top, "data")
    if demo not in _kept:
        kept = tempfile.mkdtemp(prefix="qiao-flow-kept-")
        qiao("init", "--data", os.path.join(kept, "data"))
        words = qiao("demo", "--data", os.path.join(kept, "data")).stdout if demo else ""
        _kept[demo] = (kept, words)
    kept, words = _kept[demo]
    shutil.copytree(os.path.join(kept, "data"), data)
    return top, data, words


def drop_kept():
    for kept, _ in _kept.values():
        shutil.rmtree(kept, ignore_errors=True)
    _kept.clear()


class Server:
    """qiao serve on a free port. kill() is kill -9; stop() ends it and says what it wrote when it did not end well."""

    def __init__(self, data, port=None, args=(), env=None):
        self.data, self.port, self.args, self.env = data, port or free_port(), args, dict(ENV, **(env or {}))
        self.log_path = data + ".log"
        self.start()

    def start(self, seconds=60):
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen([QIAO, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", *self.args],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.env)
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                c.request("GET", "/healthz")
                if c.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        self.process.kill()
        raise AssertionError("the server did not start:\n" + self.words())

    def words(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()[-6000:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise AssertionError("the server did not end within 30 s of SIGTERM\n" + self.words())
        self.log.close()
        words = self.words()
        if self.process.returncode or "runtime error:" in words or "Sanitizer" in words:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{words}")


# ---- pages ----

class Form:
    def __init__(self, attrs):
        self.action, self.method, self.id = attrs.get("action"), attrs.get("method", "get").lower(), attrs.get("id", "")
        self.multipart = attrs.get("enctype") == "multipart/form-data"
        self.fields, self.options, self.buttons, self.files, self.text = [], {}, [], set(), ""

    def names(self):
        return {n for n, _ in self.fields} | set(self.options) | {n for n, _, _ in self.buttons} | self.files


class _Reader(html.parser.HTMLParser):
    """Links, forms and text. Only what a test asks for; validity is html-validate's business."""
    VOID = {"input", "img", "br", "meta", "link", "hr", "wbr", "source"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links, self.forms, self.refs, self.ids, self.text, self.title = [], [], [], set(), [], ""
        self.form = self.link = self.select = self.area = self.button = None
        self.quiet = self.in_title = 0
        self.faults = []
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        a = {k: v if v is not None else "" for k, v in pairs}
        if "id" in a:
            if a["id"] in self.ids:
                self.faults.append(f"id {a['id']} twice")
            self.ids.add(a["id"])
        f = self.form
        if tag in ("script", "style", "template"):
            self.quiet += 1
        if tag == "title":
            self.in_title += 1
        if tag in ("script", "img") and a.get("src"):
            self.refs.append(a["src"])
        if tag == "link" and a.get("href"):
            self.refs.append(a["href"])
        if tag == "a" and "href" in a:
            self.link = [a["href"], a.get("aria-label", "")]
        elif tag == "form":
            self.form = Form(a)
            self.forms.append(self.form)
        elif f and "disabled" in a:
            pass
        elif f and tag == "input":
            kind, name, value = a.get("type", "text"), a.get("name"), a.get("value", "")
            if not name and kind != "submit":
                return
            if kind in ("checkbox", "radio"):
                f.options.setdefault(name, []).append(a.get("value", "on"))
                if "checked" in a:
                    f.fields.append((name, a.get("value", "on")))
            elif kind == "file":
                f.files.add(name)
            elif kind in ("submit", "image"):
                f.buttons.append((name, value, value))
            else:
                f.fields.append((name, value))
        elif f and tag == "select":
            self.select = [a.get("name"), None]
            f.options[a.get("name")] = []
        elif self.select and tag == "option":
            value = a.get("value", "")
            f.options[self.select[0]].append(value)
            if self.select[1] is None or "selected" in a:
                self.select[1] = value
        elif f and tag == "textarea":
            self.area = [a.get("name"), ""]
        elif f and tag == "button":
            self.button = [a.get("name"), a.get("value", ""), ""]

    def handle_endtag(self, tag):
        if tag in ("script", "style", "template"):
            self.quiet -= 1
        if tag == "title":
            self.in_title -= 1
        if tag == "a" and self.link:
            self.links.append((self.link[0], " ".join(self.link[1].split())))
            self.link = None
        elif tag == "form":
            self.form = None
        elif tag == "select" and self.select:
            if self.select[1] is not None:
                self.form.fields.append(tuple(self.select))
            self.select = None
        elif tag == "textarea" and self.area:
            self.form.fields.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        elif tag == "button" and self.button:
            self.form.buttons.append(tuple([self.button[0], self.button[1], " ".join(self.button[2].split())]))
            self.button = None
        if tag in ("p", "li", "div", "h1", "h2", "h3", "td", "th", "dt", "dd", "label", "legend"):
            self.text.append("\n")

    def handle_data(self, data):
        if self.in_title:
            self.title += data
            return
        if self.quiet:
            return
        if self.area:
            self.area[1] += data
        if self.link:
            self.link[1] += data
        if self.button:
            self.button[2] += data
        if self.form:
            self.form.text += data
        self.text.append(data)


class Page:
    def __init__(self, client, path, response, body):
        self.client, self.path, self.status = client, path, response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = body
        self.type = self.headers.get("content-type", "")
        self.html = body.decode("utf-8", "strict") if re.match(r"text/|application/([\w.-]+\+)?(json|xml)\b|image/svg", self.type) else ""
        self._reader = None

    @property
    def reader(self):
        if not self._reader:
            self._reader = _Reader(self.html if "html" in self.type else "")
        return self._reader

    links = property(lambda self: self.reader.links)
    forms = property(lambda self: self.reader.forms)
    title = property(lambda self: self.reader.title.strip())

    @property
    def text(self):
        """What a reader sees, spaces folded and word breaks gone."""
        return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", "".join(self.reader.text)))

    def _say(self, what):
        return f"{self.path} ({self.status}): {what}\n--- the page says:\n{(self.text or self.html)[:1500]}"

    def ok(self, status=200):
        assert self.status == status, self._say(f"status is not {status}")
        return self

    def sees(self, *words):
        for w in words:
            assert w in self.text or w in self.text.replace("\n", ""), self._say(f"“{w}” is not there")
        return self

    def sees_not(self, *words):
        for w in words:
            assert w not in self.text, self._say(f"“{w}” is there")
        return self

    def link(self, text=None, href=None):
        """The address of the first link whose text contains text and whose address matches the pattern href."""
        for h, t in self.links:
            if (text is None or text in t) and (href is None or re.search(href, h)):
                return h
        raise AssertionError(self._say(f"no link {text or ''} {href or ''} among {[l for l in self.links][:60]}"))

    def follow(self, text=None, href=None):
        return self.client.get(urllib.parse.urljoin(self.path, self.link(text, href)))

    def form(self, with_field=None, action=None, button=None):
        """The first form that has this field, this action (a pattern) or this button text; a search form is taken
        only when it is asked for."""
        for f in self.forms:
            if with_field is not None and with_field not in f.names():
                continue
            if action is not None and not re.search(action, f.action or self.path):
                continue
            if button is not None and not any(button in t for _, _, t in f.buttons):
                continue
            if with_field is action is button is None and f.method != "post":
                continue
            return f
        raise AssertionError(self._say(f"no form with field={with_field} action={action} button={button}; there are "
                                       f"{[(f.method, f.action, sorted(filter(None, f.names()))) for f in self.forms]}"))

    def submit(self, button=None, form=None, files=None, follow=True, lenient=False, **values):
        """Fills the form and sends it as a browser would: hidden fields and defaults kept, values replaced (a list for
        several, None to leave a field out), the pressed button's name. Unknown fields are an assertion."""
        if form is None:
            form = next((f for f in self.forms if f.method == "post" and set(values) <= f.names()
                         and (button is None or any(button in t for _, _, t in f.buttons))), None) \
                or self.form(with_field=next(iter(values), None), button=button)
        values = {k.rstrip("_") if k.endswith("__") else k: v for k, v in values.items()}
        if not lenient:
            for k, v in values.items():
                assert k in form.names(), self._say(f"the form has no field {k}: {sorted(filter(None, form.names()))}")
                if k in form.options and v is not None:
                    for one in v if isinstance(v, list) else [v]:
                        assert str(one) in form.options[k], self._say(f"{k} does not offer {one}: {form.options[k]}")
        sent = [(k, v) for k, v in form.fields if k not in values]
        for k, v in values.items():
            sent += [(k, str(x)) for x in (v if isinstance(v, list) else [v]) if x is not None]
        pressed = next((b for b in form.buttons if button is None or button in b[2]), None)
        if pressed and pressed[0] and pressed[0] not in values:
            sent.append((pressed[0], pressed[1]))
        address = urllib.parse.urljoin(self.path, form.action) if form.action else self.path
        if form.method == "get":
            return self.client.get(address.split("?")[0] + "?" + urllib.parse.urlencode(sent), follow=follow)
        return self.client.post(address, sent, files=files, multipart=form.multipart, follow=follow)


class Client:
    """One browser: cookies, redirects, an address of its own for the Host header. history holds what it met."""

    def __init__(self, server, lang=None):
        self.server, self.cookies, self.set_cookies = server, {}, []
        self.host = f"127.0.0.1:{server.port}"
        self.origin = f"http://{self.host}"
        if lang:
            self.cookies["lang"] = lang
        self.last = None

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def request(self, verb, path, body=None, headers=None, follow=True, hops=8):
        path = urllib.parse.urljoin("/", path)
        if path.startswith("http"):
            split = urllib.parse.urlsplit(path)
            assert split.netloc == self.host, f"{path} leads away from the server"
            path = urllib.parse.urlunsplit(("", "", split.path, split.query, ""))
        path = path.split("#")[0]
        wire = urllib.parse.quote(path, safe="/?&=%:+,;@!$'()*~-._")
        c = self.connect()
        h = {"Host": self.host, "Accept-Language": "zh-CN"}
        if self.cookies:
            h["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if verb == "POST":
            h["Origin"] = self.origin
        h.update(headers or {})
        c.request(verb, wire, body=body, headers=h)
        r = c.getresponse()
        data = r.read()
        c.close()
        for line in r.msg.get_all("Set-Cookie") or []:
            self.set_cookies.append(line)
            name, _, rest = line.partition("=")
            value = rest.split(";")[0]
            if re.search(r"max-age=(0|-)", rest, re.I) or value == "":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        page = self.last = Page(self, path, r, data)
        if follow and page.status in (301, 302, 303, 307) and hops:
            assert page.status == 303 or verb == "GET", f"{path} answered {page.status} to a POST"
            return self.request("GET", urllib.parse.urljoin(path, page.headers["location"]), hops=hops - 1)
        return page

    def get(self, path, follow=True, headers=None):
        return self.request("GET", path, follow=follow, headers=headers)

    def post(self, path, fields, files=None, multipart=False, follow=True, headers=None):
        fields = list(fields.items()) if isinstance(fields, dict) else fields
        if multipart or files:
            mark = "----qiao-flow-boundary"
            parts = b"".join(f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields)
            for field, (name, kind, data) in (files or {}).items():
                parts += f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + data + b"\r\n"
            body, kind = parts + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
        else:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        return self.request("POST", path, body=body, headers={"Content-Type": kind, **(headers or {})}, follow=follow)


def rows(data, sql, *params):
    """A look into the serving database, read only. For what no page shows; pages are asserted as pages."""
    path = next(os.path.join(data, n) for n in sorted(os.listdir(data)) if n.endswith(".db") and "key" not in n)
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return db.execute(sql, params).fetchall()
    finally:
        db.close()


class Case(unittest.TestCase):
    """One server for the class. demo = False gives an empty hall; args are more words for qiao serve."""
    demo, args = True, ()
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.top, cls.data, cls.demo_words = data_folder(cls.demo)
        try:
            cls.server = Server(cls.data, args=cls.args)
        except BaseException:
            shutil.rmtree(cls.top, ignore_errors=True)
            raise

    @classmethod
    def tearDownClass(cls):
        try:
            cls.server.stop()
        finally:
            shutil.rmtree(cls.top, ignore_errors=True)

    def client(self, **kw):
        return Client(self.server, **kw)

    def rows(self, sql, *params):
        return rows(self.data, sql, *params)

    def value(self, sql, *params):
        rows = self.rows(sql, *params)
        return rows[0][0] if rows else None


def crawl(client, start=("/",), limit=600, skip=r"^/(sign-?out|logout|set\b)"):
    """Visits every link, picture and stylesheet reachable by GET; the pages. Dead ends are for the caller to judge."""
    todo, seen, pages = [(s, "the start") for s in start], set(), []
    while todo and len(pages) < limit:
        address, where = todo.pop(0)
        path = address.split("#")[0]
        if path in seen or re.search(skip, path):
            continue
        seen.add(path)
        page = client.get(path)
        page.came_from = where
        pages.append(page)
        for href in [h for h, _ in page.links] + page.reader.refs:
            split = urllib.parse.urlsplit(urllib.parse.urljoin(page.path, href))
            if split.scheme not in ("", "http", "https") or (split.netloc and split.port != client.server.port):
                continue
            target = urllib.parse.urlunsplit(("", "", split.path, split.query, ""))
            # One sample of each list with a filter is enough: the query's names count, not its values.
            shape = split.path + "?" + "&".join(sorted(k for k, _ in urllib.parse.parse_qsl(split.query)))
            if target not in seen and (not split.query or shape not in seen):
                if split.query:
                    seen.add(shape)
                todo.append((target, page.path))
    return pages
