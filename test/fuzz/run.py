#!/usr/bin/env python3
"""run.py - the long form of the fuzz targets, and how much of each reader the tests walk through. By hand.

run.py [--seconds N] [NAME…]   libFuzzer on each target in turn (600 s unless said), under ASan and UBSan. What it found that
                               walks new ground lies in build-fuzz/found/NAME, what broke in build-fuzz/broken. NAME:PART
                               gives all of the time to one part of a target that has several (fuzz_decide.c names them).
run.py --coverage              unit tests, generator tests, the flow over Open311 and every corpus, then branches per reader.

Both build build-fuzz once, with clang. A reader below 95 % of its branches, or a broken target, ends with 1.
"""
import glob
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build-fuzz")
FLAGS = "-fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping"
ASAN = {"ASAN_OPTIONS": "detect_leaks=0", "LLVM_PROFILE_FILE": "/dev/null"}
LEAST = 95.0

# reader: its files, the unit tests and flows that belong to it. Each target's corpus runs too.
READERS = {
    "forms, multipart": (["src/web/form.c"], ["form"]),
    "head of a request": (["src/web/guard.c"], ["webguard"]),
    "cookies": (["src/web/cookie.c:cookie_find"], ["web"]),
    "addresses, floods": (["src/web/rate.c"], ["webguard", "web"]),
    "templates": (["tools/pagec.c", "tools/pagec_html.c"], []),
    "YAML": (["src/matter/yaml_tree.c", "src/matter/yaml_take.c"], ["lifecycle", "lifecycle_cli", "pack"]),
    "life cycles": (["src/matter/lifecycle_read.c", "src/matter/lifecycle_moves.c", "src/matter/lifecycle_check.c"], ["lifecycle", "lifecycle_cli"]),
    "rule packs": (["src/matter/pack_read.c"], ["pack"]),
    "JSON": (["src/formats/json_in.c"], ["json_in"]),
    "CSV": (["src/formats/csv.c", "src/formats/table.c"], ["csv"]),
    "XLSX": (["src/formats/xlsx.c", "src/formats/xlsx_parse.c"], ["xlsx"]),
    "images": (["src/formats/image_read.c", "src/formats/image.c", "src/formats/audio.c"], ["image", "image_places", "audio"]),
    "links, sealed texts": (["src/people/code.c:carry_open", "src/people/code.c:carry_in", "src/base/text.c:text_unb64",
                             "src/base/text.c:text_unhex", "src/base/totp.c:totp_unbase32"], ["text", "totp", "people"]),
    "Open311": (["src/matter/intake_open311.c", "src/base/geo.c", "src/formats/xml.c"], ["geo", "intake"]),
}
FLOWS = ["test_open311", "test_intake"]


