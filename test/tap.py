"""tap.py - claims told as TAP by the tests that are programs of their own (fault, release)."""


class Tap:
    n = bad = 0

    def claim(self, good, what, words=""):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}", flush=True)
        for line in str(words).splitlines()[-40:] if not good else []:
            print(f"# {line}", flush=True)
        return good

    def skip(self, what, why):
        self.n += 1
        print(f"ok {self.n} - {what} # SKIP {why}", flush=True)

    def end(self):
        """The plan, and the exit code."""
        print(f"1..{self.n}")
        return 1 if self.bad or not self.n else 0
