"""faults.py - the machine fails under a real, unchanged server, at a chosen call: the n-th write kills it, is torn or fails; the
n-th flush fails; the power goes; memory runs out; the disk is full; the clock jumps; who is to be told is down, slow or lying.

What must hold each time: what a page acknowledged is there; what was refused was refused in words and can be sent again with the
same key, and is then there once; the file is sound and `qiao verify` passes. A failed flush ends the process with status 75 and
says what to do; a full disk does not end it. Speaks TAP: one case for each fault.

    python3 test/fault/faults.py [--long] [--only WORD]       --long: every n up to 500 instead of a few
"""
import argparse
import errno
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

from load import KILL, POWER, TEAR, Tap, Town, flow, roads

FOREVER = 1 << 40
DISK = 75                                           # the store's exit status after a failed flush


class Faults:
    def __init__(self, tap, args):
        self.tap, self.args = tap, args

    def points(self, short, most=500):
        return range(1, most + 1) if self.args.long else short

    def round(self, town, name, forms=3, check=None, **fault):
        """Arms the fault, sends, brings the server back, looks. check(acked, refused, cut, exit code) → lines that are wrong."""
        ready = town.ready(forms)
        town.page.set(**fault)
        acked, refused, cut = town.send(ready)
        fired, code = town.page["fired"], town.died()
        if cut and code is None:
            code = town.ends()
        words = town.server.words()
        town.again()
        wrong = town.wrong(ready) + (check(acked, refused, cut, code, words) if check else [])
        if not fired:                               # the load made fewer calls than that: nothing was tried
            self.tap.skip(name, "the load makes fewer calls")
            return
        self.tap.claim(not wrong, f"{name}: {len(acked)} acknowledged, {len(refused)} refused, {len(cut)} cut off, "
                       f"{'ended with ' + str(code) if code is not None else 'lives'}", "\n".join(wrong))

    # ---- the disk ----

    def writes_that_kill(self):
        town = Town()
        try:
            for act, name in ((KILL, "killed at write"), (TEAR, "killed in the middle of write")):
                for n in self.points((1, 30, 55, 80)):
                    self.round(town, f"{name} {n}", write_n=n, write_times=1, write_act=act)
        finally:
            town.end()

    def power_goes(self):
        town = Town()
        town.page.set(journal=1)
        town.server.kill()
        town.server.start()
        try:
            for n in self.points((1, 30, 60)):
                town.page.set(seed=n)
                self.round(town, f"the power goes at write {n}", write_n=n, write_times=1, write_act=POWER)
            for n in self.points((1, 2, 3), most=3):
                town.page.set(seed=7 * n)
                self.round(town, f"the power goes at flush {n}", sync_n=n, sync_times=1, sync_act=POWER)
        finally:
            town.end()

    def the_shim_tells_right_from_wrong(self):
        """A program that acknowledges before it flushes must be caught, or the cases above prove nothing."""
        top = tempfile.mkdtemp(prefix="qiao-power-")
        path, fault = os.path.join(top, "file"), os.path.join(top, "page")
        from load import Page, SHIM
        page = Page(fault)
        code = ("import os, sys; f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT); os.pwrite(f, b'kept', 0); os.fsync(f)\n"
                "for i in range(40): os.pwrite(f, b'lost', 4 + 4 * i)\n"
                "os.pwrite(f, b'last', 200)")
        page.set(journal=1, seed=1, write_n=42, write_times=1, write_act=POWER)
        subprocess.run([sys.executable, "-c", code, path], env=dict(os.environ, LD_PRELOAD=SHIM, QIAO_FAULT=fault))
        with open(path, "rb") as f:
            left = f.read()
        self.tap.claim(left.startswith(b"kept") and left.count(b"lost") < 40, "what was flushed survives a power cut, what was not does not", left)

    def writes_that_fail(self):
        town = Town()
        try:
            def alive(acked, refused, cut, code, words):
                return [] if code is None else [f"a full disk ended the server ({code}): {words[-600:]}"]

            def in_words(acked, refused, cut, code, words):
                return alive(acked, refused, cut, code, words) + \
                    [f"refused without words: {p.status} {p.text[:200]}" for p in refused.values() if p.status != 503 or "磁盘" not in p.text]

            for n in self.points((1, 9, 40)):
                self.round(town, f"no room at write {n}", check=in_words, write_n=n, write_times=1, write_act=errno.ENOSPC)
            self.round(town, "no room from write 1 on", check=in_words, write_n=1, write_times=FOREVER, write_act=errno.ENOSPC)
            for n in self.points((1, 2, 4)):
                self.round(town, f"write {n} fails with EIO", write_n=n, write_times=1, write_act=errno.EIO)
        finally:
            town.end()

    def flushes_that_fail(self):
        town = Town()
        try:
            def ended(acked, refused, cut, code, words):
                wrong = [] if code == DISK else [f"ended with {code}, not {DISK}"]
                return wrong if "disk_failure" in words and "do=" in words else wrong + ["the log does not say what to do: " + words[-600:]]

            for n in self.points((1, 2, 3), most=3):
                self.round(town, f"flush {n} fails", check=ended, sync_n=n, sync_times=1, sync_act=errno.EIO)
        finally:
            town.end()

    def full_disk(self):
        """A real one: a small file system in memory. Needs root."""
        top = tempfile.mkdtemp(prefix="qiao-full-")
        mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", top],
                                                       capture_output=True).returncode == 0
        if not mounted:
            os.rmdir(top)
            self.tap.skip("a full disk", "mounting a small file system needs root")
            return
        try:
            town = Town(folder=top)
            try:
                ready = town.ready(6)
                stone = os.open(os.path.join(top, "stone"), os.O_WRONLY | os.O_CREAT)
                try:
                    while os.write(stone, b"\0" * 4096):
                        pass
                except OSError:
                    os.close(stone)
                acked, refused, cut = town.send(ready)
                wrong = [f"{p.status}: {p.text[:150]}" for p in refused.values() if p.status != 503 or "磁盘" not in p.text]
                self.tap.claim(refused and not cut and town.died() is None and not wrong,
                               f"a full disk: {len(acked)} acknowledged, {len(refused)} refused in words, the server lives", "\n".join(wrong))
                read = flow.Client(town.server).get("/hall")
                self.tap.claim(read.status == 200, "a full disk: everybody can still read", read.status)
                os.remove(os.path.join(top, "stone"))
                wrong = town.wrong(ready)
                self.tap.claim(not wrong, "room again: what was refused is sent again and is there once", "\n".join(wrong))
            finally:
                town.page.clear()
                if town.died() is None:
                    town.server.kill()
        finally:
            subprocess.run(["umount", "-l", top], check=False)
            os.rmdir(top)

    # ---- memory ----

    def memory_runs_out(self):
        town = Town()
        try:
            def alive(acked, refused, cut, code, words):
                return [] if code is None else [f"ended with {code}: {words[-800:]}"]

            for n in self.points((1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)):
                self.round(town, f"allocation {n} gives nothing", forms=2, check=alive, malloc_n=n, malloc_times=1)
            for n in self.points((1, 40), most=100):
                self.round(town, f"30 allocations from {n} give nothing", forms=2, check=alive, malloc_n=n, malloc_times=30)
        finally:
            town.end()

    # ---- the clock ----

    def clock_jumps(self):
        town = Town()
        hour = 3600 * 1000000
        try:
            for name, jump in (("an hour back", -hour), ("a day ahead", 24 * hour), ("back again", 0), ("a year back", -8760 * hour)):
                ready = town.ready(2)               # filled in before the jump, sent after it
                town.page.set(clock=jump)
                acked, refused, cut = town.send(ready)
                wrong = [f"refused: {p.status} {p.text[:200]}" for p in refused.values()]
                for address in acked.values():      # a further entry on a matter made at another time
                    page = flow.Client(town.server).get(address).submit("支持")
                    wrong += [] if page.status == 200 else [f"support: {page.status}"]
                late = flow.rows(town.data, "SELECT count(*) FROM entry a JOIN entry b ON a.area = b.area AND a.matter = b.matter "
                                 "AND b.seq = a.seq + 1 WHERE b.at < a.at")[0][0]
                wrong += [f"{late} entries are older than the one before them"] * (late > 0)
                self.tap.claim(not wrong and not cut, f"the clock jumps {name}: {len(acked)} filed and supported", "\n".join(wrong + cut))
            town.page.set(clock=0)
            wrong = town.wrong({})
            self.tap.claim(not wrong, "after the jumps everything is there and verifies", "\n".join(wrong))
        finally:
            town.end()

    # ---- who is to be told ----

    def targets_that_misbehave(self):
        """The SMS provider is down, slow, or says nonsense: pages answer all the same, letters wait and go out once it is back."""
        target = Target()
        town = Town(settings=target.settings(), demo=False)
        try:
            for n, mode in enumerate(("down", "slow", "lying")):
                phone = f"1390000{n + 1:04}"
                target.behave(mode)
                filed, refused, cut = town.send(town.ready(2, phone=phone))
                asked = target.wait(mode)
                more, *_ = town.send(town.ready(1))         # while the target keeps the sender busy
                failed = target.until(lambda: all(s == "failed" for s in self.letters(town)) and len(self.letters(town)) == 2)
                self.tap.claim(len(filed) == 2 and len(more) == 1 and asked and failed, f"the target is {mode}: pages answer, the letters wait",
                               f"filed {len(filed)} {len(more)} asked {asked} letters {self.letters(town)} {[p.text[:200] for p in refused.values()]}")
                target.behave("good")
                town.page.set(clock=town.page["clock"] + 2 * 60 * 1000000)         # the next try is due
                town.send(town.ready(1, phone="13900009999"))       # a new letter wakes the sender, which looks at the clock
                arrived = target.until(lambda: self.letters(town) == [] and len(target.to(phone)) == 2)
                self.tap.claim(arrived, f"the target was {mode} and is back: both letters arrive", f"{target.seen()} {self.letters(town)}")
            wrong = town.wrong({})
            self.tap.claim(not wrong, "after all that everything is there and verifies", "\n".join(wrong))
        finally:
            target.behave("good")
            town.end()
            target.stop()


    @staticmethod
    def letters(town):
        """States of the SMS that are not out yet."""
        return [r[0] for r in flow.rows(town.data, "SELECT state FROM outbox WHERE channel = 'sms' AND state <> 'sent'")]


