"""sides.py - what is measured against what: Qiao's servers, the floors (bench_floor, bench_bare) and Fossil, each with its data and the
requests that clients make of it. run.py decides the rounds and judges."""
import http.client
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "flow"))
import flow          # noqa: E402  (servers and a free port)
import town          # noqa: E402  (a small district)

BIN = os.path.join(ROOT, "build", "bench")


class Unequal(Exception):
    """The sides did not do the same work, or an answer was wrong: no ratio is printed."""


def must(good, words):
    if not good:
        raise Unequal(words)


def tool(name, *args, timeout=3600):
    done = subprocess.run([os.path.join(BIN, name), *map(str, args)], capture_output=True, text=True, timeout=timeout)
    must(done.returncode == 0, f"{name}: {done.stderr[-500:]}")
    return done.stdout


def get(path, text, host="127.0.0.1", status=200):
    """One request of a page that must hold these words."""
    return status, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: zh\r\n\r\n".encode(), text.encode()


def post(path, fields, text, status=200, heads=()):
    body = urllib.parse.urlencode(fields).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return status, (head + "".join(f"{n}: {v}\r\n" for n, v in heads) + "\r\n").encode() + body, text.encode()


def load(port, clients, seconds, asks, folder):
    """All of them once (seconds 0), or again and again. Every answer right, none cut off: else there is no figure."""
    path = os.path.join(folder, "asks")
    with open(path, "wb") as f:
        for status, req, text in asks:
            f.write(struct.pack("=III", status, len(req), len(text)) + req + text)
    r = json.loads(tool("bench_load", port, clients, seconds, path))
    must(r["answers"] and not r["hung"], f"no answers: {r}")
    return r


def right(r):
    must(not r["wrong"] and not r["cut"], f"{r['wrong']} wrong answers, {r['cut']} cut off: {r['first']}")
    return r


def rows(db, sql, *params):
    return flow.sqlite3.connect(f"file:{db}?mode=ro", uri=True).execute(sql, params).fetchall()


def cpu(pid):
    """Seconds of all threads so far."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as f:
            total += int(f.read().split()[0])
    return total / 1e9


def anonymous(pid):
    """MB of the process that are not the page cache's."""
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"RssAnon:\s+(\d+)", f.read())[1]) / 1024


class Qiao:
    """A data folder of the town with n matters and keys, served or not."""

    def __init__(self, folder, n, keys=0):
        self.data = folder
        if os.path.exists(folder + ".done"):
            return
        shutil.rmtree(folder, ignore_errors=True)
        town.make(folder)
        with open(os.path.join(folder, "qiao.conf"), encoding="utf-8") as f:
            conf = f.read()
        with open(os.path.join(folder, "qiao.conf"), "w", encoding="utf-8") as f:
            f.write(conf.replace("site.demo = yes\n", "post.deliver = show\n"))
        if n:
            tool("bench_fill", folder, n, timeout=7200)
        with open(os.path.join(folder, "bench-keys"), "w") as f:
            f.write(tool("bench_fill", folder, "keys", keys) if keys else "")
        with open(folder + ".done", "w"):
            pass

    @property
    def db(self):
        return os.path.join(self.data, "qiao.db")

    def keys(self):
        with open(os.path.join(self.data, "bench-keys")) as f:
            return f.read().split()

    def copy(self, to):
        """As it is now; nobody may serve it."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.data, to)
        other = object.__new__(Qiao)
        other.data = to
        return other

    def serve(self):
        self.server = flow.Server(self.data)
        return self.server

    def addresses(self, n):
        """Some matters: (address, title), spread over all there are."""
        total = rows(self.db, "SELECT count(*) FROM matter")[0][0]
        return rows(self.db, "SELECT '/' || p.slug || '/' || m.number, m.title FROM matter m JOIN place p ON p.area = m.area AND p.id = m.place "
                    "WHERE m.rowid % ? = 0 LIMIT ?", max(1, total // n), n)


def submissions(keys, n, first=0):
    """n requests that file a matter each; the key of a client's own pace is taken in turn."""
    asks = []
    for i in range(first, first + n):
        words = f"第{i}盏路灯不亮，晚上老人走路看不见，希望社区来看看，能不能尽快修好。编号s{i}"
        asks.append(post("/open311/v2/requests.json", {"api_key": keys[i % len(keys)], "service_code": "green", "address_id": "heyuan-1",
                         "description": words}, '"service_request_id"', 200))
    return asks


