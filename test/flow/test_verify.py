"""Who can write into the database file cannot change its history unseen: each way of forging is found by qiao verify."""
import os
import shutil
import sqlite3
import tempfile
import unittest

import flow

ONE = "(SELECT id FROM entry WHERE act = 'take_in' ORDER BY log_no LIMIT 1)"


class Forgery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top, cls.sound, _ = flow.data_folder(True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.top, ignore_errors=True)

    def forged(self, *statements, published=None, also=None, words=()):
        """qiao verify over a copy in which somebody ran these statements, the triggers out of the way, and changed files (also)."""
        top = tempfile.mkdtemp(prefix="qiao-forged-")
        self.addCleanup(shutil.rmtree, top, True)
        data = os.path.join(top, "data")
        shutil.copytree(self.sound, data)
        db = sqlite3.connect(os.path.join(data, "qiao.db"))
        for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for s in statements:
            self.assertGreater(db.execute(s).rowcount, 0, f"the forger changed nothing: {s}")
        db.commit()
        db.close()
        if also:
            also(data)
        return flow.qiao("verify", "--data", data, *words, *(["--published", published] if published else []), ok=False)

    def found(self, *statements, **kw):
        done = self.forged(*statements, **kw)
        self.assertEqual(done.returncode, 1, f"not found: {statements}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def test_what_nobody_touched_is_sound(self):
        self.assertEqual(flow.qiao("verify", "--data", self.sound).returncode, 0)

    def test_a_forged_word(self):
        self.found(f"UPDATE entry_body SET payload = CAST(replace(CAST(payload AS TEXT), '居民', '店家') AS BLOB) "
                   f"WHERE CAST(payload AS TEXT) LIKE '%居民%'")

    def test_a_forged_actor(self):
        self.found(f"UPDATE entry SET role = 'street' WHERE id = {ONE}")

    def test_a_forged_time(self):
        self.found(f"UPDATE entry SET at = at - 1 WHERE id = {ONE}")

    def test_a_removed_entry(self):
        self.found(f"DELETE FROM entry WHERE id = {ONE}")

    def test_a_removed_matter(self):
        self.found("DELETE FROM entry WHERE matter = (SELECT matter FROM entry ORDER BY log_no LIMIT 1)",
                   "DELETE FROM matter WHERE id = (SELECT id FROM matter ORDER BY created LIMIT 1)")

    def test_two_entries_in_another_order(self):
        of = "(SELECT matter FROM entry GROUP BY matter ORDER BY count(*) DESC LIMIT 1)"
        self.found(f"UPDATE entry SET seq = -1 WHERE matter = {of} AND seq = 2", f"UPDATE entry SET seq = 2 WHERE matter = {of} AND seq = 3",
                   f"UPDATE entry SET seq = 3 WHERE matter = {of} AND seq = -1")

    def test_shown_fields(self):
        for column, value in (("title", "'别的事'"), ("state", "'closed'"), ("body", "'别的话'"), ("supports", "supports + 100"),
                              ("outcome", "'办好了'"), ("due", "20000")):
            with self.subTest(column=column):
                self.found(f"UPDATE matter SET {column} = {value} WHERE id = (SELECT id FROM matter WHERE state = 'accepted' LIMIT 1)")

    def test_a_planned_cost(self):
        self.found("UPDATE plan_option SET cost = cost + 1")

    def test_a_comment_moved_to_another_version(self):
        self.found("UPDATE remark SET topic = 'plan/9' WHERE topic = 'plan/1'")
        self.found("UPDATE remark SET topic = NULL WHERE topic = 'plan/1'")
        self.found("UPDATE remark SET topic = 'plan/1' WHERE topic IS NULL")

    def test_words_deleted_without_an_act_of_erasing(self):
        self.assertIn("no act of erasing says so", self.found(f"DELETE FROM entry_body WHERE id = {ONE}"))
        self.found("DELETE FROM entry_body")

    def stored(self, column="stored"):
        return sqlite3.connect(os.path.join(self.sound, "qiao.db")).execute(f"SELECT {column} FROM file WHERE {column} <> ''").fetchone()[0]

    def test_a_file_whose_bytes_differ(self):
        for column in ("stored", "thumb"):
            name = self.stored(column)

            def alter(data):
                with open(os.path.join(data, "files", name[:2], name), "r+b") as f:
                    f.seek(100)
                    f.write(b"x")

            with self.subTest(column=column):
                self.assertIn("its bytes were altered", self.found(also=alter))
                self.assertEqual(self.forged(also=alter, words=["--no-files"]).returncode, 0, "not read when told so")

    def test_a_file_that_is_missing(self):
        name = self.stored()
        self.assertIn("its bytes are missing", self.found(also=lambda data: os.remove(os.path.join(data, "files", name[:2], name))))

    def test_a_row_of_a_file(self):
        one = "id = (SELECT min(id) FROM file)"
        self.assertIn("was removed outside the history", self.found(f"DELETE FROM file WHERE {one}"))
        self.found(f"UPDATE file SET stored = thumb WHERE {one}")
        self.assertIn("small picture", self.found(f"UPDATE file SET thumb = (SELECT thumb FROM file WHERE thumb <> (SELECT thumb FROM file WHERE {one}) LIMIT 1) WHERE {one}"))
        self.found(f"UPDATE file SET entry = entry + 1 WHERE {one}")

    def test_a_cut_tail_is_found_by_the_published_root(self):
        published = os.path.join(self.sound, "roots.txt")
        last = "(SELECT max(log_no) FROM entry)"
        self.found(f"DELETE FROM entry_body WHERE id = (SELECT id FROM entry WHERE log_no = {last})",
                   f"DELETE FROM entry WHERE log_no = {last}", published=published)

    def test_a_root_of_another_day(self):
        self.found("UPDATE daily_root SET root = zeroblob(32) WHERE day = (SELECT min(day) FROM daily_root)")
