"""run.py - runs test/flow/test_*.py and speaks TAP. python3 test/flow/run.py [part of a name…]"""
import os
import sys
import traceback
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import flow  # noqa: E402


class Tap(unittest.TestResult):
    n = 0
    parts = False

    def line(self, test, good, note="", words=""):
        self.n += 1
        print(f"{'ok' if good else 'not ok'} {self.n} - {test.id() if hasattr(test, 'id') else test}{note}", flush=True)
        for l in words.splitlines()[-40:]:
            print(f"# {l}", flush=True)

    def addSuccess(self, test):
        if not self.parts:               # a test of parts has been counted by them
            self.line(test, True)
        self.parts = False

    def addFailure(self, test, err):
        self.line(test, False, words="".join(traceback.format_exception(*err, limit=-4)))

    addError = addFailure

    def addSkip(self, test, reason):
        self.line(test, True, f" # SKIP {reason}")

    def addSubTest(self, test, sub, err):
        self.parts = True
        if err:
            self.addFailure(sub, err)
        else:
            self.line(sub, True)


def main(parts):
    loader = unittest.TestLoader()
    tests = []

    def flatten(suite):
        for t in suite:
            if isinstance(t, unittest.TestSuite):
                flatten(t)
            elif not parts or any(p in t.id() for p in parts):
                tests.append(t)

    flatten(loader.discover(os.path.dirname(os.path.abspath(__file__)), "test_*.py"))
    result = Tap()
    try:
        unittest.TestSuite(tests).run(result)
    finally:
        flow.drop_kept()
    print(f"1..{result.n}")
    return 0 if result.wasSuccessful() and result.n else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
