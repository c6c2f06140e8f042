"""A receipt in a resident's hand: found by number and code, kept as a file, checked by the program and without it."""
import hashlib
import json
import os
import re
import tempfile

import flow
import roads


def field(b):
    return len(b).to_bytes(8, "big") + b


def entry_code(entry):
    """What docs/hall/proof.md says, in Python's own hashlib."""
    n = lambda k: field(int(entry[k]).to_bytes(8, "big", signed=True))
    text = lambda k: field(entry[k].encode())
    return hashlib.blake2b(field(bytes.fromhex(entry["prev"])) + n("area") + n("matter") + n("seq") + n("id") + n("at") + n("actor")
                           + text("role") + text("act") + n("log_no") + field(bytes.fromhex(entry["commitment"])), digest_size=32).digest()


def root_of(leaf, at, n, path):
    """RFC 9162 §2.1.3.2."""
    h = lambda b: hashlib.blake2b(b, digest_size=32).digest()
    r, fn, sn = h(b"\0" + leaf), at, n - 1
    for p in map(bytes.fromhex, path):
        assert sn
        if fn & 1 or fn == sn:
            r = h(b"\1" + p + r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = h(b"\1" + r + p)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0
    return r


class Receipt(flow.Case):
    def some(self, act="take_in"):
        """Page of proof of a matter, and the code of its entry."""
        slug, number, code = self.rows("SELECT place.slug, matter.number, hex(entry.hash) FROM entry JOIN matter ON matter.id = entry.matter "
                                       "JOIN place ON place.id = matter.place WHERE entry.act = ? ORDER BY log_no LIMIT 1", act)[0]
        return slug, number, code.lower()

    def papers(self):
        """What is printed and handed out: the notice of a result, minutes, a survey, this entry's receipt."""
        slug, number, _ = self.some("publish_result")
        yield f"/{slug}/{number}/result"
        place, meeting = self.rows("SELECT place.slug, meeting.number FROM meeting JOIN place ON place.id = meeting.place WHERE meeting.state = 'held' LIMIT 1")[0]
        yield f"/meetings/{place}/{meeting}/sheet"
        slug, number, _ = self.some("survey")
        yield f"/{slug}/{number}/survey/sheet"
        slug, number, code = self.some()
        yield f"/{slug}/{number}/proof/{code[:16]}"

    def keep(self, text):
        f = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False)
        self.addCleanup(os.unlink, f.name)
        f.write(text)
        f.close()
        return f.name

    def test_a_resident_checks_what_the_page_after_filing_said(self):
        me = self.client()
        done = roads.ready_to_file(me, roads.fresh_title(), place="河海花园").submit("交上去").ok().sees("回执校验码")
        code = re.search(r"回执校验码：([0-9a-f]{16})", done.text)[1]
        number = re.search(r"\d{4}-\d+", done.text)[0]
        slug = re.search(r"/([\w-]+)/" + number, done.link(href=rf"/{number}$"))[1]
        page = self.client().get("/").follow("记录有没有被改过")
        page = page.submit("核对", place=slug, number=number, code=code[:8].upper() + " " + code[8:])
        page.ok().sees("这一条很新")
        done.follow("以后用它核对").ok().sees("这一条很新")

    def test_what_is_wrong_is_said_and_kept(self):
        slug, number, code = self.some()
        page = self.client().get("/proof")
        page.submit("核对", place=slug, number="1999-1", code=code[:16]).ok(422).sees("没有这个编号的事")
        page.submit("核对", place=slug, number=number, code="12").ok(422).sees("校验码是 16 位以上")
        again = page.submit("核对", place=slug, number=number, code="0" * 16).ok(422).sees("没有这个校验码")
        self.assertIn(("code", "0" * 16), again.form(with_field="code").fields)
        self.assertEqual(self.client().get(f"/{slug}/{number}/proof/zz").status, 422)

    def test_the_example_is_sound_in_both_languages(self):
        self.client().get("/proof").follow("看一个例子").ok().sees("这一条没有被改过", "最后一步")
        self.client(lang="en").get("/proof").follow("See an example").ok().sees("this entry was not altered")

    def test_a_file_is_checked_by_the_program_and_without_it(self):
        slug, number, code = self.some()
        page = self.client().get(f"/{slug}/{number}/proof/{code[:16]}")
        got = page.ok().follow("下载凭证文件").ok()
        receipt = json.loads(got.body)
        root = receipt["root"]
        self.assertEqual(root_of(bytes.fromhex(receipt["hash"]), int(receipt["entry"]["log_no"]) - int(root["after"]) - 1,
                                 int(root["upto"]) - int(root["after"]), root["path"]).hex(), root["value"])
        self.assertIn(f"{root['day']} {root['upto']} {root['value']}", self.client().get("/proof/roots.txt").html)
        name = self.keep(got.html)
        done = flow.qiao("verify", "--receipt", name)
        self.assertIn("ok      the check code leads", done.stdout)
        done = flow.qiao("verify", "--receipt", name, "--published", os.path.join(self.data, "roots.txt"))
        self.assertIn("ok      the root is the one that was published", done.stdout)
        self.assertIn("sound", flow.qiao("verify", "--receipt", code[:20], "--data", self.data).stdout)

    def test_the_whole_of_ones_own_act(self):
        """Who acted sees everything; the fields give the code, the words give the commitment."""
        slug, number, code = self.rows("SELECT place.slug, matter.number, hex(entry.hash) FROM entry JOIN matter ON matter.id = entry.matter "
                                       "JOIN place ON place.id = matter.place WHERE entry.actor = 0 ORDER BY log_no LIMIT 1")[0]
        receipt = json.loads(self.client().get(f"/{slug}/{number}/proof/{code.lower()[:16]}/receipt.json").ok().body)
        self.assertEqual(entry_code(receipt["entry"]).hex(), receipt["hash"])
        self.assertNotIn("words", receipt)

    def test_who_acted_is_not_told_to_others(self):
        slug, number, code = self.some()
        got = self.client().get(f"/{slug}/{number}/proof/{code[:16]}/receipt.json")
        self.assertNotIn("actor", json.loads(got.body)["entry"])
        self.assertIn("absent  the entry's fields", flow.qiao("verify", "--receipt", self.keep(got.html)).stdout)

    def test_forged_files_are_found(self):
        slug, number, code = self.some()
        good = json.loads(self.client().get(f"/{slug}/{number}/proof/{code[:16]}/receipt.json").body)

        def forged(change, words, *more):
            bad = json.loads(json.dumps(good))
            change(bad)
            done = flow.qiao("verify", "--receipt", self.keep(json.dumps(bad)), *more, ok=False)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(words, done.stdout + done.stderr)

        flip = lambda s: ("1" if s[0] == "0" else "0") + s[1:]
        forged(lambda r: r.update(hash=flip(r["hash"])), "FAULT   the check code leads")
        forged(lambda r: r["root"]["path"].pop(), "FAULT   the check code leads")
        forged(lambda r: r["root"].update(value=flip(r["root"]["value"])), "FAULT   the check code leads")
        forged(lambda r: r["entry"].update(log_no=str(int(r["entry"]["log_no"]) + 1)), "FAULT   the check code leads")
        forged(lambda r: r["entry"].update(actor="7"), "FAULT   the entry's fields")
        forged(lambda r: r["entry"].update(prev="00"), "is no receipt")
        forged(lambda r: r.update(format="other"), "is no receipt")
        forged(lambda r: r.pop("root"), "NOT SOUND")            # nothing left that could be checked
        roots = self.keep(f"{good['root']['day']} {good['root']['upto']} {'ab' * 32}\n")
        forged(lambda r: None, "FAULT   the root is the one", "--published", roots)

    def test_every_printed_page_carries_the_newest_root(self):
        root = self.value("SELECT lower(hex(root)) FROM daily_root ORDER BY day DESC LIMIT 1")
        groups = " ".join(root[i:i + 8] for i in range(0, 64, 8))
        slug, number, _ = self.some()
        for path in ("/", "/hall", f"/{slug}/{number}", f"/{slug}/{number}/poster", f"/{slug}/{number}/paper", "/paper", "/meetings", "/contacts", *self.papers()):
            page = self.client().get(path).ok()
            self.assertEqual(page.text.count(groups), 1, path)