def build(*targets):
    env = dict(os.environ, CC="clang", **ASAN)
    if not os.path.exists(os.path.join(BUILD, "build.ninja")):
        subprocess.run(["meson", "setup", BUILD, "-Db_sanitize=address,undefined", "-Db_lundef=false", "-Dwerror=false", "-Doptimization=1",
                        f"-Dc_args={FLAGS}", f"-Dc_link_args={FLAGS}"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", BUILD, *targets], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


def names():
    return sorted(os.path.basename(f)[5:-2] for f in glob.glob(os.path.join(ROOT, "test/fuzz/fuzz_*.c")))


def fuzz(wanted, seconds):
    build(*sorted({f"test/fuzz_{n.split(':')[0]}" for n in wanted}))
    os.makedirs(os.path.join(BUILD, "broken"), exist_ok=True)
    bad = 0
    for full in wanted:
        n, _, part = full.partition(":")
        found = os.path.join(BUILD, "found", full)
        os.makedirs(found, exist_ok=True)
        p = subprocess.run([os.path.join(BUILD, "test", f"fuzz_{n}"), f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000",
                            f"-artifact_prefix={BUILD}/broken/{full}-", found, os.path.join(ROOT, "test/fuzz/corpus", n)],
                           cwd=ROOT, env=dict(os.environ, **ASAN, **({"FUZZ_PART": part} if part else {})), stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, errors="replace")
        runs = re.findall(r"^Done (\d+) runs in (\d+)", p.stdout, re.M)
        cov = re.findall(r"cov: (\d+)", p.stdout)
        good = p.returncode == 0 and runs
        bad += not good
        print(f"{full:14} {runs[0][0] if runs else '?':>10} runs in {runs[0][1] if runs else '?':>4} s, {cov[-1] if cov else '?'} edges: "
              f"{'sound' if good else 'BROKEN'}", flush=True)
        if not good:
            print("\n".join(p.stdout.splitlines()[-40:]))
    return bad


def measured():
    """Runs what reads; one profile of all."""
    build()
    out = os.path.join(BUILD, "profiles")
    os.makedirs(out, exist_ok=True)
    for f in glob.glob(out + "/*"):
        os.unlink(f)
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", LLVM_PROFILE_FILE=out + "/%p-%m.profraw")
    units = sorted({u for _, us in READERS.values() for u in us})
    programs = [os.path.join(BUILD, "test", f"test_{u}") for u in units]
    for p in programs:
        subprocess.run([p], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for n in names():
        programs.append(os.path.join(BUILD, "test", f"fuzz_{n}"))
        found = os.path.join(BUILD, "found", n)
        subprocess.run([programs[-1], "-runs=0", os.path.join(ROOT, "test/fuzz/corpus", n), *[found] * os.path.isdir(found)], cwd=ROOT,
                       env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for test in [t for t in json.loads(subprocess.run(["meson", "introspect", BUILD, "--tests"], capture_output=True, text=True).stdout)
                 if t["name"] == "tools"]:
        subprocess.run(test["cmd"], cwd=BUILD, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for flow in FLOWS:
        subprocess.run([sys.executable, "test/flow/run.py", flow], cwd=ROOT, env=dict(env, QIAO=os.path.join(BUILD, "qiao")),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    programs += [os.path.join(BUILD, "qiao"), os.path.join(BUILD, "pagec")]
    data = os.path.join(BUILD, "all.profdata")
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", data, *glob.glob(out + "/*.profraw")], check=True)
    return programs, data


def branches(programs, data, path, function=None):
    """(taken, all, [line: what was not]) of a file or one of its functions, by the source's own lines: each outcome of each condition
    counts once, those of assert() not at all (they end the program)."""
    text = open(os.path.join(ROOT, path), encoding="utf-8").read().split("\n")
    first, last = 1, len(text)
    if function:
        first = next(i for i, l in enumerate(text, 1) if l.startswith(function + "("))
        last = next(i for i, l in enumerate(text, 1) if i > first and l == "}")
    cmd = ["llvm-cov", "export", programs[0], *[a for p in programs[1:] for a in ("-object", p)], f"-instr-profile={data}",
           os.path.join(ROOT, path)]
    told = json.loads(subprocess.run(cmd, check=True, capture_output=True, text=True).stdout)
    seen = {}
    for f in told["data"][0]["files"]:
        if not f["filename"].endswith(path):
            continue
        for line, col, eline, ecol, yes, no, *_ in f["branches"]:
            if first <= line <= last and "assert" not in text[line - 1]:
                was = seen.get((line, col, eline, ecol), (0, 0))
                seen[(line, col, eline, ecol)] = (was[0] + yes, was[1] + no)
    missed = [f"{line}: {text[line - 1][col - 1:ecol - 1]} never {'true' if not yes else 'false'}"
              for (line, col, eline, ecol), (yes, no) in sorted(seen.items()) if not (yes and no)]
    return sum((y > 0) + (n > 0) for y, n in seen.values()), 2 * len(seen), missed


def coverage(verbose):
    programs, data = measured()
    short = 0
    for reader, (files, _) in READERS.items():
        taken = total = 0
        lines = []
        for f in files:
            path, _, function = f.partition(":")
            t, n, missed = branches(programs, data, path, function)
            taken, total = taken + t, total + n
            lines += [f"      {path}:{m}" for m in missed]
        part = 100.0 * taken / total if total else 0
        short += part < LEAST
        print(f"{reader:20} {taken:5} of {total:5} branches  {part:5.1f} %{'' if part >= LEAST else '  short'}")
        if verbose and part < 100:
            print("\n".join(lines))
    return short


def main(argv):
    if "--coverage" in argv:
        return 1 if coverage("-v" in argv) else 0
    seconds = int(argv[argv.index("--seconds") + 1]) if "--seconds" in argv else 600
    wanted = [a for a in argv if a.split(":")[0] in names()] or names()
    return 1 if fuzz(wanted, seconds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