class Finder(threading.Thread):
    """Beside the load: files a matter with a word of its own, and asks the search for it until it is there."""

    def __init__(self, port, key):
        super().__init__(daemon=True)
        self.port, self.key, self.end, self.took, self.error = port, key, threading.Event(), [], None

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        a = c.getresponse()
        text = a.read().decode()
        c.close()
        return a.status, text

    def run(self):
        try:
            while not self.end.is_set():
                word = f"zfind{len(self.took)}x{self.port}"
                status, text = self.ask("POST", "/open311/v2/requests.json", urllib.parse.urlencode(
                    {"api_key": self.key, "service_code": "green", "address_id": "heyuan-1", "description": f"找得到 {word}"}))
                must(status == 200, text)
                t = time.monotonic()
                while word not in re.sub(r"<(title|input)[^>]*>[^<]*", "", self.ask("GET", f"/search?q={word}")[1]):
                    must(time.monotonic() - t < 10, f"{word} is not found after ten seconds")
                self.took.append(time.monotonic() - t)
                self.end.wait(0.2)
        except Exception as e:          # told by the round, which joins this thread
            self.error = e


class Fossil:
    """Debian's fossil with n tickets, as its own server makes and shows them."""

    def __init__(self, folder, n):
        self.repo = os.path.join(folder, "fossil.fossil")
        self.env = dict(os.environ, HOME=folder, USER="bench")
        self.tickets = n
        if not os.path.exists(self.repo + ".done"):
            self.make(folder, n)

    def make(self, folder, n):
        """Tickets are small signed-off files; reconstruct makes a repository of them, as sync would."""
        import hashlib
        top = os.path.join(folder, "fossil-files")
        shutil.rmtree(top, ignore_errors=True)
        os.makedirs(top)
        for i in range(n):
            text = (f"D 2026-01-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}.000\nJ comment 第{i}盏路灯不亮，晚上老人走路看不见。\n"
                    f"J status Open\nJ title 路灯不亮，第{i}件\nJ type Incident\nK {hashlib.sha1(str(i).encode()).hexdigest()}\nU bench\n")
            with open(os.path.join(top, f"{i:08}"), "w", encoding="utf-8") as f:
                f.write(text + f"Z {hashlib.md5(text.encode()).hexdigest()}\n")
        for path in (self.repo, self.repo + "-wal", self.repo + "-shm"):
            if os.path.exists(path):
                os.unlink(path)
        self.run("init", "--admin-user", "bench", self.repo)
        if n:
            os.unlink(self.repo)
            self.run("reconstruct", self.repo, top)
        shutil.rmtree(top)
        have = rows(self.repo, "SELECT count(*) FROM ticket")[0][0]
        must(have == n, f"fossil holds {have} tickets, not {n}")
        with open(self.repo + ".done", "w"):
            pass

    def run(self, *args):
        done = subprocess.run(["fossil", *args], capture_output=True, text=True, env=self.env)
        must(done.returncode == 0, done.stderr[-500:])

    def serve(self, repo=None):
        self.port = flow.free_port()
        self.process = subprocess.Popen(["fossil", "server", repo or self.repo, "--port", str(self.port), "--localauth"], env=self.env,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                c.request("GET", "/timeline")
                c.getresponse().read()
                return
            except OSError:
                time.sleep(0.05)
        raise Unequal("fossil does not serve")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def committed(self, repo):
        return rows(repo, "SELECT count(*) FROM ticket")[0][0]

    def new_tickets(self, n):
        heads = [("Referer", "http://127.0.0.1/tktnew")]      # the Host that the request names, or Fossil takes it for forged
        return [post("/tktnew", {"csrf": "localhost", "title": f"路灯不亮，第{i}件", "icomment": f"第{i}盏路灯不亮，晚上老人走路看不见。",
                     "mutype": "Plain Text", "type": "Incident", "severity": "Minor", "submit": "Submit"}, "Location:", 302, heads)
                for i in range(n)]

    def ticket_pages(self, n):
        step = max(1, self.tickets // n)
        return [get(f"/tktview/{u}", t) for u, t in rows(self.repo, "SELECT tkt_uuid, title FROM ticket WHERE tkt_id % ? = 0 LIMIT ?", step, n)]
