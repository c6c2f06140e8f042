"""run.py - every suite under its own heading with its time, the cases of all added up in one closing line.

A suite is a function that yields cases: (name, "ok" | "failed" | "skipped", the words to show). Nothing is counted
that did not say so itself: TAP from the unit tests, the flow tests and Node's test runner, else one exit code.
Logs lie under build/logs. Started by script/test, which installs what this needs.
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOGS = os.path.join(ROOT, "build", "logs")
CORES = max(2, os.cpu_count() or 2)
OK, FAILED, SKIPPED = "ok", "failed", "skipped"
TAP = re.compile(r"^(\s*)(ok|not ok)\s+\d+\s*(?:-\s*)?(.*?)(?:\s*#\s*(SKIP\b.*|TODO\b.*|time=.*))?$", re.I)


def run(name, cmd, timeout, env=None, cwd=ROOT):
    """Runs a command with its output in build/logs/NAME.log; (exit code, text). A timeout is code 124."""
    path = os.path.join(LOGS, re.sub(r"[^\w.-]+", "-", name) + ".log")
    full = dict(os.environ, CI="true", **(env or {}))
    with open(path, "wb") as log:
        try:
            code = subprocess.run(cmd, cwd=cwd, env=full, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=subprocess.STDOUT, timeout=timeout).returncode
        except subprocess.TimeoutExpired:
            log.write(b"\nran longer than %d s and was ended\n" % timeout)
            code = 124
        except OSError as e:
            log.write(str(e).encode())
            code = 127
    with open(path, encoding="utf-8", errors="replace") as log:
        return code, log.read()


def tail(text, lines=25):
    return "\n".join(text.rstrip().splitlines()[-lines:])


def tap_cases(text):
    """Leaves of TAP: a line that closes deeper lines (a file, a describe) is no case of its own, unless it failed
    without a failing case below it. cmocka says "not ok 1 # SKIP name" of a case that skips itself."""
    cases, below = [], []
    for line in text.splitlines():
        m = TAP.match(line)
        if not m:
            continue
        depth, good, directive = len(m[1]), m[2].lower() == "ok", (m[4] or "").upper()
        name = m[3] or (m[4] or "")[4:].strip()
        inner = [b for b in below if b[0] > depth]
        below = [b for b in below if b[0] <= depth]
        state = SKIPPED if directive.startswith("SKIP") else OK if good or directive.startswith("TODO") else FAILED
        if not inner:
            cases.append([name, state])
        elif state == FAILED and not any(b[1] == FAILED for b in inner):
            cases.append([name, FAILED])
        below.append((depth, FAILED if state == FAILED or any(b[1] == FAILED for b in inner) else state))
    return cases


def tap_words(case, text):
    """What stands below a failed case, up to the next one."""
    lines, taking = [], False
    for line in text.splitlines():
        m = TAP.match(line)
        if m:
            taking = m[2].lower() != "ok" and m[3] == case
        elif taking and line.strip() not in ("---", "..."):
            lines.append(line)
    return "\n".join(lines[-30:])


def tap_result(name, code, text):
    """The cases of one TAP program; a bad exit without a failed case is a failure, and so is a run of nothing."""
    cases = tap_cases(text)
    plans = [int(n) for n in re.findall(r"^1\.\.(\d+)", text, re.M)]
    words = tail(text)
    for case, state in cases:
        yield f"{name}: {case}", state, tap_words(case, text) if state == FAILED else ""
    if code == 77 and not cases:
        yield name, SKIPPED, words
    elif code and not any(s == FAILED for _, s in cases):
        yield f"{name} ended with {code}", FAILED, words
    elif not cases:
        yield f"{name} ran nothing", FAILED, words
    elif plans and sum(plans) > len(cases):
        yield f"{name} planned {sum(plans)} and ran {len(cases)}", FAILED, words


def one(name, code, text):
    yield name, {0: OK, 77: SKIPPED}.get(code, FAILED), "" if code == 0 else tail(text)


# ---- building ----

BUILDS = {
    "build": ("the program and its tests with gcc", {}, []),
    # gcc warns wrongly under sanitizers; the other two builds are the gate. The generators may leak: they end.
    "build-asan": ("with address and undefined-behaviour sanitizers", {"ASAN_OPTIONS": "detect_leaks=0"},
                   ["-Db_sanitize=address,undefined", "-Db_lundef=false", "-Dwerror=false"]),
    "build-clang": ("with clang, warnings are errors", {"CC": "clang"}, []),
}


def build(folder):
    what, env, options = BUILDS[folder]
    if not os.path.exists(os.path.join(ROOT, folder, "build.ninja")):
        code, text = run(f"configure-{folder}", ["meson", "setup", folder, *options], 300, env)
        if code:
            yield f"configure ({folder})", FAILED, tail(text)
            return
    code, text = run(f"compile-{folder}", ["ninja", "-C", folder], 1500, env)
    wrong = "\n".join(l for l in text.splitlines() if not l.startswith("["))
    yield f"{what} ({folder})", OK if code == 0 else FAILED, tail(wrong, 40) if code else ""


def suite_build():
    for folder in BUILDS:
        yield from build(folder)


# ---- what Meson knows ----

def meson_tests(folder):
    out = subprocess.run(["meson", "introspect", folder, "--tests"], cwd=ROOT, capture_output=True, text=True)
    return json.loads(out.stdout) if out.returncode == 0 and out.stdout.strip() else []


def meson_suite(folder, wanted):
    """Runs Meson's tests of the wanted suites (None: those that have no heading of their own) two at a time."""
    tests = []
    for t in meson_tests(folder):
        suites = {s.split(":")[-1] for s in t["suite"]}
        if (suites & wanted) if wanted else not suites & {"unit", "fuzz"} and t["name"] != "lint":      # lint is counted check by check
            tests.append(t)
    if not tests:
        yield f"{folder} has no such tests", FAILED, ""
        return

    def go(t):
        env = dict(t["env"], ASAN_OPTIONS="detect_leaks=1:abort_on_error=0", UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1")
        code, text = run(f"{folder}-{t['name']}", t["cmd"], 3 * max(t["timeout"], 30), env, t["workdir"] or os.path.join(ROOT, folder))
        if t["protocol"] == "tap" or tap_cases(text):
            return tap_result(t["name"], code, text)
        return one(t["name"], code, text)

    yield from side_by_side(go, tests)


def suite_unit():
    yield from meson_suite("build", {"unit"})


def suite_unit_sanitized():
    yield from meson_suite("build-asan", {"unit"})


def suite_fuzz():
    yield from meson_suite("build-asan", {"fuzz"})


def suite_lint():
    yield from meson_suite("build", None)
    # tools/lint.py closes with "lint: N checks, N failed"; its findings carry the check's name: file:line: [check] …
    code, text = run("lint", ["ninja", "-C", "build", "lint"], 300)
    closing = re.search(r"^lint: (\d+) checks, (\d+) failed", text, re.M)
    if not closing:
        yield "lint ran", FAILED, tail(text)
        return
    failed = sorted(set(re.findall(r"^\S+ \[([\w -]+)\]", text, re.M)))
    for n in range(int(closing[1]) - int(closing[2])):
        yield f"lint check {n + 1}", OK, ""
    for check in failed or [f"{closing[2]} checks"] * (code != 0):
        found = [l for l in text.splitlines() if f"[{check}]" in l]
        yield f"lint {check}: {len(found)} findings", FAILED, "\n".join(found[:12] + (["…"] if len(found) > 12 else []))
    for name in ("build", "server", "test", "lib.sh", "prove-bare", "release", "bench"):
        code, text = run("bash-n", ["bash", "-n", f"script/{name}"], 20)
        yield from one(f"script/{name} parses", code, text)


# ---- programs of our own that speak TAP ----

def python_suite(path, program, timeout, *args):
    name = "-".join([path.replace("/", "-"), *(a.strip("-.") for a in args)])
    code, text = run(name, [sys.executable, path, *args], timeout, {"QIAO": os.path.join(ROOT, program)})
    yield from tap_result(os.path.basename(path), code, text)


def side_by_side(go, names):
    """go(name) gives cases; as many at a time as there are cores, told in the names' order."""
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        for cases in pool.map(lambda name: list(go(name)), names):
            yield from cases


def side_by_side_then_alone(go, names):
    """The same, but a file that failed beside others runs once more alone, and only that counts: on a crowded machine a
    page can miss its time. What failed at first is told, so that a test that often needs it is seen and mended."""
    again = []
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        for name, cases in zip(names, pool.map(lambda name: list(go(name)), names)):
            wrong = [(case, words) for case, state, words in cases if state == FAILED]
            if not wrong:
                yield from cases
                continue
            again.append(name)
            for case, words in wrong:
                print(f"  failed beside others: {case}\n" + "\n".join("    " + l for l in words.splitlines()), flush=True)
    for name in again:
        print(f"  once more alone: {name}", flush=True)
        yield from go(name)


def suite_flow():
    files = sorted(f[:-2] for f in os.listdir(os.path.join(ROOT, "test/flow")) if f.startswith("test_") and f.endswith(".py"))
    yield from side_by_side_then_alone(lambda f: python_suite("test/flow/run.py", "build-asan/qiao", 900, f), files)


def suite_probe():
    for name in sorted(os.listdir(os.path.join(ROOT, "test/probe"))):
        if name.endswith(".py") and not name.startswith("_"):
            # sqlmap asks thousands of times and looks at answers: without sanitizers it stays under a minute
            yield from python_suite(f"test/probe/{name}", "build/qiao" if name == "sqlmap.py" else "build-asan/qiao", 300)


def suite_fault():
    yield from python_suite("test/fault/kill_loop.py", "build/qiao", 600, "--rounds", "5")
    yield from python_suite("test/fault/faults.py", "build/qiao", 600)


def suite_release():
    yield from python_suite("test/release/package.py", "build/qiao", 900)
    yield from python_suite("test/release/proxy.py", "build/qiao", 600)


# ---- Node ----

def npm_ci():
    """Installs the pinned packages when the lock file changed; (exit code, text)."""
    where = os.path.join(ROOT, "test/browser")
    with open(os.path.join(where, "package-lock.json"), "rb") as f:
        want = hashlib.sha256(f.read()).hexdigest()
    stamp = os.path.join(where, "node_modules", ".lock-hash")
    if os.path.exists(stamp) and open(stamp).read() == want:
        return 0, ""
    code, text = run("npm-ci", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=http"], 600, cwd=where)
    if code == 0:
        with open(stamp, "w") as f:
            f.write(want)
    return code, text


def suite_ui():
    """The committed stylesheet and script are what ui/ gives, within their budgets."""
    code, text = run("ui-check", ["sh", "ui/check.sh"], 600)
    yield from one("the committed CSS and script are fresh and small", code, text)


def suite_browser():
    code, text = npm_ci()
    if code:
        yield "npm ci (is the npm registry reachable?)", FAILED, tail(text)
        return
    shutil.rmtree(os.path.join(ROOT, "build/shots"), ignore_errors=True)
    def go(name):
        code, text = run(f"browser-{name}", ["node", "--test", "--test-reporter=tap", f"test/browser/{name}"], 1500,
                         {"QIAO": os.path.join(ROOT, "build/qiao")})
        print(f"  {name}", flush=True)
        return tap_result(name, code, text)

    yield from side_by_side_then_alone(go, sorted(n for n in os.listdir(os.path.join(ROOT, "test/browser")) if n.endswith(".spec.mjs")))


SUITES = [
    ("build", suite_build, "gcc, clang and the sanitized build; warnings are errors"),
    ("lint", suite_lint, "layers, sizes, messages, generators, scripts (Meson's tests that are no unit tests)"),
    ("unit", suite_unit, "cmocka, as shipped"),
    ("unit-sanitized", suite_unit_sanitized, "the same under ASan and UBSan"),
    ("fuzz", suite_fuzz, "each reader's corpus and three seconds of mutations, under ASan and UBSan"),
    ("flow", suite_flow, "over HTTP, under ASan and UBSan"),
    ("probe", suite_probe, "hostile bytes on the socket"),
    ("fault", suite_fault, "kill -9 under load; disk, power, memory, clock and neighbours fail"),
    ("release", suite_release, "package and bundle in a throwaway copy of this machine, nginx and Caddy in front"),
    ("ui", suite_ui, "the committed stylesheet"),
    ("browser", suite_browser, "Debian's Chromium"),
]


def main(argv):
    if argv and argv[0] in ("--list", "--help", "-h"):
        print("usage: script/test [SUITE…]\n")
        for name, _, help_text in SUITES:
            print(f"  {name:16}{help_text}")
        return 0
    unknown = [a for a in argv if a not in [s[0] for s in SUITES]]
    if unknown:
        print(f"no such suite: {' '.join(unknown)} (script/test --list)", file=sys.stderr)
        return 2
    os.makedirs(LOGS, exist_ok=True)
    total, wrong, broken = {OK: 0, FAILED: 0, SKIPPED: 0}, [], False
    for name, suite, help_text in SUITES:
        if argv and name not in argv and name != "build":
            continue
        if broken:
            print(f"== {name}: not run, the build is broken", flush=True)
            continue
        print(f"== {name}: {help_text}", flush=True)
        began, here = time.monotonic(), {OK: 0, FAILED: 0, SKIPPED: 0}
        try:
            for case, state, words in suite():
                here[state] += 1
                if state == FAILED:
                    wrong.append(f"{name}: {case}")
                    print(f"  FAILED {case}\n" + "\n".join("    " + l for l in words.splitlines()), flush=True)
                elif state == SKIPPED:
                    print(f"  skipped {case}", flush=True)
                elif name == "build":
                    print(f"  {case}", flush=True)
        except Exception as e:  # a broken suite must not hide the others
            here[FAILED] += 1
            wrong.append(f"{name}: {e!r}")
            print(f"  FAILED {e!r}", flush=True)
        if not sum(here.values()):
            here[FAILED] += 1
            wrong.append(f"{name}: ran nothing")
        broken = any("(build)" in w or "(build-asan)" in w for w in wrong)
        for state in total:
            total[state] += here[state]
        print(f"   {here[OK]} passed, {here[FAILED]} failed, {here[SKIPPED]} skipped in {time.monotonic() - began:.1f} s", flush=True)
    if wrong:
        print("\nfailed:\n" + "\n".join("  " + w for w in wrong))
    print(f"\n{total[OK]} passed, {total[FAILED]} failed, {total[SKIPPED]} skipped", flush=True)
    return 1 if total[FAILED] or not total[OK] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
