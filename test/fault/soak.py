"""soak.py - some minutes of everything at once: does memory stay flat, and the number of open descriptors?

Readers open pages, lists, searches, exports, feeds and addresses that do not exist; residents file with a photo; other programs
read the API; some go away in the middle of an answer. Every five seconds the process's resident memory, its open descriptors and its
threads are read from /proc. The first quarter warms up (caches of the database fill); then the middle of the last quarter must not lie
above the middle of the second by more than --grow per cent and 4 MiB, descriptors and threads not at all beyond those that
requests under way may hold. By hand; speaks TAP.

    python3 test/fault/soak.py [--minutes N] [--readers N] [--writers N] [--grow PERCENT]
"""
import argparse
import os
import random
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time

from load import Tap, flow, roads, town

PAGES = ("/", "/hall", "/hall?state=open", "/meetings", "/polls", "/figures", "/open", "/proof", "/privacy", "/search?q=灯", "/search?q=%E8%B7%AF",
         "/open/matters.csv", "/open/matters.json", "/open/matters.xlsx", "/feeds/matters.atom", "/nothing/here", "/beian/9999-9", "/file", "/vote/AAAA",
         "/api/v1/matters?limit=50", "/api/v1/openapi.json", "/open311/v2/requests.xml", "/open311/v2/services.json", "/metrics")


def process(pid):
    """Resident KiB, open descriptors, threads."""
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        said = dict(line.split(":", 1) for line in f)
    return int(said["VmRSS"].split()[0]), len(os.listdir(f"/proc/{pid}/fd")), int(said["Threads"])


class Visitor(threading.Thread):
    def __init__(self, server, end, seed):
        super().__init__(daemon=True)
        self.server, self.end, self.dice, self.n, self.odd = server, end, random.Random(seed), 0, {}

    def run(self):
        while time.monotonic() < self.end:
            try:
                self.visit(flow.Client(self.server))
            except (OSError, AssertionError) as e:
                self.odd[type(e).__name__] = self.odd.get(type(e).__name__, 0) + 1

    def count(self, page):
        self.n += 1
        if page.status >= 500:
            self.odd[page.status] = self.odd.get(page.status, 0) + 1


class Reader(Visitor):
    def visit(self, client):
        for _ in range(20):
            page = self.dice.choice(PAGES)
            if self.dice.random() < 0.02:       # goes away before the answer is read
                with socket.create_connection(("127.0.0.1", self.server.port), 5) as s:
                    s.sendall(f"GET {page.split('?')[0]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                self.n += 1
                continue
            self.count(client.get(page, follow=False))


class Filer(Visitor):
    def visit(self, client):
        page = roads.ready_to_file(client, f"路灯坏了 {self.dice.randrange(10 ** 9)}")
        self.count(client.get(roads.send_filing(page)))
        time.sleep(0.2)


def middle(values, what):
    return statistics.median(v[what] for v in values)


def main():
    p = argparse.ArgumentParser(description="memory and descriptors over some minutes")
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--readers", type=int, default=4)
    p.add_argument("--writers", type=int, default=1)
    p.add_argument("--grow", type=float, default=3)
    args = p.parse_args()
    top, tap, seen = tempfile.mkdtemp(prefix="qiao-soak-"), Tap(), []
    town.make(os.path.join(top, "data"))
    server = flow.Server(os.path.join(top, "data"))
    end = time.monotonic() + args.minutes * 60
    crowd = [Reader(server, end, i) for i in range(args.readers)] + [Filer(server, end, 100 + i) for i in range(args.writers)]
    for v in crowd:
        v.start()
    while time.monotonic() < end:
        time.sleep(min(5, max(0.1, end - time.monotonic())))
        seen.append(process(server.process.pid))
    for v in crowd:
        v.join(60)
    time.sleep(2)                               # answers under way end
    rest = process(server.process.pid)
    quarter = max(1, len(seen) // 4)
    early, late = seen[quarter:2 * quarter], seen[-quarter:]
    odd = {}
    for v in crowd:
        for k, n in v.odd.items():
            odd[k] = odd.get(k, 0) + n
    print(f"# {sum(v.n for v in crowd)} requests in {args.minutes:g} minutes, {flow.rows(server.data, 'SELECT count(*) FROM matter')[0][0]} matters; odd: {odd or 'nothing'}")
    for name, i, unit in (("memory", 0, "KiB"), ("descriptors", 1, ""), ("threads", 2, "")):
        print(f"# {name}: warm {middle(early, i):.0f}{unit}, at the end {middle(late, i):.0f}{unit}, most {max(v[i] for v in seen)}{unit}, at rest {rest[i]}{unit}")
    tap.claim(middle(late, 0) <= middle(early, 0) * (1 + args.grow / 100) + 4096, "memory stays flat")
    tap.claim(rest[1] <= early[0][1] and middle(late, 1) <= middle(early, 1) + len(crowd), "open descriptors stay flat")
    tap.claim(rest[2] == early[0][2], "threads stay as many")
    tap.claim(not [k for k in odd if isinstance(k, int)], "no answer was a fault of ours", str(odd))
    server.stop()
    shutil.rmtree(top)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
