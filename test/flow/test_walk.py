"""qiao walk from the command line, on the demonstration's drawn neighbourhood: import and what it refuses, reach, paths, siting."""
import ast
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import flow

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def drawn():
    """The texts of demo/map.c."""
    with open(os.path.join(TOP, "demo", "map.c"), encoding="utf-8") as f:
        text = f.read()
    return {name: "".join(ast.literal_eval(line.strip()) for line in body.splitlines())
            for name, body in re.findall(r"const char (\w+)\[\] =\n(.*?);\n", text, re.S)}


class Walk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="qiao-walk-")
        cls.addClassCleanup(shutil.rmtree, cls.top, True)
        for name, text in drawn().items():
            with open(os.path.join(cls.top, name), "w", encoding="utf-8") as f:
                f.write(text)
        cls.data = os.path.join(cls.top, "data")
        os.mkdir(cls.data)
        code, out, err = cls.walk("import", "--map", cls.file("demo_map"), "--stops", cls.file("demo_map_stops"), "--lines",
                                  cls.file("demo_map_lines"), "--people", cls.file("demo_map_people"), "--datum", "wgs84", "--sketch")
        assert code == 0, err
        cls.said = out

    @classmethod
    def file(cls, name, text=None):
        path = os.path.join(cls.top, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        return path

    @classmethod
    def walk(cls, verb, *args, data=None):
        p = subprocess.run([flow.QIAO, "walk", verb, "--data", data or cls.data, *args], capture_output=True, text=True, timeout=60)
        return p.returncode, p.stdout, p.stderr

    def kept(self):
        folder = os.path.join(self.data, "walk")
        self.assertEqual(sorted(os.listdir(self.data)), ["walk"])
        return {n: open(os.path.join(folder, n), "rb").read() for n in sorted(os.listdir(folder))}

    def refused(self, *args, says):
        before = self.kept()
        code, _, err = self.walk("import", *args)
        self.assertEqual(code, 1, err)
        for words in says:
            self.assertIn(words, err)
        self.assertIn("nothing was changed", err)
        self.assertEqual(self.kept(), before)

    def test_import_reports_and_keeps_plain_files(self):
        self.assertEqual(list(self.kept()), ["label", "lines.csv", "map.osm", "people.csv", "stops.csv"])
        self.assertIn("ways walked", self.said)
        self.assertIn("median", self.said)
        code, out, _ = self.walk("info")
        self.assertEqual(code, 0)
        for who in ("adult: 1.25", "elder: 0.90", "wheelchair:", "private ways 9"):
            self.assertIn(who, out)

    def test_reach_tells_the_story(self):
        code, out, _ = self.walk("reach", "--json")
        got = json.loads(out)
        self.assertEqual((code, got["places"], got["doors_lost"]), (0, 4, 0))
        self.assertGreater(got["straight"]["within_500_m"], got["walk"]["within_500_m"])
        self.assertEqual(got["walk"]["people"], 7160)
        # The way to the stop of before: close to 10 minutes for an adult.
        stop = re.search(r"^yl1,.*,bus,([\d.]+),([\d.]+),", drawn()["demo_map_stops"], re.M).group(2, 1)
        code, out, _ = self.walk("path", "--from", "39.1566,117.1743", "--to", ",".join(stop))
        self.assertEqual(code, 0)
        self.assertIn("子牙河南路", out)
        seconds = int(re.search(r"(\d+) s as adult", out).group(1))
        self.assertTrue(540 <= seconds <= 600, out)

    def test_other_kinds_and_the_missing_line(self):
        code, out, _ = self.walk("reach", "--kind", "clinic", "--json")
        self.assertEqual((code, json.loads(out)["places"]), (0, 1))
        code, _, err = self.walk("site", "--line", "999")
        self.assertEqual(code, 1)
        self.assertIn("no such line", err)

    def test_sites_have_numbers_and_a_gap(self):
        code, out, _ = self.walk("site", "--line", "652", "--direction", "0", "--stops", "2", "--min-gap", "150", "--json", "--riders", "600")
        got = json.loads(out)
        self.assertEqual((code, got["no_answer"], len(got["chosen"])), (0, None, 2), out)
        self.assertLessEqual(got["gap"], 1e-5)
        self.assertLess(got["after_person_minutes"], got["before_person_minutes"])
        best = max(got["candidates"], key=lambda c: c["saved_person_minutes"])
        self.assertGreater(best["saved_person_minutes"], 1000)
        self.assertAlmostEqual(best["delay_minutes"], 260)
        self.assertIsNone(json.loads(self.walk("site", "--line", "652", "--direction", "0", "--json")[1])["candidates"][0]["delay_minutes"])

    def test_loads_say_who_is_delayed(self):
        self.addCleanup(lambda: os.path.exists(self.data + "/walk/loads.csv") and os.unlink(self.data + "/walk/loads.csv"))
        self.refused("--loads", self.file("l.csv", "line,aboard\n652,many\n"), says=["loads cannot be read", "2"])
        self.refused("--loads", self.file("l.csv", "stop,aboard\nyl1,5\n"), says=["no column 'line'"])
        rows = "stop,line,direction,boardings,alightings,aboard,headway\nyl1,652,0,60,20,,\n,652,1,,,300,12\nyl1,99,,1,1,,\nnone,652,0,1,1,,\n"
        code, out, err = self.walk("import", "--loads", self.file("l.csv", rows))
        self.assertEqual(code, 0, err)
        self.assertIn("4 rows of loads; of a line that is not there 1, of a stop that is not there 1", out)
        delays = {d: [c["delay_minutes"] for c in json.loads(self.walk("site", "--line", "652", "--direction", d, "--json", "--delay", "30")[1])["candidates"]] for d in "01"}
        self.assertEqual((delays["0"][0], delays["0"][-1]), (0, 20), "before yl1 nobody, behind it 40 riders lose 30 s each")
        self.assertEqual(set(delays["1"]), {150})
        self.assertEqual(self.kept()["loads.csv"].decode(), rows)

    def test_no_answer_names_what_clashes(self):
        code, out, _ = self.walk("site", "--line", "652", "--direction", "0", "--stops", "9")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"no answer: 9 more places are wanted; with the required spacing to the stops that stand only \d fit")

    def test_a_shifted_layer_is_refused_with_its_histogram(self):
        moved = re.sub(r"(117\.\d+),(39\.\d+)", lambda m: "%.7f,%.7f" % (float(m[1]) + 0.00634, float(m[2]) + 0.00108), drawn()["demo_map_lines"])
        self.refused("--lines", self.file("moved.csv", moved), "--datum", "wgs84", says=["looks shifted", "--datum gcj02"])
        before = self.kept()["lines.csv"]
        code, _, err = self.walk("import", "--lines", self.file("moved.csv", moved), "--datum", "gcj02")
        self.assertEqual(code, 0, err)
        here = [float(x) for x in re.findall(rb"\d+\.\d+", before)]
        there = [float(x) for x in re.findall(rb"\d+\.\d+", self.kept()["lines.csv"])]
        self.assertTrue(all(abs(a - b) < 0.0001 for a, b in zip(here, there)))
        self.walk("import", "--lines", self.file("demo_map_lines"), "--datum", "wgs84")

    def test_bad_files_change_nothing(self):
        self.refused("--map", self.file("broken.osm", drawn()["demo_map"][:2000]), says=["broken here"])
        self.refused("--map", self.file("page.osm", "<html></html>"), says=["no OpenStreetMap file"])
        self.refused("--map", self.file("empty.osm", ""), says=["empty"])
        self.refused("--map", self.file("none.osm", "<osm></osm>"), says=["Nothing in this map may be walked"])
        self.refused("--gtfs", self.file("feed.zip", "PK nothing"), says=["no zip"])
        self.refused("--stops", self.file("s.csv", "id,name\n1,a\n"), "--datum", "wgs84", says=["no column 'lon'"])
        self.refused("--stops", self.file("t.csv", "id,name,lon,lat\n1,a,117,39\n2,b,x,39\n"), "--datum", "wgs84", says=[":3:"])
        self.refused("--people", self.file("p.csv", "name,lon,lat,people,old\na,117,39,3,4\n"), "--datum", "wgs84", says=["heads in this row"])
        self.refused("--people", os.path.join(self.top, "absent.csv"), "--datum", "wgs84", says=["absent.csv"])
        code, _, err = self.walk("import", "--stops", self.file("s.csv"))
        self.assertEqual(code, 2)
        self.assertIn("--datum", err)

    def test_points_by_geojson_and_a_dry_run(self):
        feature = {"type": "Feature", "properties": {"name": "门", "people": 12, "old": 3}, "geometry": {"type": "Point", "coordinates": [117.1744, 39.1567]}}
        path = self.file("p.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
        before = self.kept()
        code, out, err = self.walk("import", "--people", path, "--datum", "wgs84", "--dry-run")
        self.assertEqual(code, 0, err)
        self.assertIn("1 points of people, 0 more than 150 m", out)
        self.assertEqual(self.kept(), before)


if __name__ == "__main__":
    unittest.main()
