"""The demonstration: what must be in it, what must never be, that its history is sound; and that qiao verify finds every
kind of tampering by somebody who holds the database."""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import struct
import tempfile
import unittest

import flow

STATES = {"filed", "returned", "accepted", "meeting", "planning", "asking", "doing", "published", "closed", "declined", "merged"}

REFERRALS = {"sent", "taken", "looking", "lacking", "granted", "drawn", "closed", "refused", "passed", "withdrawn"}
NEEDS = {"filed", "open", "adviser", "granted", "lent", "done", "withdrawn"}


class Demo(flow.Case):
    def test_history_is_sound(self):
        said = flow.qiao("verify", "--data", self.data, "--json").stdout
        report = json.loads(said)
        self.assertEqual(report["faults"], 0, said)
        self.assertEqual(report["erased"], 0)
        self.assertGreater(report["roots"], 30)
        self.assertGreater(report["entries"], 500)

    def test_counts(self):
        self.assertEqual(self.value("SELECT count(*) FROM matter WHERE outcome <> '' AND state IN ('published', 'closed')"), 18)
        heads = self.value("SELECT sum(heads) FROM place_heads")
        self.assertTrue(7000 < heads < 7300, heads)
        self.assertEqual({s for s, in self.rows("SELECT DISTINCT state FROM matter WHERE kind = 'proposal'")}, STATES)
        self.assertEqual({s for s, in self.rows("SELECT DISTINCT state FROM matter WHERE kind = 'referral'")}, REFERRALS)
        self.assertEqual({s for s, in self.rows("SELECT DISTINCT state FROM matter WHERE kind = 'financing'")}, NEEDS)
        named = {c for c, in self.rows("SELECT DISTINCT category FROM matter WHERE outcome <> ''")}
        self.assertTrue({"road", "bike", "green", "traffic"} <= named, named)
        self.assertGreaterEqual(self.value("SELECT count(*) FROM remark WHERE state = 'waiting'"), 1)
        self.assertGreaterEqual(self.value("SELECT count(*) FROM assignment WHERE outcome = 'returned'"), 1)
        self.assertGreaterEqual(self.value("SELECT count(*) FROM assignment WHERE outcome = 'acknowledged' AND "
                                           "due < strftime('%s', 'now') / 86400"), 1, "no unit is late")
        self.assertGreaterEqual(self.value("SELECT count(*) FROM meeting JOIN gather ON gather.id = meeting.id WHERE meeting.state = 'called' AND gather.state = 'called' "
                                           "AND starts > strftime('%s', 'now') * 1000000"), 1)

    def test_each_room_of_the_hall_is_shown(self):
        """docs/road-hall.md: what the demonstration has of each of the eleven."""
        rows = lambda sql: {v for v, in self.rows(sql)}
        self.assertLessEqual({"meeting_moved", "meeting_off", "decide_adopt"}, rows("SELECT act FROM entry"))                  # 1
        self.assertLessEqual({"open", "counted"}, rows("SELECT state FROM poll"))                                             # 2
        self.assertLessEqual({"household", "owner"}, rows("SELECT basis FROM poll"))
        self.assertLessEqual({"lead", "assist"}, rows("SELECT part FROM assignment"))                                         # 3
        self.assertEqual(self.value("SELECT count(DISTINCT spot) FROM survey_fact"), 3)                                       # 4
        self.assertGreater(self.value("SELECT count(*) FROM survey_photo"), 0)
        self.assertGreater(self.value("SELECT count(*) FROM call_back"), 3)                                                   # 5
        self.assertLessEqual({"shorten_remark", "appeal", "remark_refused", "blur", "merge", "unmerged"}, rows("SELECT act FROM entry"))  # 6
        for table in ("cover", "alert", "reply_template", "voice_clip"):                                                      # 7
            self.assertGreater(self.value(f"SELECT count(*) FROM {table}"), 0, table)
        self.assertLessEqual({"hotline", "open311", "api", "doorstep", "phone", "web"}, rows("SELECT channel FROM matter"))   # 8, 9, 10
        self.assertEqual((self.value("SELECT count(*) FROM hook"), self.value("SELECT count(*) FROM apikey"), self.value("SELECT count(*) FROM intake_source")), (1, 1, 1))
        self.client().get("/witness").sees("已经交到").sees_not("现在还没有外面的见证人")                                                # 11

    def test_time_runs_forward(self):
        self.assertEqual(self.value("SELECT count(*) FROM entry a JOIN entry b ON b.log_no = a.log_no + 1 WHERE b.at < a.at"), 0)
        self.assertEqual(self.value("SELECT count(*) FROM entry WHERE at > strftime('%s', 'now') * 1000000 + 60000000"), 0)

    def test_bus_stop_says_what_is_known(self):
        number = self.value("SELECT number FROM matter WHERE title LIKE '%公交站%' AND state = 'closed'")
        page = self.client().get(f"/bkhy/{number}").ok()
        page.sees("永乐桥", "近10分钟", "老人", "踏勘", "设站条件", "客流点位", "652路", "北开大街", "子牙河南路", "双向", "约200米",
                  "公交公司", "公安交管部门", "道路管理部门", "退回", "谢谢居委会", "演示数据")
        page.sees_not("出租车位")                # the refused comment
        roles = self.value("SELECT present FROM meeting JOIN gather ON gather.id = meeting.id WHERE meeting.state = 'held' AND title LIKE '%公交%'")
        self.assertTrue({"party", "stairwell", "owner"} <= {r.split("=")[0] for r in roles.split(",")}, roles)
        self.assertEqual(self.value("SELECT count(*) FROM plan JOIN matter ON matter.id = plan.matter WHERE matter.number = ?", number), 2)
        self.assertGreaterEqual(self.value("SELECT count(*) FROM file JOIN matter ON matter.id = file.matter WHERE matter.number = ?", number), 3)

    def test_a_long_history_opens_with_its_newest(self):
        number = self.value("SELECT number FROM matter WHERE title LIKE '%公交站%' AND state = 'closed'")
        page = self.client().get(f"/bkhy/{number}").ok().sees("更早的")
        folded = page.html.index("更早的")
        self.assertEqual(page.html[page.html.index('class="q-tl"'):folded].count("<li class="), 4)
        self.assertGreater(page.html[folded:].count("<li class=\"is-"), 8)

    def test_what_is_late_is_said_in_the_lists(self):
        for path in ("/", "/hall?state=open"):
            self.client().get(path).ok().sees("超时")

    def test_english_has_its_blanks(self):
        me = self.client(lang="en")
        for path in ("/figures", "/meetings"):
            self.assertNotRegex(me.get(path).ok().text, r"[a-z0-9][.,][A-Z][a-z]")

    def test_no_person_in_public_pages(self):
        pages = flow.crawl(self.client(), limit=150)
        self.assertGreater(len(pages), 40)
        for page in pages:
            # digits inside a hash of the proof pages, or an id in an address (/ruling/…), are no number of anybody
            found = re.findall(r"(?<![\da-f])1[3-9]\d{9}(?![\da-f])|(?<![\da-f/])\d{17}[\dXx](?![\da-f])", page.text)
            self.assertFalse(found, f"{page.path} shows {found}")

    def test_accounts_are_printed_again(self):
        words = flow.qiao("demo", "--accounts", "--data", self.data).stdout
        for login in ("grid", "committee", "moderator", "bus", "street", "district", "leader", "admin"):
            self.assertRegex(words, rf"(?m)^\s*{login}\s+\S{{8,}}\s+\S+ / \S+")

    def test_never_into_a_folder_with_data(self):
        done = flow.qiao("demo", "--data", self.data, ok=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("holds data already", done.stderr)


class NoDemo(unittest.TestCase):
    def test_accounts_only_of_a_demonstration(self):
        with tempfile.TemporaryDirectory() as top:
            data = os.path.join(top, "data")
            flow.qiao("init", "--data", data)
            done = flow.qiao("demo", "--accounts", "--data", data, ok=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("no demonstration", done.stderr)
            self.assertEqual(flow.qiao("demo", "--data", os.path.join(top, "none"), ok=False).returncode, 1)
            self.assertEqual(flow.qiao("demo", "--accoutns", "--data", data, ok=False).returncode, 2)


class Tampering(unittest.TestCase):
    """Somebody with the database, the program's source and time. Each change alone; verify names it and ends with 1."""

    def setUp(self):
        self.top, self.data, _ = flow.data_folder(True)
        self.published = os.path.join(self.top, "kept-elsewhere.txt")
        shutil.copy(os.path.join(self.data, "roots.txt"), self.published)
        self.db = sqlite3.connect(os.path.join(self.data, "qiao.db"))
        self.db.execute("DROP TRIGGER entry_no_update")
        self.db.execute("DROP TRIGGER entry_no_delete")
        self.matter = self.one("SELECT id FROM matter WHERE title LIKE '%公交站%' AND state = 'closed'")[0]

    def tearDown(self):
        self.db.close()
        shutil.rmtree(self.top)

    def one(self, sql, *params):
        return self.db.execute(sql, params).fetchone()

    def verify(self, published=False):
        self.db.commit()
        args = ["--published", self.published] if published else []
        return flow.qiao("verify", "--data", self.data, *args, ok=False)

    def found(self, *patterns, published=False):
        done = self.verify(published)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for p in patterns:
            self.assertRegex(done.stdout, rf"(?m)^FAULT  .*{p}")
        self.assertRegex(done.stdout, "(?m)^NOT SOUND: .* [1-9][0-9]* faults")

    def not_found(self):
        done = self.verify()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_untouched(self):
        self.not_found()
        done = self.verify(published=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_forged_words(self):
        key, = self.one("SELECT id FROM entry WHERE matter = ? AND act = 'publish_result'", self.matter)
        seq, = self.one("SELECT seq FROM entry WHERE id = ?", key)
        payload, = self.one("SELECT payload FROM entry_body WHERE id = ?", key)
        self.assertIn("652路".encode(), payload)
        self.db.execute("UPDATE entry_body SET payload = ? WHERE id = ?", (payload.replace("652路".encode(), "651路".encode()), key))
        self.found(rf"matter {self.matter}: the words of entry {seq} were changed")

    def test_forged_actor(self):
        self.db.execute("UPDATE entry SET role = 'street' WHERE matter = ? AND act = 'take_in'", (self.matter,))
        self.found(rf"matter {self.matter}: entry \d+ was forged")

    def test_removed_entry(self):
        key, seq = self.one("SELECT id, seq FROM entry WHERE matter = ? AND act = 'remark_refused'", self.matter)
        self.db.execute("DELETE FROM entry WHERE id = ?", (key,))
        self.db.execute("DELETE FROM entry_body WHERE id = ?", (key,))
        self.found(rf"matter {self.matter}: entry {seq} is missing", "log: .* some were removed")

    def test_reordered_entries(self):
        (a, x), (b, y) = self.db.execute("SELECT id, seq FROM entry WHERE matter = ? AND act = 'plan' ORDER BY seq", (self.matter,)).fetchall()
        for key, seq in ((a, -1), (b, x), (a, y)):
            self.db.execute("UPDATE entry SET seq = ? WHERE id = ?", (seq, key))
        self.found(rf"matter {self.matter}: entry {x} (was forged|does not follow)", rf"matter {self.matter}: entry {y} (was forged|does not follow)")

    def test_edited_title(self):
        self.db.execute("UPDATE matter SET title = '希望修一条路' WHERE id = ?", (self.matter,))
        self.found(rf"matter {self.matter}: field title was changed outside the history")

    def test_changed_answer(self):
        key, = self.one("SELECT id FROM assignment WHERE matter = ? AND outcome = 'returned'", self.matter)
        self.db.execute("UPDATE assignment SET outcome = 'done', answer = '已经办好' WHERE id = ?", (key,))
        self.found(rf"assignment {key}: field outcome", rf"assignment {key}: field answer")

    def test_removed_rows(self):
        key, = self.one("SELECT id FROM remark WHERE matter = ? AND state = 'refused'", self.matter)
        self.db.execute("DELETE FROM remark WHERE id = ?", (key,))
        self.found(rf"remark/{key}: the row was removed")

    def test_changed_ratings(self):
        self.db.execute("UPDATE matter SET r4 = r4 + r1, r1 = 0, r2 = 0 WHERE id = ?", (self.matter,))
        self.found(rf"matter {self.matter}: field r2")

    def test_changed_meeting_plan_and_decision(self):
        self.db.execute("UPDATE motion SET ayes = ayes + 1, verdict = 'failed' WHERE matter = ?", (self.matter,))
        self.db.execute("UPDATE gather SET quota = 'party=1' WHERE title LIKE '%公交%'")
        self.db.execute("UPDATE plan_option SET chosen = 1 - chosen WHERE plan IN (SELECT id FROM plan WHERE matter = ?)", (self.matter,))
        self.db.execute("UPDATE meeting SET minutes = '没有意见' WHERE id IN (SELECT id FROM gather WHERE title LIKE '%公交%')")
        self.found("motion .* field ayes", "motion .* field verdict", "meeting .* field quota", "plan_option .* field chosen", "meeting .* field minutes")

    def test_slipped_in_row(self):
        """A comment, a plan's option, a meeting, a photo, a whole matter that no entry speaks of."""
        self.db.execute("INSERT INTO remark (area, id, matter, kind, author, owner, body, state, at) "
                        "VALUES (120106, 77, ?, 'comment', 0, 'v', '都很满意', 'shown', 1)", (self.matter,))
        self.db.execute("INSERT INTO plan_option (area, id, plan, pos, title, body, payer) SELECT 120106, 78, id, 9, '都不修', '', '' "
                        "FROM plan WHERE matter = ? LIMIT 1", (self.matter,))
        other = self.one("SELECT group_concat(name) FROM pragma_table_info('meeting') WHERE name NOT IN ('id', 'number')")[0]
        self.db.execute(f"INSERT INTO meeting (id, number, {other}) SELECT 79, '2023-99', {other} FROM meeting LIMIT 1")
        self.db.execute("UPDATE file SET stored = 'ab' || substr(stored, 3) WHERE matter = ?", (self.matter,))
        other = self.one("SELECT group_concat(name) FROM pragma_table_info('matter') WHERE name NOT IN ('id', 'number', 'version', 'head')")[0]
        self.db.execute(f"INSERT INTO matter (id, number, version, head, {other}) SELECT 80, '2023-99', 0, zeroblob(32), {other} FROM matter "
                        "WHERE id = ?", (self.matter,))
        self.found("remark 77: no entry", "plan_option 78: no entry", "meeting 79: no entry", "matter 80: no entry", r"file \d+: no entry")

    def test_cut_tail(self):
        """The newest entries are taken away with everything they changed, counter, heads and roots included: the database alone
        cannot tell; a root that somebody kept can."""
        upto = self.one("SELECT max(upto_no) FROM daily_root")[0]
        while self.one("SELECT max(log_no) FROM entry")[0] >= upto:
            self.undo()
        self.not_found()
        self.found("root of .*published.*the log was cut", published=True)

    def undo(self):
        """Takes back the newest entry as its attacker would: rows as the entries before it say."""
        key, matter, seq, no = self.one("SELECT id, matter, seq, log_no FROM entry ORDER BY log_no DESC LIMIT 1")
        last = json.loads(self.one("SELECT payload FROM entry_body WHERE id = ?", key)[0])
        before = {}
        for payload, in self.db.execute("SELECT payload FROM entry JOIN entry_body USING (area, id) WHERE log_no < ? ORDER BY log_no", (no,)):
            for table, row, columns in json.loads(payload).get("set", []):
                before.setdefault((table, row), {}).update(columns)
        for table, row, columns in last.get("set", []):
            old = before.get((table, row))
            if old is None:
                self.db.execute(f"DELETE FROM {table} WHERE id = ?", (row,))
                continue
            for column in columns:
                self.db.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (old[column], row))
        for table in ("entry", "entry_body"):
            self.db.execute(f"DELETE FROM {table} WHERE id = ?", (key,))
        head = self.one("SELECT hash FROM entry WHERE matter = ? AND seq = ?", matter, seq - 1)
        if head:
            self.db.execute("UPDATE matter SET version = ?, head = ? WHERE id = ?", (seq - 1, head[0], matter))
        self.db.execute("UPDATE counter SET value = ? WHERE name = 'log'", (no - 1,))
        self.db.execute("DELETE FROM daily_root WHERE upto_no >= ?", (no,))

    def test_rewritten_chain(self):
        """Words changed and every hash after them made anew: the day's root differs, in the database and outside."""
        key, start = self.one("SELECT id, seq FROM entry WHERE matter = ? AND act = 'take_in'", self.matter)
        salt, payload = self.one("SELECT salt, payload FROM entry_body WHERE id = ?", key)
        payload = payload.replace("周四".encode(), "周五".encode())
        self.db.execute("UPDATE entry_body SET payload = ? WHERE id = ?", (payload, key))
        self.db.execute("UPDATE entry SET commitment = ? WHERE id = ?", (hashlib.blake2b(payload, digest_size=32, key=salt).digest(), key))
        prev = self.one("SELECT hash FROM entry WHERE matter = ? AND seq = ?", self.matter, start - 1)[0]
        for row in self.db.execute("SELECT id, area, matter, seq, at, actor, role, act, log_no, commitment FROM entry WHERE matter = ? AND "
                                   "seq >= ? ORDER BY seq", (self.matter, start)).fetchall():
            i, area, matter, seq, at, actor, role, act, no, commitment = row
            number = lambda n: struct.pack(">q", n)
            fields = [prev, number(area), number(matter), number(seq), number(i), number(at), number(actor), role.encode(), act.encode(),
                      number(no), commitment]
            prev = hashlib.blake2b(b"".join(struct.pack(">Q", len(f)) + f for f in fields), digest_size=32).digest()
            self.db.execute("UPDATE entry SET prev = ?, hash = ? WHERE id = ?",
                            (self.one("SELECT hash FROM entry WHERE matter = ? AND seq = ?", matter, seq - 1)[0], prev, i))
        self.db.execute("UPDATE matter SET head = ? WHERE id = ?", (prev, self.matter))
        self.found("root of 2023-03-21: the log differs")
        self.db.execute("DELETE FROM daily_root")
        self.not_found()
        self.found(r"root of 2023-03-21 \(published\): the log differs", published=True)
