"""Minutes on foot in the hall, on the demonstration's drawing: a survey's numbers and map, doors, coverage, who sees a map without a review number."""
import os
import re
import sqlite3
import unittest

import flow
import town


class WalkHall(flow.Case):
    demo = True
    SURVEY = "/bkhy/2023-10/survey"

    def test_a_survey_says_before_and_after(self):
        page = self.client().get(self.SURVEY).ok().sees("走路要多久：现在和建成以后", "示意图，按公开事实画的")
        told = re.search(r"从河海花园大门走：现在到“永乐桥”要 ([\d.]+) 分钟，到“北开大街路口”要 ([\d.]+) 分钟", page.text)
        self.assertTrue(9 <= float(told[1]) < 10, told[0])
        self.assertTrue(2 <= float(told[2]) <= 3, told[0])
        # the siting rules: what was measured, what the map gives, what nobody knows
        page.sees("不符合1.4 米", "符合514 米 · 程序算的", "符合62 米", "没有量", "本区采用 · 出处：")
        self.client(lang="en").get(self.SURVEY + "/sheet").ok().sees("How long people walk", "person-minutes")
        doors = self.client().get(self.SURVEY + "/walk?spot=2&door=5").ok().sees("河海花园4号楼", "子牙河南路")
        self.assertIn("到“河海花园门口”要", doors.text)
        for odd in ("?spot=99", "?door=0", "?at=x&m=y", "?at=39.15,117.17&m=1"):
            self.client().get(self.SURVEY + "/walk" + odd).ok()

    def test_riders_are_delayed_or_nobody_knows(self):
        page = self.client().get(self.SURVEY).ok().sees("652（每 10 分钟一班，每天车上有 1160 人经过）", "每人多花 26 秒")
        self.assertRegex(page.text, r"车上的人一天多花（人·分钟）\s*503\s*503\s*503")       # 1,160 riders × 26 s
        self.client(lang="en").get(self.SURVEY + "/sheet").ok().sees("Lost by riders through it in a day", "503")
        table = os.path.join(self.server.data, "walk", "loads.csv")
        os.rename(table, table + ".kept")
        self.addCleanup(os.rename, table + ".kept", table)
        page = self.client().get(self.SURVEY).ok().sees("有多少人经过不知道")
        self.assertRegex(page.text, r"车上的人一天多花（人·分钟）\s*不知道\s*不知道\s*不知道")

    def test_a_candidate_is_moved_on_trial(self):
        def told(page, name="大家走一趟少走"):
            return [int(x) for x in re.search(name + r"[^\d]*((?:\d+\s+)+)", page.text)[1].split()]

        page = self.client().get(self.SURVEY).follow("挪一挪试试 河海花园门口").ok().sees("只是试算", "河海花园门口（试着挪）")
        self.assertEqual(told(page)[1], told(page)[3], "not moved yet: the same numbers")
        self.assertTrue(self.client().get(re.search(r'src="([^"]*/survey/move/map[^"]*)"', page.html)[1].replace("&amp;", "&")).ok().html.startswith("<svg "))
        # onto the first candidate: its numbers, but not what was measured there
        there = self.client().get(self.SURVEY + "/move?spot=2&lat=39.1575&lon=117.1725").ok()
        self.assertEqual(told(there)[3], told(there)[0])
        self.assertEqual(told(there)[1], told(page)[1])
        # pressed in the middle of the picture, a quarter to the left: west of its middle
        form = page.form(with_field="at")
        at = dict(form.fields)
        pressed = page.submit(form=form, lenient=True, **{"pick.x": "70", "pick.y": "140"}).ok()
        lat, lon = (float(dict(pressed.form(with_field="lat").fields)[k]) for k in ("lat", "lon"))
        middle = [float(x) for x in at["at"].split(",")]
        self.assertAlmostEqual(lat, middle[0], 4)
        self.assertAlmostEqual((middle[1] - lon) * 86200, int(at["m"]) / 4, delta=10)
        north = page.follow("向北").ok()
        self.assertAlmostEqual((float(dict(north.form(with_field="lat").fields)["lat"]) - 39.1567) * 111195, 25, delta=0.5)
        self.client().get(self.SURVEY + "/move?spot=2&lat=x&lon=117").ok(422).sees("小数度数")
        far = self.client().get(self.SURVEY + "/move?spot=2&lat=39.3&lon=117.3").ok().sees("旁边没有能走的路")
        self.assertEqual(told(far)[1], told(page)[1])
        self.client().get("/bkhy/2023-9/survey/move?spot=1").ok(404)
        self.assertEqual(self.value("SELECT count(*) FROM survey"), self.value("SELECT count(*) FROM survey WHERE pos = 1"))

    def test_what_is_kept_is_never_stale(self):
        """The compiled map stands on a shelf: another file, another answer, at once."""
        def mean():
            return float(re.search(r"平均步行（分钟）\s*([\d.]+)", self.client().get(self.SURVEY).ok().text)[1])

        before, table = mean(), os.path.join(self.server.data, "walk", "stops.csv")
        self.assertEqual(mean(), before)
        with open(table, encoding="utf-8") as f:
            text = f.read()
        self.addCleanup(self.put, table, text)
        self.put(table, text + "new,新站,bus,117.1730,39.1552,\n")
        self.assertLess(mean(), before)
        self.put(table, text)
        self.assertEqual(mean(), before)

    def put(self, path, text):
        with open(path + ".new", "w", encoding="utf-8") as f:
            f.write(text)
        os.replace(path + ".new", path)

    def test_coverage_of_community_and_district(self):
        self.client().get("/map").follow("本区走路要多久").ok().sees("实际步行", "标准半径").follow("北开花园社区").ok().sees("河海花园1号楼", "食堂", "以上都能走到")
        self.client().get("/walk/bkhy?kind=clinic").ok().sees("走到最近的卫生站")
        self.assertEqual(self.client().get("/walk/nowhere").status, 404)

    def test_what_staff_draw_counts_from_then_on_and_can_be_undone(self):
        def walked(path="/walk/bkhy", name="河海花园1号楼"):
            page = self.client().get(path).ok()
            return re.search(name + r"\s*([\d.–]+) 分钟", page.text)[1]

        before = float(walked())
        w = town.sign_in_demo(self.client(), self.data, "grid")
        page = w.get("/walk/bkhy").follow("给地图补上门和路").ok().sees("还没有补过")
        self.assertTrue(w.get(re.search(r'src="(/desk/walk/map[^"]*)"', page.html)[1].replace("&amp;", "&")).ok().html.startswith("<svg "))
        # the picture is pressed in its middle: the place is filled in, nothing is saved, what was typed stays
        page = page.submit(form=page.form(with_field="kind"), lenient=True, **{"kind": "gate", "hours": "06:00-22:00", "note": "今天走过", "pick.x": "140", "pick.y": "140"}).ok()
        form = page.form(with_field="kind")
        at = dict(form.fields)
        self.assertEqual((at["hours"], at["note"], at["lat2"]), ("06:00-22:00", "今天走过", ""))
        self.assertAlmostEqual(float(at["lat"]), float(at["at"].split(",")[0]), 5)
        page = page.submit("北", form=form)
        self.assertGreater(float(dict(page.form(with_field="kind").fields)["at"].split(",")[0]), float(at["at"].split(",")[0]))
        bad = page.submit("补上", form=page.form(with_field="kind"), lenient=True, kind="gate", hours="6-22", note="", lat="39.2", lon="x", place="nowhere").ok(422)
        bad.sees("请写 06:00-22:00 这样的时间", "请写怎么知道的", "填小数度数", "请选社区")
        gate = {"kind": "gate", "place": "bkhy", "name": "", "hours": "06:00-22:00", "note": "今天走过", "lat": "39.156621", "lon": "117.174345"}
        bad.submit("补上", form=bad.form(with_field="kind"), **{**gate, "lat": "39.3"}).ok(422).sees("30 米以内没有路")
        bad.submit("补上", form=bad.form(with_field="kind"), **{**gate, "kind": "door", "name": "没有这栋"}).ok(422).sees("没有这栋楼")
        bad.submit("补上", form=bad.form(with_field="kind"), **{**gate, "kind": "path", "lat2": "39.2", "lon2": "117.2"}).ok(422).sees("最长 500 米")
        form = bad.form(with_field="kind")
        bad.submit("补上", form=form, **gate).ok().sees("已经补上", "网格员", "开放 06:00-22:00")
        bad.submit("补上", form=form, **gate)       # twice is once
        self.assertEqual(self.value("SELECT count(*) FROM map_drawn"), 1)
        # open by day, shut at night, and without a time it counts as open
        self.assertEqual(float(walked()), before)
        self.assertEqual(float(walked("/walk/bkhy?time=12:00")), before)
        self.assertEqual(walked("/walk/bkhy?time=23:30"), "–")
        self.client().get("/walk/bkhy?time=23:30").sees("23:30 时开着的门", "今天走过", "网格员", "图上紫色的是工作人员补的")
        # a path through the fence to the road, and a stairwell's door: shorter for building 1
        new = w.get("/desk/walk")
        path = {**gate, "kind": "path", "hours": "", "note": "围栏上有个口", "lat": "39.156777", "lon": "117.173005", "lat2": "39.157171", "lon2": "117.173281"}
        new.submit("补上", form=new.form(with_field="kind"), **path).ok().sees("已经补上")
        self.assertLess(float(walked()), before)
        # the command walks them too, and each stands in a history that is proven
        told = flow.qiao("walk", "reach", "--data", self.data, "--points")
        self.assertIn("with 2 additions that staff drew", told.stderr)
        seconds = float(re.search("河海花园1号楼,[^,]*,[^,]*,[^,]*,([0-9]+)", told.stdout)[1])
        self.assertAlmostEqual(seconds / 60, float(walked()), delta=0.06)
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)
        with sqlite3.connect(self.data + "/qiao.db") as db:
            db.execute("UPDATE map_drawn SET hours = '00:00-23:00' WHERE kind = 'gate'")
        self.assertIn("field hours was changed", flow.qiao("verify", "--data", self.data, ok=False).stdout)
        with sqlite3.connect(self.data + "/qiao.db") as db:
            db.execute("UPDATE map_drawn SET hours = '06:00-22:00' WHERE kind = 'gate'")
            db.execute("INSERT INTO map_drawn (area, id, place, kind, name, hours, lat, lon, lat2, lon2, note, account, by_zh, by_en, at) "
                       "SELECT area, 77, place, kind, name, hours, lat, lon, lat2, lon2, note, account, by_zh, by_en, at FROM map_drawn LIMIT 1")
        self.assertIn("map_drawn 77: no entry speaks of it", flow.qiao("verify", "--data", self.data, ok=False).stdout)
        with sqlite3.connect(self.data + "/qiao.db") as db:
            db.execute("DELETE FROM map_drawn WHERE id = 77")
        # undone: as before, and the list keeps who and why
        for n in range(2):
            page = w.get("/desk/walk").ok()
            form = page.form(action="/undo$")
            page.submit(form=form, why="").ok(422).sees("请写为什么撤回")
            page.submit(form=form, why="弄错了地方").ok().sees("已经撤回", "弄错了地方")
        self.assertEqual(float(walked("/walk/bkhy?time=23:30")), before)
        self.client().get("/walk/bkhy").sees("已撤回：网格员")
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)
        self.assertEqual(self.value("SELECT group_concat(act) FROM (SELECT act FROM entry WHERE matter IN (SELECT id FROM map_drawn) ORDER BY log_no)"),
                         "file,file,undo,undo")
        self.client().get("/desk/walk").sees("登录")

    def test_people_come_from_the_place_tree_where_there_is_no_table(self):
        table = os.path.join(self.server.data, "walk", "people.csv")
        os.rename(table, table + ".kept")
        self.addCleanup(os.rename, table + ".kept", table)
        page = self.client().get("/walk").ok().sees("居民数来自社区的楼栋统计")
        total = self.value("SELECT sum(heads) FROM place_heads JOIN place ON place.id = place_heads.place WHERE place.lat IS NOT NULL OR "
                           "EXISTS (SELECT 1 FROM place AS up WHERE up.id = place.parent AND up.lat IS NOT NULL)")
        self.assertRegex(page.text, r"全部\s*%d\b" % total)
        self.client().get(self.SURVEY).ok().sees("平均步行")

    def test_a_map_without_a_review_number_is_for_staff(self):
        folder = os.path.join(self.server.data, "walk")
        os.rename(os.path.join(folder, "label"), os.path.join(folder, "label.kept"))
        self.addCleanup(os.rename, os.path.join(folder, "label.kept"), os.path.join(folder, "label"))
        page = self.client().get(self.SURVEY).ok().sees("只有工作人员能看", "平均步行")
        self.assertNotIn('id="map"', page.text)

    def test_a_backup_holds_the_imported_map(self):
        to = os.path.join(self.top, "copy")
        flow.qiao("backup", "--data", self.data, "--to", to)
        self.assertIn("map.osm", os.listdir(os.path.join(to, "walk")))


if __name__ == "__main__":
    unittest.main()
