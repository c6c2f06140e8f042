"""kill_loop.py - kill -9 under load: nothing acknowledged is lost, nothing is there twice, the history verifies.

Each round several residents fill in the pages, then all send at once and the server is killed in the middle of it and
started again. Then every number that a page had acknowledged must be there with its title; whoever got no answer sends
the same form again, with the same key, as a phone would, and must end with exactly one matter; what was filled in and
not yet sent is still there to send; `qiao verify` must pass. Speaks TAP: one case for each round and claim.

    python3 test/fault/kill_loop.py [--rounds N] [--writers N] [--forms N]
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from load import Tap, Writer, flow, roads, town


def one_round(tap, server, data, known, args, number):
    go = threading.Event()
    writers = [Writer(server, args.forms, go) for _ in range(args.writers)]
    for w in writers:
        w.start()
    for w in writers:
        w.ready.wait(120)
    go.set()
    time.sleep(random.uniform(0.005, 0.012 * args.writers * args.forms))
    server.kill()
    for w in writers:
        w.join(30)
    server.start()
    errors = [repr(w.error) for w in writers if w.error]
    tap.claim(not errors, f"round {number}: the residents met no other fault", "\n".join(errors))
    fresh = {t: a for w in writers for t, a in w.acked.items()}
    known.update(fresh)
    reader = flow.Client(server)
    lost = []
    sample = fresh if len(known) < 400 else dict(list(fresh.items()) + random.sample(list(known.items()), 50))
    for title, address in sample.items():
        page = reader.get(address)
        if page.status != 200 or title not in page.html:
            lost.append(f"{address} {title}: {page.status}")
    tap.claim(not lost, f"round {number}: {len(fresh)} acknowledged, all there", "\n".join(lost))
    wrong, cut = [], {t: f for w in writers for t, f in w.cut.items()}
    left = {t: f for w in writers for t, f in w.left.items()}
    for title, form in {**cut, **left}.items():
        known[title] = roads.send_filing(form)
        n = flow.rows(data, "SELECT count(*) FROM matter WHERE title = ?", title)[0][0]
        if n != 1:
            wrong.append(f"{title} is there {n} times")
    tap.claim(not wrong, f"round {number}: {len(cut)} cut off and sent again, {len(left)} sent now, each there once", "\n".join(wrong))
    done = flow.qiao("verify", "--data", data, ok=False)
    tap.claim(done.returncode == 0, f"round {number}: qiao verify", done.stdout[-1500:] + done.stderr[-1500:])


def main():
    p = argparse.ArgumentParser(description="kill -9 under load")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--writers", type=int, default=4)
    p.add_argument("--forms", type=int, default=6, help="for each writer and round")
    args = p.parse_args()
    tap, known = Tap(), {}
    top = tempfile.mkdtemp(prefix="qiao-kill-")
    data = os.path.join(top, "data")
    town.make(data)
    server = flow.Server(data)
    try:
        for number in range(1, args.rounds + 1):
            one_round(tap, server, data, known, args, number)
        reader = flow.Client(server)
        lost = [a for t, a in known.items() if t not in reader.get(a).html]
        tap.claim(known and not lost, f"all {len(known)} of {args.rounds} rounds are there at the end", "\n".join(lost))
        server.stop()
        tap.claim(True, "the server ends well")
    except Exception as e:
        tap.claim(False, "the loop ran to its end", repr(e))
        if server.process.poll() is None:
            server.kill()
    finally:
        shutil.rmtree(top, ignore_errors=True)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
