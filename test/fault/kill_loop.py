"""kill_loop.py - kill -9 under load: nothing acknowledged is lost, nothing is there twice, the history verifies.

Each round several residents file through the pages, the server is killed in the middle of it and started again. Then
every number that a page had acknowledged must be there with its title; whoever got no answer sends the same form again
and must end with exactly one matter; `qiao verify` must pass. Speaks TAP: one case for each round and claim.

    python3 test/fault/kill_loop.py [--rounds N] [--writers N] [--seconds S]
"""
import argparse
import http.client
import os
import random
import shutil
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import flow   # noqa: E402
import roads  # noqa: E402


class Writer(threading.Thread):
    """Files one proposal after the other until the server is gone. acked: title → address; open: the title in flight."""

    def __init__(self, server, stop):
        super().__init__(daemon=True)
        self.client, self.stop, self.acked, self.form, self.title, self.error = flow.Client(server), stop, {}, None, None, None

    def run(self):
        try:
            while not self.stop.is_set():
                self.title, self.form = roads.fresh_title(), None
                self.form = roads.ready_to_file(self.client, self.title)
                self.acked[self.title] = roads.send_filing(self.form)
                self.form = None
        except (OSError, http.client.HTTPException):
            pass                        # the server was killed: what was in flight stays in self.form
        except Exception as e:
            self.error = e


class Tap:
    n = bad = 0

    def claim(self, good, what, words=""):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}", flush=True)
        for line in str(words).splitlines() if not good else []:
            print(f"# {line}", flush=True)


def one_round(tap, server, data, known, args, number):
    stop = threading.Event()
    writers = [Writer(server, stop) for _ in range(args.writers)]
    for w in writers:
        w.start()
    time.sleep(args.seconds * random.uniform(0.5, 1.5))
    server.kill()
    stop.set()
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
    tap.claim(fresh and not lost, f"round {number}: {len(fresh)} acknowledged, all there", "\n".join(lost) or "none was acknowledged")
    twice = []
    for w in writers:
        if w.form:
            address = roads.send_filing(w.form)      # the same form with the same key, as a phone would
            known[w.title] = address
            n = len([1 for row in flow.rows(data, "SELECT title FROM matter WHERE title = ?", w.title)])
            if n != 1:
                twice.append(f"{w.title} is there {n} times")
    tap.claim(not twice, f"round {number}: {sum(bool(w.form) for w in writers)} sent again, each there once", "\n".join(twice))
    done = flow.qiao("verify", "--data", data, ok=False)
    tap.claim(done.returncode == 0, f"round {number}: qiao verify", done.stdout[-1500:] + done.stderr[-1500:])


def main():
    p = argparse.ArgumentParser(description="kill -9 under load")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--writers", type=int, default=4)
    p.add_argument("--seconds", type=float, default=2.0, help="load before each kill, on average")
    args = p.parse_args()
    tap, known = Tap(), {}
    top, data, _ = flow.data_folder(True)
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
        flow.drop_kept()
    print(f"1..{tap.n}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main())
