"""run.py - script/bench server: what the server carries, beside a floor and a peer of the same run. Issue 4 §5 is the claims' source.

Sides take turns within each round; a row is the median of the rounds' ratios with the lowest and the highest. Answers are checked while
they are timed (sides.py); when a side did other work than the other, there is no figure but a reason and exit 1. Exit 2: a row falls short.
"""
import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

import plot
from sides import BIN, ROOT, Finder, Fossil, Qiao, Unequal, anonymous, cpu, flow, get, load, must, right, rows, submissions, tool, town

FULL = {"rounds": 7, "posts": 6000, "tickets": 150, "pages": 10000, "many": 1000000, "seconds": 1.5}
QUICK = {"rounds": 2, "posts": 1500, "tickets": 60, "pages": 1000, "many": 10000, "seconds": 1.0}
CLIENTS = 64


class Row:
    """One claim: the ratio (or figure) of each round, and the bound it must keep."""

    def __init__(self, name, unit, bound, least):
        self.name, self.unit, self.bound, self.least, self.values = name, unit, bound, least, []

    @property
    def median(self):
        return statistics.median(self.values)

    def holds(self):
        return self.median >= self.bound if self.least else self.median <= self.bound

    def cells(self):
        return (self.name, f"{self.median:.3g} {self.unit}".strip(), f"{min(self.values):.3g} … {max(self.values):.3g}",
                f"{'≥' if self.least else '≤'} {self.bound:g}", "holds" if self.holds() else "falls short")


def at_least(name, bound, unit="×"):
    return Row(name, unit, bound, True)


def at_most(name, bound, unit="×"):
    return Row(name, unit, bound, False)


def rate(r):
    return r["answers"] / r["seconds"]


def without(path):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)


# ---- (a) submissions ----

class Submissions:
    def __init__(self, size, folder):
        self.n, self.tickets, self.folder = size["posts"], size["tickets"], folder
        self.base = Qiao(os.path.join(folder, "base"), 2000, CLIENTS + 1)
        self.fossil = Fossil(folder, size["pages"])
        self.floor = at_least("submissions a second over HTTP, 64 clients / the same rows from C in groups of 64", 0.6)
        self.peer = at_least("submissions a second / Fossil's committed tickets, 8 clients", 10)
        self.p99 = at_most("a submission's p99 / the floor's p99", 3)
        self.found = at_most("a submission is found by search after", 1, "s")
        self.locked = at_most("lock errors and wrong answers", 0, "")
        self.all = [self.floor, self.peer, self.p99, self.found, self.locked]

    def qiao(self):
        q = self.base.copy(os.path.join(self.folder, "round"))
        keys = q.keys()
        server = q.serve()
        finder = Finder(server.port, keys[CLIENTS])
        try:
            finder.start()
            r = load(server.port, CLIENTS, 0, submissions(keys[:CLIENTS], self.n), self.folder)
            finder.end.set()
            finder.join(60)
            if finder.error:
                raise finder.error
            words = server.words()
        finally:
            server.stop()
        self.found.values.append(max(finder.took))
        locked = words.count("locked") + words.count("group_lost") + r["wrong"] + r["cut"]
        self.locked.values.append(locked)
        new = rows(q.db, "SELECT count(*) FROM matter")[0][0] - rows(self.base.db, "SELECT count(*) FROM matter")[0][0]
        must(new == r["answers"] + len(finder.took), f"{r['answers']} acknowledged, {new} in the file")
        must(not rows(q.db, "SELECT 1 FROM matter m LEFT JOIN search_row s ON s.area = m.area AND s.kind = 'matter' AND s.id = m.id "
                            "WHERE s.id IS NULL"), "a matter is not in the index")
        return r, q, new

    def from_c(self, q, new):
        path = os.path.join(self.folder, "floor.db")
        without(path)
        shutil.copy(self.base.db, path)
        r = json.loads(tool("bench_floor", q.db, path, new, 64))
        tables = [t for t, in rows(q.db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search\\_%' ESCAPE '\\' "
                                         "AND name NOT LIKE 'sqlite_%'")] + ["search_row", "search_content"]
        for t in tables:
            ours, floors = (rows(db, f'SELECT count(*) FROM "{t}"')[0][0] for db in (q.db, path))
            must(ours == floors, f"{t}: {ours} rows over HTTP, {floors} from C")
        word = '"tokens : \\"s7\\""'
        must(rows(path, "SELECT count(*) FROM search WHERE search MATCH ?", json.loads(word)) ==
             rows(q.db, "SELECT count(*) FROM search WHERE search MATCH ?", json.loads(word)), "the two indexes find different rows")
        without(path)
        return r

    def peers(self):
        repo = os.path.join(self.folder, "round.fossil")
        without(repo)
        shutil.copy(self.fossil.repo, repo)
        self.fossil.serve(repo)
        try:
            before = self.fossil.committed(repo)
            r = load(self.fossil.port, 8, 0, self.fossil.new_tickets(self.tickets), self.folder)   # "database is locked" is an answer of its
            return (self.fossil.committed(repo) - before) / r["seconds"]
        finally:
            self.fossil.stop()
            without(repo)

    def round(self):
        r, q, new = self.qiao()
        floor = self.from_c(q, new)
        peer = self.peers()
        print(f"  {rate(r):.0f} a second over HTTP (p50 {r['p50'] / 1e3:.1f}, p99 {r['p99'] / 1e3:.1f} ms), {rate(floor):.0f} from C "
              f"(p99 {floor['p99'] / 1e3:.1f} ms), Fossil {peer:.0f}", flush=True)
        self.floor.values.append(rate(r) / rate(floor))
        self.peer.values.append(rate(r) / peer)
        self.p99.values.append(r["p99"] / floor["p99"])


