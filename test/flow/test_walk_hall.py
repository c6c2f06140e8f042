"""Minutes on foot in the hall, on the demonstration's drawing: a survey's numbers and map, doors, coverage, who sees a map without a review number."""
import os
import re
import unittest

import flow


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

    def test_coverage_of_community_and_district(self):
        self.client().get("/map").follow("本区走路要多久").ok().sees("实际步行", "标准半径").follow("北开花园社区").ok().sees("河海花园1号楼", "食堂")
        self.client().get("/walk/bkhy?kind=clinic").ok().sees("走到最近的卫生站")
        self.assertEqual(self.client().get("/walk/nowhere").status, 404)

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
