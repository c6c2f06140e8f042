"""Finance at size, answers checked: the live count over consenting firms beside 300 ms, and the month's figures with 100,000 needs beside 1,000.
Rows are copies of the demonstration's, put in by SQL; every page is asked over HTTP, one after the other."""
import os
import re
import sqlite3
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test/flow"))
import flow  # noqa: E402
import town  # noqa: E402

SMALL, BIG, MONTHS, ASKS = 1_000, 100_000, 60, 300
FIRMS = 10_000


def p(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def row(words, value, limit, unit):
    print(f"{words:64} {value:9.2f} {unit:3} (limit {limit} {unit})  {'holds' if value <= limit else 'falls short'}")


def timed(fn):
    began = time.perf_counter()
    ret = fn()
    return time.perf_counter() - began, ret


def columns(db, table, **changed):
    """INSERT … SELECT of a table's own columns with some of them said anew."""
    names = [r[1] for r in db.execute(f"PRAGMA table_info({table})")]
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(changed.get(n, n) for n in names)} FROM {table}"


def needs_fill(db, first, n):
    """Needs that were paid out once, spread over the months before 2023; numbers from `first`."""
    need, referral, loan = db.execute("SELECT r.need, r.id, l.id FROM fin_loan l JOIN fin_referral r ON r.id = l.referral WHERE l.kind = 'draw' LIMIT 1").fetchone()
    for k in range(first, first + n):
        base, day = 10**15 + k * 4, 19358 - 1800 + k % MONTHS * 30
        at = day * 86400 * 10**6
        for table, old, new, more in (("matter", need, base, {"number": f"'B{k}'", "created": str(at), "updated": str(at)}),
                                      ("matter", referral, base + 1, {"number": f"'C{k}'", "created": str(at), "updated": str(at)}),
                                      ("fin_need", need, base, {}), ("fin_referral", referral, base + 1, {"need": str(base)}),
                                      ("fin_loan", loan, base + 2, {"referral": str(base + 1), "day": str(day)})):
            db.execute(columns(db, table, id=str(new), **more) + " WHERE id = ?", (old,))
    db.commit()


def month(k):
    y, m = divmod(2018 * 12 + k, 12)
    return f"{y}-{m + 1:02d}"


def figures(case, me):
    """The months in turn, so that none is answered from what was kept a moment ago; one is compared with the rows."""
    times = []
    for k in range(ASKS):
        took, page = timed(lambda: me.get(f"/finance/figures?month={month(k * 7 % MONTHS)}"))
        page.ok()
        times.append(took)
    y, m = 2020, 6
    day = lambda y, m: (time.strptime(f"{y}-{m:02d}-01", "%Y-%m-%d"), (time.mktime((y, m, 1, 0, 0, 0, 0, 0, 0)) - time.mktime((1970, 1, 1, 0, 0, 0, 0, 0, 0))) / 86400)[1]
    n = case.rows("SELECT count(*) FROM fin_loan WHERE kind <> 'extend' AND day >= ? AND day < ?", round(day(y, m)), round(day(y, m + 1)))[0][0]
    own = re.search(r'aria-labelledby="own".*?</section>', me.get(f"/finance/figures?month={y}-{m:02d}").html, re.S)[0]
    assert f"<dd>{n:,}</dd>" in own, (n, own)
    return p(times, 0.99)


def firms_fill(db, n):
    ids = [r[0] for r in db.execute("SELECT id FROM fin_firm")]
    for k in range(n):
        old, new = ids[k % len(ids)], 2 * 10**15 + k
        db.execute(columns(db, "fin_firm", id=str(new), code=f"'B{k}'") + " WHERE id = ?", (old,))
        for table in ("fin_firm_fact", "fin_firm_qual"):
            db.execute(columns(db, table, firm=str(new)) + " WHERE firm = ?", (old,))
        for c, in db.execute("SELECT id FROM fin_consent WHERE firm = ?", (old,)).fetchall():
            db.execute(columns(db, "fin_consent", id=str(10**16 + k * 20 + c % 20), firm=str(new)) + " WHERE id = ? AND NOT EXISTS (SELECT 1 FROM fin_consent WHERE id = ?)",
                       (c, 10**16 + k * 20 + c % 20))
    db.commit()


def count(bank):
    page = bank.get("/bank").submit("写一个新产品").ok()
    ask = dict(name_zh="试", cap="300", term_min="1", term_max="12", c0_field="age", c0_op="ge", c0_value="5", c1_field="grade", c1_op="in", c1_value="A、B",
               c2_field="tax", c2_op="gt", c2_value="2", c3_field="clean", c3_op="yes", c4_field="banks", c4_op="le", c4_value="3", c5_field="staff", c5_op="le", c5_value="60")
    for i in range(6):
        if not any(f"c{i}_field" in f.names() for f in page.forms):
            page = page.submit("再加一条", **{k: v for k, v in ask.items() if not k.startswith("c") or k == "cap" or int(k[1]) < i}).ok()
    times = []
    for _ in range(40):
        took, done = timed(lambda: page.submit("看有多少企业合适", **ask))
        times.append(took)
    said = re.search(r"有 ([\d,]+) 家企业同意计数", done.ok().text)[1]
    return p(times, 0.99), int(said.replace(",", ""))


class Bench(flow.Case):
    def refill(self, fill, *args):
        self.server.stop()
        db = sqlite3.connect(self.data + "/qiao.db")
        fill(db, *args)
        db.close()
        self.server.start()

    def runTest(self):
        bank = town.sign_in_demo(self.client(), self.data, "bank")
        few, n = count(bank)
        row(f"live count, six conditions, {n} consenting firms, p99", few, 300, "ms")
        self.refill(firms_fill, FIRMS)
        many, n = count(bank)
        assert n > FIRMS, n
        row(f"live count, six conditions, {n} consenting firms, p99", many, 300, "ms")
        self.refill(needs_fill, 0, SMALL)
        small = figures(self, self.client())
        self.refill(needs_fill, SMALL, BIG - SMALL)
        big = figures(self, self.client())
        row(f"month's figures, {BIG:,} needs beside {SMALL:,}, p99 {big:.1f} : {small:.1f} ms", big / small, 3, "x")


if __name__ == "__main__":
    case = Bench()
    Bench.setUpClass()
    try:
        case.runTest()
    finally:
        Bench.tearDownClass()
        flow.drop_kept()
