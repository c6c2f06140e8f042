"""qiao decide from the command line: our own models, the suite of the standard when it lies beside the project, reasons, mistakes."""
import json
import os
import subprocess
import unittest

import flow

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OWN = os.path.join(TOP, "test", "decide")
LOAN = os.path.join(OWN, "0001-loan", "0001-loan.dmn")
SUITE = os.path.join(os.path.dirname(TOP), "shared", "tck")


def decide(*args, text=None):
    p = subprocess.run([flow.QIAO, "decide", *args], input=text, capture_output=True, text=True, timeout=300)
    return p.returncode, p.stdout, p.stderr


class Decide(unittest.TestCase):
    def test_our_own_models(self):
        code, out, err = decide("test", OWN)
        self.assertEqual((code, out.splitlines()[-1]), (0, "36 passed, 0 failed, 0 skipped"), out + err)

    def test_a_failure_says_where_what_and_why(self):
        with open(os.path.join(OWN, "0004-imports", "0004-imports-test-01.xml"), encoding="utf-8") as f:
            wrong = f.read().replace("1035", "1036")
        import shutil
        import tempfile
        top = tempfile.mkdtemp(prefix="qiao-decide-")
        self.addCleanup(shutil.rmtree, top, True)
        shutil.copytree(os.path.join(OWN, "0004-imports"), os.path.join(top, "one"))
        with open(os.path.join(top, "one", "0004-imports-test-01.xml"), "w", encoding="utf-8") as f:
            f.write(wrong)
        code, out, _ = decide("test", top)
        self.assertEqual(code, 1)
        self.assertIn("sum, 合计: expected 1036, actual 1035", out)
        self.assertEqual(out.splitlines()[-1], "1 passed, 1 failed, 0 skipped")

    @unittest.skipUnless(os.path.isdir(SUITE), "the suite of the standard does not lie beside the project")
    def test_the_suite_of_the_standard(self):
        code, out, _ = decide("test", SUITE)
        self.assertEqual((code, out.splitlines()[-1]), (0, "2746 passed, 0 failed, 0 skipped"), out[-3000:])

    def test_reasons_in_both_languages(self):
        given = json.dumps({"成立年限": 1, "纳税等级": "C", "法人年龄": 60, "期限（月）": 12})
        _, zh, _ = decide("explain", LOAN, "--input", "-", "--decision", "准入", "--lang", "zh", text=given)
        for words in ("成立满两年: 成立年限 要达到 2，现在是 1，还差 1。", "纳税等级为A或B: 纳税等级 要在 [\"A\", \"B\"] 之内，现在是 C。",
                      "纳税额多于0.5万元: 资料未填：近12个月纳税（万元）", "符合：到期时不满65岁"):
            self.assertIn(words, zh)
        _, en, _ = decide("explain", LOAN, "--input", "-", "--decision", "准入", "--lang", "en", "--json", text=given)
        d = json.loads(en)["decisions"]["准入"]
        self.assertEqual(d["state"], "fail")
        self.assertEqual([r["state"] for r in d["reasons"]], ["fail", "fail", "unknown", "pass"])
        first = d["reasons"][0]
        self.assertEqual((first["label"], first["field"], first["actual"], first["must"], first["required"], first["gap"]),
                         ("成立满两年", "成立年限", 1, ">=", 2, 1))

    def test_a_table_tells_rules_and_cells(self):
        _, out, _ = decide("explain", LOAN, "--input", "-", "--decision", "额度上限", "--json", text='{"纳税等级": "B"}')
        d = json.loads(out)["decisions"]["额度上限"]
        self.assertEqual(d["value"], 80)
        self.assertEqual([(r["rule"], r["state"]) for r in d["reasons"]], [(1, "fail"), (2, "pass"), (3, "fail")])
        self.assertEqual(d["reasons"][0]["field"], "纳税信用等级")
        self.assertEqual((d["reasons"][0]["must"], d["reasons"][0]["required"]), ("=", "A"))

    def test_exact_numbers_in_and_out(self):
        code, out, _ = decide("eval", "--feel", "x + 0.01", "--input", "-", text='{"x": 12345678901234567890.12}')
        self.assertEqual(code, 0)
        self.assertIn('"value":12345678901234567890.13', out)

    def test_mistakes_have_place_and_hint(self):
        code, _, err = decide("eval", "--feel", "营业收入(万元) > 2", "--input", "-", "--lang", "zh", text='{"营业收入（万元）": 1}')
        self.assertEqual(code, 1)
        self.assertIn("名称里的括号要写全角（）：营业收入（万元）", err)
        code, _, err = decide("eval", LOAN, "--input", "-", text='{"nobody": 1}')
        self.assertEqual(code, 2)
        self.assertIn("nobody", err)
        self.assertEqual(decide("check", LOAN)[0], 0)
        self.assertEqual(decide("check", os.path.join(TOP, "README.md"))[0], 1)
        self.assertEqual(decide("nonsense")[0], 2)
        code, out, _ = decide("eval", "--feel", "for i in 1..100000, j in 1..100000 return i")
        self.assertIn('"value":null', out)


if __name__ == "__main__":
    unittest.main()
