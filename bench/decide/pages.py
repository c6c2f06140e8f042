"""pages.py - the rule editor at 1,000 rules beside the same editor at 50: what the server takes for a page, a search, a saved rule, and what a page
weighs with style and script. Medians of the same run over loopback; answers are checked. Each row ends in `holds` or `falls short`."""
import gzip
import os
import re
import statistics
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "flow"))
import flow                 # noqa: E402
import test_rules           # noqa: E402
import town                 # noqa: E402

ROUNDS, PAGE_MS, SAVE_MS, BYTES = 15, 100, 300, 30 * 1024


class Editor(town.Case):
    """A town whose dispatch table has N rules; no tests of its own."""
    N = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.stop()
        test_rules.write_many(cls.data, cls.N)
        cls.server.start()
        cls.staff = town.sign_in(flow.Client(cls.server), cls.data, "district", cls.passwords["district"])


def median(rounds, act):
    took = []
    for i in range(rounds):
        start = time.perf_counter()
        act(i)
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took)


def measure(n):
    case = type("Editor", (Editor,), {"N": n})
    case.setUpClass()
    try:
        staff = case.staff
        draft = staff.get("/desk/rules").ok().submit("复制一份来改").ok()
        at = draft.path

        def page(i):
            staff.get(f"{at}?from={n}").ok().sees(f"共 {n} 条")

        def find(i):
            staff.get(f"{at}?q=block {n}:").ok().sees(f"街区{n}")

        def save(i):
            form = staff.get(f"{at}/{n}").ok()
            form.submit(form=form.form(with_field="why"), why=f"第{i}次改").ok().sees(f"第{i}次改")

        ms = {"page": median(ROUNDS, page), "find": median(ROUNDS, find), "save": median(ROUNDS, save)}
        frame = set(re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', draft.html))
        ms["bytes"] = len(gzip.compress(draft.body)) + sum(len(gzip.compress(staff.get(p).body)) for p in frame)
        return ms
    finally:
        case.doClassCleanups()
        case.tearDownClass()


def main():
    few, many = measure(50), measure(1000)
    for what, key, bar in (("a page of fifty", "page", PAGE_MS), ("a rule found by its words", "find", PAGE_MS),
                           ("a rule opened, saved and shown again, written to disk", "save", SAVE_MS)):
        print(f"rule editor at 1,000 rules, {what}: {many[key]:.1f} ms, at 50 rules {few[key]:.1f} ms; at most {bar} ms: "
              f"{'holds' if many[key] <= bar else 'falls short'}")
    print(f"rule editor at 1,000 rules, gzipped with style and script: {many['bytes']:,} bytes; at most {BYTES:,}: "
          f"{'holds' if many['bytes'] <= BYTES else 'falls short'}")


if __name__ == "__main__":
    main()