class Target(threading.Thread):
    """An SMS provider on loopback that can be down (closes at once), slow (never answers), lying (200 and nonsense) or good."""

    def __init__(self):
        super().__init__(daemon=True)
        self.mode, self.letters, self.asked, self.free = "good", [], {}, threading.Event()
        target = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                mode = target.mode
                target.asked[mode] = target.asked.get(mode, 0) + 1
                if mode == "down":
                    self.close_connection = True
                    return
                if mode == "slow":
                    target.free.wait(60)
                if target.mode == "good" and mode == "good":
                    target.letters.append(json.loads(body))
                say = b'{"Code":"OK"}' if mode == "good" else b"<html>200 OK, says the proxy"
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(say)))
                    self.end_headers()
                    self.wfile.write(say)
                except OSError:
                    pass                            # nobody waited that long

            def log_message(self, *_):
                pass

        self.web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.start()

    def run(self):
        self.web.serve_forever(0.05)

    def settings(self):
        port = self.web.server_address[1]
        return (f"post.deliver = send\nnet.timeout = 3\nnet.private = 127.0.0.1:{port}\nnet.hosts = 127.0.0.1:{port}\n"
                f"sms.url = http://127.0.0.1:{port}/send\nsms.body = json\nsms.param.to = {{phone}}\nsms.param.text = {{text}}\nsms.ok = Code=OK\n")

    def behave(self, mode):
        self.mode = mode
        (self.free.clear if mode == "slow" else self.free.set)()

    def until(self, true, seconds=20):
        end = time.monotonic() + seconds
        while not true() and time.monotonic() < end:
            time.sleep(0.02)
        return true()

    def wait(self, mode):
        return self.until(lambda: self.asked.get(mode))

    def to(self, phone):
        return [l for l in self.letters if phone in l["to"]]

    def seen(self):
        return f"{self.asked} {self.letters}"

    def stop(self):
        self.free.set()
        self.web.shutdown()


def main():
    p = argparse.ArgumentParser(description="faults of disk, memory, clock and neighbours")
    p.add_argument("--long", action="store_true", help="every n instead of a few")
    p.add_argument("--only", default="", help="cases whose name has this word")
    args = p.parse_args()
    tap = Tap()
    faults = Faults(tap, args)
    for case in (faults.the_shim_tells_right_from_wrong, faults.writes_that_kill, faults.power_goes, faults.writes_that_fail,
                 faults.flushes_that_fail, faults.full_disk, faults.memory_runs_out, faults.clock_jumps, faults.targets_that_misbehave):
        if args.only not in case.__name__:
            continue
        try:
            case()
        except Exception as e:
            tap.claim(False, f"{case.__name__} ran to its end", repr(e))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
