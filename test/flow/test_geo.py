"""Where a matter lies: a phone's position is kept to some ten metres, nonsense is refused and kept out, tables bring points."""
import flow
import roads
import town


class Point(town.Case):
    def where(self, me, **more):
        page = me.get("/file").submit("下一步", title="路灯坏了")
        return page.submit("下一步", place=roads.option(page, "place", "河岸花园"), **more)

    def filed(self, page):
        if "都不是" in page.text:
            page = page.submit("都不是")
        page.sees("怎么联系您").submit("下一步", phone="").submit("交上去").sees("收到了")
        return self.rows("SELECT lat, lon FROM matter ORDER BY created DESC LIMIT 1")[0]

    def test_the_phones_position_is_kept_coarsely_and_proven(self):
        self.assertEqual(self.filed(self.where(self.client(), lat="39.153441", lon="117.179555")), (391534000, 1171796000))
        flow.qiao("verify", "--data", self.data)

    def test_without_a_position_nothing_is_invented(self):
        self.assertEqual(self.filed(self.where(self.client())), (None, None))

    def test_nonsense_is_told_and_not_kept(self):
        me, before = self.client(), self.value("SELECT count(*) FROM matter")
        for lat, lon in (("91", "117"), ("39.1", ""), ("<script>", "1"), ("1e1", "1")):
            self.where(me, lat=lat, lon=lon).ok(422).sees("这个位置看不懂")
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before)
        self.assertEqual(self.filed(self.where(me)), (None, None))

    def test_a_table_brings_points_and_a_later_one_without_keeps_them(self):
        head, row = town.PLACES[0], list(town.PLACES[4])
        town.load(self.data, "places", [head + ("纬度", "lon")] + [tuple(row) + ("39.15", "117.17")])
        self.assertEqual(self.rows("SELECT lat, lon FROM place WHERE code = ?", row[0])[0], (391500000, 1171700000))
        town.load(self.data, "places", [head, tuple(row)])
        self.assertEqual(self.rows("SELECT lat, lon FROM place WHERE code = ?", row[0])[0], (391500000, 1171700000))
        with self.assertRaisesRegex(AssertionError, "39.1534"):
            town.load(self.data, "places", [head + ("lat", "lon")] + [tuple(row) + ("north", "117.17")])