# ---- (b) pages ----

class Pages:
    def __init__(self, size, folder):
        self.seconds, self.folder = size["seconds"], folder
        self.qiao = Qiao(os.path.join(folder, "pages"), size["pages"])
        self.fossil = Fossil(folder, size["pages"])
        n = size["pages"]
        self.one = at_least(f"proposal page / Fossil's ticket page, {n} of each", 10)
        self.list = at_least(f"list page / Fossil's timeline, {n} of each", 10)
        self.plain = at_most("CPU of a plain page / bare libmicrohttpd with the same bytes", 1.5)
        self.all = [self.one, self.list, self.plain]

    def bare(self, server, path):
        """The same bytes and head lines from the library alone; CPU seconds a request of both."""
        c = flow.http.client.HTTPConnection("127.0.0.1", server.port)
        c.request("GET", path, headers={"Accept-Language": "zh"})
        a = c.getresponse()
        body, page, heads = a.read(), os.path.join(self.folder, "page"), os.path.join(self.folder, "heads")
        with open(page, "wb") as f:
            f.write(body)
        with open(heads, "w", encoding="latin-1") as f:
            f.writelines(f"{n}: {v}\n" for n, v in a.getheaders() if n.lower() not in ("date", "connection", "content-length"))
        c.close()
        port = flow.free_port()
        process = subprocess.Popen([os.path.join(BIN, "bench_bare"), str(port), page, heads])
        try:
            time.sleep(0.3)
            spent, nbytes = [], []
            for pid, at in ((process.pid, port), (server.process.pid, server.port)):
                before = cpu(pid)
                r = right(load(at, 16, self.seconds, [get(path, "</html>")], self.folder))
                spent.append((cpu(pid) - before) / r["answers"])
                nbytes.append(r["bytes"] / r["answers"])
            must(abs(nbytes[0] - nbytes[1]) < 120, f"{nbytes[0]:.0f} bytes an answer from the library, {nbytes[1]:.0f} from Qiao")
            return spent[1] / spent[0]
        finally:
            process.kill()
            process.wait()

    def round(self):
        server = self.qiao.serve()
        self.fossil.serve()
        try:
            ours = [get(a, t) for a, t in self.qiao.addresses(500)]
            tickets = self.fossil.ticket_pages(500)
            right(load(server.port, 8, 0, ours, self.folder))               # both sides warm: the row is about pages that many read
            right(load(self.fossil.port, 8, 0.3, tickets, self.folder))
            ones = rate(right(load(server.port, 8, self.seconds, ours, self.folder)))
            theirs = rate(right(load(self.fossil.port, 8, self.seconds, tickets, self.folder)))
            lists = rate(right(load(server.port, 8, self.seconds, [get("/hall", "件</")], self.folder)))
            times = rate(right(load(self.fossil.port, 8, self.seconds, [get("/timeline?y=t&n=20", "路灯不亮")], self.folder)))
            plain = self.bare(server, "/accessibility")
        finally:
            server.stop()
            self.fossil.stop()
        print(f"  proposal {ones:.0f}, ticket {theirs:.0f}; list {lists:.0f}, timeline {times:.0f} a second", flush=True)
        self.one.values.append(ones / theirs)
        self.list.values.append(lists / times)
        self.plain.values.append(plain)


