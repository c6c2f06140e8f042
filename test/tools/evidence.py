#!/usr/bin/env python3
"""evidence.py - each row of the tables in docs/security names tests and documents that exist.  evidence.py ROOT

Columns: id, level (asvs.csv) or law (pipl.csv), state, how, shown. shown is a list parted by "; ", each of a known shape:

    unit NAME[: case]       flow NAME[: test_case]     probe FILE[: words of it]    browser NAME[: words]   fuzz NAME
    lint[: check]           tools FOLDER/FILE          suite NAME                   release NAME            sqlmap NAME     doc PATH

States: met (shown by something), part (how says what is missing), open (nothing of it is done), later (a feature that is not there yet
brings it), operator (whoever runs the site), absent (there is nothing of the kind here). Of ASVS 5.0 every requirement of levels 1 and 2 has a row, and of
level 1 none is part. Speaks TAP.
"""
import csv
import glob
import os
import re
import sys

# ASVS 5.0.0: for each section the level of its 1st, 2nd, 3rd … requirement. Numbers only.
ASVS = """V1.1 22 V1.2 1111122223 V1.3 112222222223 V1.4 222 V1.5 123 V2.1 122 V2.2 112 V2.3 12223 V2.4 23 V3.1 3 V3.2 113 V3.3 12223 V3.4 11222233
V3.5 11122333 V3.6 3 V3.7 22333 V4.1 12233 V4.2 23333 V4.3 22 V4.4 1222 V5.1 2 V5.2 112333 V5.3 113 V5.4 222 V6.1 122 V6.2 111111112222
V6.3 11223333 V6.4 112233 V6.5 22222333 V6.6 2223 V6.7 33 V6.8 2222 V7.1 222 V7.2 1111 V7.3 22 V7.4 11222 V7.5 223 V7.6 22 V8.1 1233
V8.2 1123 V8.3 133 V8.4 23 V9.1 111 V9.2 1222 V10.1 22 V10.2 223 V10.3 22223 V10.4 1111122222233333 V10.5 22222 V10.6 22 V10.7 222
V11.1 2233 V11.2 22233 V11.3 11233 V11.4 1222 V11.5 23 V11.6 23 V11.7 33 V12.1 12233 V12.2 11 V12.3 22223 V13.1 2333 V13.2 222223
V13.3 2233 V13.4 1222233 V14.1 22 V14.2 12223333 V14.3 122 V15.1 12233 V15.2 12233 V15.3 1222222 V15.4 3333 V16.1 2 V16.2 22222
V16.3 2222 V16.4 222 V16.5 2223 V17.1 23 V17.2 22223333 V17.3 22""".split()
LEVELS = {f"{s}.{n}": int(l) for s, ls in zip(ASVS[::2], ASVS[1::2]) for n, l in enumerate(ls, 1)}
STATES = {"met", "part", "open", "later", "operator", "absent"}

# Where a shape's first word lies; {} is the name.
PLACES = {
    "unit": "test/unit/test_{}.c", "flow": "test/flow/test_{}.py", "probe": "test/probe/{}.py", "browser": "test/browser/{}.spec.mjs",
    "fuzz": "test/fuzz/fuzz_{}.c", "tools": "test/tools/{}", "release": "test/release/{}.py", "sqlmap": "test/probe/sqlmap.py", "doc": "{}",
}


class Tests:
    def __init__(self, root):
        self.root, self.texts = root, {}

    def text(self, path):
        if path not in self.texts:
            full = os.path.join(self.root, path)
            self.texts[path] = open(full, encoding="utf-8", errors="replace").read() if os.path.isfile(full) else None
        return self.texts[path]

    def fault(self, one):
        """What is wrong with one piece of evidence; "" when it is there."""
        kind, _, rest = one.partition(" ")
        if one.startswith("lint"):
            check = one.partition(": ")[2]
            return "" if f"def check_{check}" in self.text("tools/lint.py") else f"lint has no check {check}"
        if kind == "suite":
            return "" if f'("{rest}", suite_' in self.text("test/run.py") else f"script/test has no suite {rest}"
        if kind not in PLACES:
            return f"“{one}” has no known shape"
        name, _, case = rest.partition(": ")
        text = self.text(PLACES[kind].format(name))
        if text is None:
            return f"{PLACES[kind].format(name)} is not there"
        if not case:
            return ""
        if kind in ("unit", "flow"):
            shape = rf"^{re.escape(case)}\(void" if kind == "unit" else rf"^\s+def {re.escape(case)}\(self"
            return "" if re.search(shape, text, re.M) else f"{PLACES[kind].format(name)} has no {case}"
        return "" if case in text else f"{PLACES[kind].format(name)} does not say “{case}”"


def faults(path, tests):
    rows = list(csv.DictReader(open(path, encoding="utf-8")))
    asvs = os.path.basename(path) == "asvs.csv"
    seen = set()
    if not rows or list(rows[0]) != ["id", "level" if asvs else "law", "state", "how", "shown"]:
        yield "no rows, or other columns"
        return
    for r in rows:
        rid, shown = r["id"], [s for s in (r["shown"] or "").split("; ") if s]
        if rid in seen:
            yield f"{rid} stands twice"
        seen.add(rid)
        if r["state"] not in STATES:
            yield f"{rid}: no state {r['state']}"
        if not r["how"]:
            yield f"{rid}: how?"
        if r["state"] in ("met", "part") and not shown:
            yield f"{rid}: shown by what?"
        for one in shown:
            wrong = tests.fault(one)
            if wrong:
                yield f"{rid}: {wrong}"
        if asvs and LEVELS.get(rid) != int(r["level"]):
            yield f"{rid}: ASVS 5.0.0 has {'no such requirement' if rid not in LEVELS else 'it at level %d' % LEVELS[rid]}"
        if asvs and r["level"] == "1" and r["state"] in ("part", "open", "later"):
            yield f"{rid}: level 1 must be met"
    if asvs:
        for rid, level in LEVELS.items():
            if level < 3 and rid not in seen:
                yield f"{rid} of level {level} has no row"


def self_test(tests):
    """The check can fail."""
    return all(tests.fault(x) for x in ("unit nothing", "unit web: no_such_case", "flow signin: test_nothing", "probe probe: no such row",
                                        "lint: nothing", "suite nothing", "doc docs/nothing.md", "told by nobody")) and \
        not any(tests.fault(x) for x in ("unit web: routes", "lint: sql", "suite flow", "doc SECURITY.md"))


def main(root):
    tests, n, bad = Tests(root), 1, 0
    good = self_test(tests)
    print(f"{'ok' if good else 'not ok'} 1 - evidence that is not there is found")
    bad += not good
    for path in sorted(glob.glob(os.path.join(root, "docs/security/*.csv"))):
        n += 1
        wrong = list(faults(path, tests))
        bad += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {n} - {os.path.basename(path)}")
        for w in wrong:
            print("# " + w)
    print(f"1..{n}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
