"""A copy taken while the program serves and somebody files, restored with its keys elsewhere: sound, complete, and without the keys
of no use."""
import os
import subprocess
import tempfile

import flow
import roads
import town


def qiao(*args):
    return subprocess.run([flow.QIAO, *args], capture_output=True, text=True, timeout=120)


class Backup(town.Case):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="qiao-backup-")
        self.copy, self.keys, self.back = (os.path.join(self.dir, n) for n in ("copy", "keys", "back"))

    def file_one(self, title):
        return roads.send_filing(roads.ready_to_file(self.client(), title, phone="13900003333"))

    def take(self):
        r = qiao("backup", "--data", self.server.data, "--to", self.copy, "--keys", self.keys)
        self.assertEqual(r.returncode, 0, r.stderr)

    def test_a_copy_while_serving_is_whole(self):
        address = self.file_one("备份前提出的事情")
        self.take()
        self.file_one("备份以后提出的另一件")
        r = qiao("restore", "--from", self.copy, "--keys", self.keys, "--data", self.back)
        self.assertEqual(r.returncode, 0, r.stderr)
        r = qiao("verify", "--data", self.back)
        self.assertEqual(r.returncode, 0, r.stdout)
        out = qiao("export", "--data", self.back).stdout
        self.assertIn("备份前提出的事情", out)
        self.assertNotIn("备份以后提出的另一件", out)
        self.assertIn(address.strip("/"), out)

    def test_never_over_something_that_is_there(self):
        self.take()
        r = qiao("backup", "--data", self.server.data, "--to", self.copy)
        self.assertEqual(r.returncode, 1)
        r = qiao("restore", "--from", self.copy, "--keys", self.keys, "--data", self.server.data)
        self.assertEqual(r.returncode, 1)

    def test_the_keys_lie_apart(self):
        self.take()
        self.assertFalse(os.path.exists(os.path.join(self.copy, "keys")))
        self.assertFalse(os.path.exists(os.path.join(self.copy, "secret")))
        r = qiao("restore", "--from", self.copy, "--keys", self.dir, "--data", self.back)
        self.assertEqual(r.returncode, 1)
