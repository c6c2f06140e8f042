"""_toy.py - what the tests of this folder share: the toy server (test/flow/toy.c) and TAP lines."""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def program():
    """The toy beside the program under test (QIAO=build-asan/qiao), or of the plain build."""
    qiao = os.environ.get("QIAO", os.path.join(ROOT, "build", "qiao"))
    return os.path.join(os.path.dirname(qiao), "test", "toy")


class Toy:
    """with Toy("head=1") as t: a server with a store of its own at t.port."""

    def __init__(self, *options, folder=None):
        self.options, self.folder, self.own = options, folder, None

    def __enter__(self):
        if not self.folder:
            self.own = tempfile.TemporaryDirectory()
            self.folder = self.own.name
        self.p = subprocess.Popen([program(), self.folder + "/store.db", *self.options], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.p.stdout.readline()
        if not line.startswith("port "):
            raise SystemExit("the toy server did not start: " + line + self.p.stderr.read())
        self.port = int(line.split()[1])
        return self

    def stop(self):
        """Asks it to end; what it said on the way (sanitizers too) and how it ended."""
        if self.p.stdin.closed:
            return self.code, self.said
        self.p.stdin.close()
        self.said = self.p.stderr.read()
        self.code = self.p.wait(30)
        self.p.stdout.close()
        self.p.stderr.close()
        return self.code, self.said

    def __exit__(self, *why):
        code, said = self.stop()
        if self.own:
            self.own.cleanup()
        if why[0] is None and (code or "Sanitizer" in said or "runtime error" in said):
            raise AssertionError("the toy server ended with %d: %s" % (code, said[-3000:]))


class Skip(Exception):
    pass


class Tap:
    def __init__(self):
        self.n = self.bad = self.skipped = 0

    def skip(self, name, why):
        self.n += 1
        self.skipped += 1
        print("ok %d - %s # SKIP %s" % (self.n, name, why), flush=True)

    def line(self, good, name, words=""):
        self.n += 1
        self.bad += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.n, name), flush=True)
        if not good:
            for l in str(words).splitlines():
                print("# " + l, flush=True)

    def end(self):
        print("1..%d" % self.n)
        print("# %d run, %d failed, %d skipped" % (self.n - self.skipped, self.bad, self.skipped))
        sys.exit(1 if self.bad or not self.n else 0)