# ---- (c) size, (d) memory and start ----

class Size:
    def __init__(self, size, folder):
        self.seconds, self.folder = size["seconds"], folder
        few = min(10000, size["many"] // 10)
        self.sides = [Qiao(os.path.join(folder, "few"), few), Qiao(os.path.join(folder, "many"), size["many"])]
        self.list = at_most(f"list p99 at {size['many']} matters / at {few}", 3)
        self.search = at_most(f"two-character search p99 at {size['many']} / at {few}", 3)
        self.start = at_most(f"cold start to the first page at {size['many']}", 1, "s")
        self.memory = at_most("memory under load beyond the page cache", 128, "MB")
        self.all = [self.list, self.search, self.start, self.memory]

    def asks(self, q):
        """What people open: the hall and its later pages, of the district and of a community; searches that hit much and little."""
        ends = rows(q.db, "SELECT updated, id FROM matter WHERE rowid % 97 = 3 ORDER BY updated DESC LIMIT 40")
        lists = [("/hall?", "件</"), ("/hall?place=beian&", "件</"), ("/?", "</html>"), ("/hall?state=open&", "件</"),
                 ("/hall?state=closed&", "</html>")] + [(f"/hall?at={at}&id={i}&", "件</") for at, i in ends]
        lists = [get(f"{a}n={n}", t) for n in range(200) for a, t in lists]    # each address once: no page that was kept ready answers
        found = [get(f"/search?q={flow.urllib.parse.quote(w)}", w) for w in ("路灯", "琥珀", "井盖", "堵塞", "老人")]
        return lists, found

    def cold(self, q):
        """From the start of the program to the first page, with nothing of the file in memory."""
        fd = os.open(q.db, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
        began = time.monotonic()
        server = q.serve()
        c = flow.http.client.HTTPConnection("127.0.0.1", server.port)
        c.request("GET", "/")
        must(c.getresponse().status == 200, "no first page")
        self.start.values.append(time.monotonic() - began)
        return server

    def round(self):
        servers = [self.sides[0].serve(), self.cold(self.sides[1])]
        try:
            p99 = {"list": [], "search": []}
            for q, s in zip(self.sides, servers):
                for what, asks in zip(p99, self.asks(q)):
                    load(s.port, 4, 0.3, asks[:50], self.folder)       # both sides warm: the row is about size
                    p99[what].append(right(load(s.port, 4, self.seconds, asks, self.folder))["p99"])
            self.list.values.append(p99["list"][1] / p99["list"][0])
            self.search.values.append(p99["search"][1] / p99["search"][0])
            self.memory.values.append(self.loaded(servers[1]))
            print(f"  p99 in ms, few and many: list {p99['list'][0] / 1e3:.1f} {p99['list'][1] / 1e3:.1f}, search "
                  f"{p99['search'][0] / 1e3:.1f} {p99['search'][1] / 1e3:.1f}", flush=True)
        finally:
            for s in servers:
                s.stop()

    def loaded(self, server):
        """The most it held while pages were read by 64, staff tried passwords and people sent photos."""
        ends = time.monotonic() + 2 * self.seconds
        path = os.path.join(self.folder, "heavy.py")
        with open(path, "w") as f:
            f.write("import sys; sys.path.insert(0, sys.argv[1]); import heavy; heavy.main(int(sys.argv[2]), float(sys.argv[3]))\n")
        heavy = [subprocess.Popen([sys.executable, path, os.path.join(ROOT, "bench", "server"), str(server.port), str(2 * self.seconds)],
                                  stdout=subprocess.PIPE, text=True) for _ in range(3)]
        reads = subprocess.Popen([sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); from sides import *; "
                                  "right(load(int(sys.argv[2]), 64, float(sys.argv[3]), [get('/hall', '件</'), get('/', '</html>')], sys.argv[4]))",
                                  os.path.join(ROOT, "bench", "server"), str(server.port), str(2 * self.seconds), self.folder])
        most = 0
        while time.monotonic() < ends:
            most = max(most, anonymous(server.process.pid))
            time.sleep(0.05)
        must(reads.wait(120) == 0, "pages went wrong under load")
        done = [h.communicate(timeout=120)[0].split() for h in heavy]
        must(all(h.returncode == 0 for h in heavy) and sum(int(d[0]) for d in done) and sum(int(d[1]) for d in done),
             f"no passwords tried or no photos taken: {done}")
        return most


def table(groups, size, quick):
    lines = ["| what | median | rounds | claim | |", "|---|---|---|---|---|"]
    for g in groups:
        lines += ["| " + " | ".join(r.cells()) + " |" for r in g.all]
    head = f"`script/bench server{' --quick' if quick else ''}`, {size['rounds']} rounds, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}."
    return "\n".join(["# What the server carries", "", head + " Ratios of one run, sides in turns; bench/server says how.", "", *lines, ""])


def main():
    p = argparse.ArgumentParser(prog="script/bench server")
    p.add_argument("--quick", action="store_true", help="small sizes, two rounds: does it work? Its ratios mean little")
    p.add_argument("--only", choices=["submissions", "pages", "size"])
    args = p.parse_args()
    size = QUICK if args.quick else FULL
    folder = os.path.join(ROOT, "build", "bench-data", "quick" if args.quick else "full")
    os.makedirs(folder, exist_ok=True)
    kinds = {"submissions": Submissions, "pages": Pages, "size": Size}
    try:
        groups = []
        for name, kind in kinds.items():
            if args.only in (None, name):
                print(f"{name}: making the data", flush=True)
                groups.append(kind(size, folder))
        for n in range(size["rounds"]):
            random.shuffle(groups)
            for g in groups:
                print(f"round {n + 1}, {type(g).__name__.lower()}", flush=True)
                g.round()
    except Unequal as e:
        print(f"no figures: {e}")
        return 1
    groups.sort(key=lambda g: list(kinds.values()).index(type(g)))
    words = table(groups, size, args.quick)
    out = os.path.join(ROOT, "build", "bench") if args.quick or args.only else os.path.join(ROOT, "docs", "bench")
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "server.md"), "w", encoding="utf-8") as f:
        f.write(words + ("" if args.only else "\n![The same as a plot](server.svg)\n"))
    with open(os.path.join(out, "server.svg"), "w", encoding="utf-8") as f:
        f.write(plot.svg([r for g in groups for r in g.all]))
    print("\n" + words)
    return 0 if all(r.holds() for g in groups for r in g.all) else 2


if __name__ == "__main__":
    sys.exit(main())
