"""load.py - what the fault tests share: residents who send, a server with the shim before it, what must hold afterwards."""
import contextlib
import http.client
import mmap
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "flow"), os.path.join(HERE, "..")]
import flow   # noqa: E402
import roads  # noqa: E402
import town   # noqa: E402
from tap import Tap   # noqa: E402, F401

SHIM = os.environ.get("QIAO_SHIM", os.path.join(flow.ROOT, "build", "test", "libfault_shim.so"))
KILL, TEAR, POWER = -1, -2, -3          # enum fault_act of shim.h; anything above 0 is an errno
FIELDS = ("write_n write_times write_act sync_n sync_times sync_act malloc_n malloc_times clock journal seed "
          "writes syncs mallocs fired").split()


class Writer(threading.Thread):
    """Some residents with a filled-in form each; at the sign they send, one after the other, until the server is gone.
    acked: title → address; cut: sent and not answered; left: not sent."""

    def __init__(self, server, forms, go):
        super().__init__(daemon=True)
        self.server, self.forms, self.go = server, forms, go
        self.ready, self.acked, self.cut, self.left, self.error = threading.Event(), {}, {}, {}, None

    def run(self):
        try:
            for _ in range(self.forms):
                title = roads.fresh_title()
                self.left[title] = roads.ready_to_file(flow.Client(self.server), title)
            self.ready.set()
            self.go.wait()
            for title in list(self.left):
                self.cut[title] = self.left.pop(title)
                self.acked[title] = roads.send_filing(self.cut[title])
                del self.cut[title]
        except (OSError, http.client.HTTPException):
            pass                        # the server was killed
        except Exception as e:
            self.error = e
        finally:
            self.ready.set()


class Page:
    """The shared page of shim.h: page.set(write_n=7, write_act=errno.EIO) arms it, page["fired"] reads."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as f:
            f.truncate(mmap.PAGESIZE)
        with open(path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), mmap.PAGESIZE)

    def __getitem__(self, field):
        return struct.unpack_from("<q", self.map, 8 * FIELDS.index(field))[0]

    def set(self, **values):
        # The counters that arm a fault come last: what it does must be there before it can happen.
        for field in sorted(values, key=lambda f: f.endswith("_n")):
            struct.pack_into("<q", self.map, 8 * FIELDS.index(field), values[field])

    def clear(self):
        self.set(**{f: 0 for f in FIELDS if f not in ("clock", "journal", "seed")})


class Town:
    """The small invented district in a folder of its own, served by an unchanged program with the shim before it."""

    def __init__(self, settings="", folder=None, demo=True):
        self.top = folder or tempfile.mkdtemp(prefix="qiao-fault-")
        self.data = os.path.join(self.top, "data")
        self.passwords = town.make(self.data)
        conf = os.path.join(self.data, "qiao.conf")
        with open(conf, encoding="utf-8") as f:
            words = f.read()
        with open(conf, "w", encoding="utf-8") as f:        # a demonstration sends nothing
            f.write((words if demo else words.replace("site.demo = yes", "site.demo = no")) + settings)
        self.page = Page(os.path.join(self.top, "fault.page"))
        self.known = {}                 # title → address of all that was acknowledged
        self.server = flow.Server(self.data, env={"LD_PRELOAD": SHIM, "QIAO_FAULT": self.page.path})

    def ready(self, n, phone=""):
        """n filled-in forms of as many residents, the last button not yet pressed."""
        return {t: roads.ready_to_file(flow.Client(self.server), t, phone=phone) for t in (roads.fresh_title() for _ in range(n))}

    def send(self, forms):
        """Presses the last buttons one after the other: (acknowledged, refused: title → page, cut off: titles)."""
        acked, refused, cut = {}, {}, []
        for title, form in forms.items():
            try:
                page = form.submit("交上去")
            except (OSError, http.client.HTTPException):
                cut.append(title)
                continue
            number = re.search(r"\d{4}-\d+", page.text)
            if page.status == 200 and "收到了" in page.text and number:
                acked[title] = page.link(href=rf"^/[\w-]+/{number[0]}$")
            else:
                refused[title] = page
        self.known.update(acked)
        return acked, refused, cut

    def died(self):
        """The exit code when the server is gone (a signal is negative), None while it lives."""
        return self.server.process.poll()

    def ends(self, seconds=3):
        """Its exit code when it ends within this time: a server that was killed needs a moment to be seen dead."""
        try:
            return self.server.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def again(self):
        """A server without faults: the one that lives, or a new one."""
        self.page.clear()
        if self.died() is not None:
            self.server.log.close()
            self.server.start()

    def wrong(self, forms):
        """Everything that does not hold after a fault, as lines: acknowledged and lost, sent again and there twice, a file
        that is damaged, a history that does not verify."""
        reader, out = flow.Client(self.server), []
        for title, address in self.known.items():
            page = reader.get(address)
            if page.status != 200 or title not in page.html:
                out.append(f"acknowledged and lost: {title} at {address} ({page.status})")
        for title, form in forms.items():
            if title not in self.known:
                try:
                    self.known[title] = roads.send_filing(form)
                except AssertionError as e:
                    out.append(f"{title} cannot be sent again: {e}"[:600])
            n = flow.rows(self.data, "SELECT count(*) FROM matter WHERE title = ?", title)[0][0]
            if n != 1:
                out.append(f"{title} is there {n} times")
        # Closed at once: a connection left open across a crash would keep the old wal-index alive.
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/qiao.db?mode=ro", uri=True)) as db:
            sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        if sound != "ok":
            out.append(f"integrity_check: {sound}")
        done = flow.qiao("verify", "--data", self.data, ok=False)
        if done.returncode:
            out.append(f"qiao verify: {done.stdout[-1500:]}{done.stderr[-1500:]}")
        return out

    def end(self):
        self.page.clear()
        if self.died() is None:
            self.server.kill()
        shutil.rmtree(self.top, ignore_errors=True)
