"""script/drill: a good copy is called good, a copy that lost or altered something is not, and nothing is left behind."""
import os
import stat
import subprocess

import flow
import roads
import town

DRILL = os.path.join(flow.ROOT, "script", "drill")


class Drill(town.Case):
    def drill(self, damage=None):
        env = dict(flow.ENV, QIAO=flow.QIAO)
        if damage:
            path = os.path.join(self.top, "damage")
            with open(path, "w") as f:
                f.write(f"#!/bin/sh\n{damage}\n")
            os.chmod(path, stat.S_IRWXU)
            env["DRILL_DAMAGE"] = path
        return subprocess.run([DRILL, self.data, self.top], capture_output=True, text=True, env=env, timeout=120)

    def test_a_copy_is_proved_or_refused(self):
        roads.send_filing(roads.ready_to_file(self.client(), "演练前提出的事", phone="13900004401"))
        done = self.drill()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("the copy is good", done.stdout)
        for damage, words in (("python3 -c \"import sqlite3, sys; d = sqlite3.connect(sys.argv[1] + '/qiao.db'); "
                               "d.execute('UPDATE matter SET title = title || 1'); d.commit()\" \"$1\"", "does not verify"),
                              ("truncate -s 8192 \"$1/qiao.db\"", "cannot be restored")):
            with self.subTest(words):
                done = self.drill(damage)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertIn(words, done.stdout)
                self.assertNotIn("is good", done.stdout)
        self.assertEqual([n for n in os.listdir(self.top) if n.startswith("qiao-drill")], [])
        self.client().get("/hall").sees("演练前提出的事")
