"""Open data: every set in every format, the same from the page and the command; feeds; copies that are still right."""
import csv
import io
import json
import re
import time
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

import flow

SETS = ("matters", "results", "assignments", "roots", "witnessed")
ATOM = "{http://www.w3.org/2005/Atom}"


def table(page):
    """Rows of a CSV as dictionaries."""
    return list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig"), newline="")))


class Open(flow.Case):
    def sets(self, lang=None):
        """{set.ext: page}, by the links of the page that one click from home explains them."""
        page = self.client(lang=lang).get("/").follow("Open data" if lang else "开放数据").ok()
        return {h.split("/")[-1].split("?")[0]: page.client.get(h).ok() for h, _ in page.links if h.startswith("/open/")}

    def test_every_set_in_every_format(self):
        got = self.sets()
        self.assertEqual(set(got), {f"{s}.{e}" for s in SETS for e in ("csv", "xlsx", "json")} | {"matters.geojson", "results.geojson"})
        matters = table(got["matters.csv"])
        public = "FROM matter WHERE home = ''"     # a private kind is in no open data
        self.assertEqual(len(matters), self.value(f"SELECT count(*) {public}"))
        self.assertEqual({m["title"] for m in matters}, {t for t, in self.rows(f"SELECT title {public}")})
        self.assertEqual(len(table(got["results.csv"])), self.value(f"SELECT count(*) {public} AND outcome <> ''"))
        self.assertEqual(len(table(got["assignments.csv"])), self.value("SELECT count(*) FROM assignment"))
        self.assertEqual(len(table(got["roots.csv"])), self.value("SELECT count(*) FROM daily_root"))
        for name in SETS:
            self.assertEqual([{k: "" if v is None else str(v) for k, v in row.items()} for row in json.loads(got[name + ".json"].body)],
                             [{k: v.removeprefix("'") for k, v in row.items()} for row in table(got[name + ".csv"])])
            with zipfile.ZipFile(io.BytesIO(got[name + ".xlsx"].body)) as z:
                self.assertIsNone(z.testzip())
                sheet = z.read("xl/worksheets/sheet1.xml").decode()
                self.assertEqual(sheet.count("<row "), len(table(got[name + ".csv"])) + 1)
        self.assertIn("attachment", got["matters.csv"].headers["content-disposition"])

    def test_geojson_is_rfc_7946(self):
        got = self.sets()
        for name in ("matters", "results"):
            fc = json.loads(got[name + ".geojson"].body)
            self.assertEqual(fc["type"], "FeatureCollection")
            self.assertEqual([f["properties"]["number"] for f in fc["features"]], [r["number"] for r in table(got[name + ".csv"])])
            for f in fc["features"]:
                self.assertEqual((f["type"], f["id"]), ("Feature", f["properties"]["number"]))
                if f["geometry"]:
                    lon, lat = f["geometry"]["coordinates"]
                    self.assertTrue(73 < lon < 136 and 3 < lat < 54, f["geometry"])

    def test_no_contact_is_in_any_of_them(self):
        for name, page in self.sets().items():
            text = page.body.decode("utf-8", "replace") if not name.endswith("xlsx") else \
                zipfile.ZipFile(io.BytesIO(page.body)).read("xl/worksheets/sheet1.xml").decode()
            self.assertIsNone(re.search(r"(?<![\da-f])1[3-9]\d{9}(?![\da-f])", text), name)

    def test_in_english(self):
        zh, en = table(self.sets()["matters.csv"])[0], table(self.sets("en")["matters.csv"])[0]
        self.assertEqual(zh["state"], en["state"])
        self.assertNotEqual(zh["state_name"], en["state_name"])

    def test_the_command_says_the_same(self):
        got = self.sets()
        for name in SETS:
            out = flow.subprocess.run([flow.QIAO, "export", name, "--data", self.data], capture_output=True, check=True).stdout
            # addresses differ by --listen alone
            strip = lambda b: re.sub(rb"http://127\.0\.0\.1:\d+", b"", b)
            self.assertEqual(strip(out), strip(got[name + ".csv"].body))
        self.assertEqual(flow.qiao("export", "people", "--data", self.data, ok=False).returncode, 2)
        self.assertEqual(flow.qiao("export", "roots", "--format", "geojson", "--data", self.data, ok=False).returncode, 2)

    def test_a_copy_that_is_still_right(self):
        me = self.client()
        first = me.get("/open/matters.csv").ok()
        for _ in range(20):             # the timer of a new hall is still sending what is overdue: that changes the copy
            time.sleep(0.2)
            was, first = first, me.get("/open/matters.csv").ok()
            if was.headers["etag"] == first.headers["etag"]:
                break
        for header in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]},
                       {"If-None-Match": '"other", ' + first.headers["etag"]}):
            again = me.request("GET", "/open/matters.csv", headers=header)
            self.assertEqual((again.status, again.body), (304, b""), header)
        self.assertEqual(me.request("GET", "/open/matters.csv", headers={"If-None-Match": '"other"'}).status, 200)
        page = me.get("/hall").follow(href=r"^/\w+/\d{4}-\d+$")
        if any("支持" in t for f in page.forms for _, _, t in f.buttons):
            page.submit("支持")
            self.assertEqual(me.request("GET", "/open/matters.csv", headers={"If-None-Match": first.headers["etag"]}).status, 200)

    def test_feeds(self):
        for lang in (None, "en"):
            page = self.client(lang=lang).get("/open")
            feeds = [h for h, _ in page.links if h.startswith("/feeds/")]
            self.assertGreaterEqual(len(feeds), 4)
            ids = set()
            for h in feeds:
                got = self.client().get(h).ok()        # a reader of feeds has no cookie
                self.assertIn("application/atom+xml", got.type)
                feed = ET.fromstring(got.body)
                self.assertEqual(feed.tag, ATOM + "feed")
                self.assertEqual(feed.get("{http://www.w3.org/XML/1998/namespace}lang"), lang or "zh-CN")
                ids.add(feed.find(ATOM + "id").text)
                links = {l.get("rel"): l.get("href") for l in feed.findall(ATOM + "link")}
                self.assertEqual(urllib.parse.urlsplit(links["self"])._replace(scheme="", netloc="").geturl(), h)
                self.client().get(links["alternate"]).ok()
                entries = feed.findall(ATOM + "entry")
                times = [e.find(ATOM + "updated").text for e in entries]
                self.assertEqual(feed.find(ATOM + "updated").text, max(times, default="1970-01-01T00:00:00Z"))
                self.assertEqual(len({e.find(ATOM + "id").text for e in entries}), len(entries))
                for e in entries:
                    self.assertRegex(e.find(ATOM + "id").text, r"^tag:127\.0\.0\.1,2026:\d{6}/\w+/[\w-]+/\d{4}-\d+$")
                    for what in ("title", "published", "content"):
                        self.assertIsNotNone(e.find(ATOM + what))
                if entries:
                    self.client().get(entries[0].find(ATOM + "link").get("href")).ok().sees(entries[0].find(ATOM + "title").text[:10])
                if "results" in h and entries:
                    self.assertTrue(all(e.find(ATOM + "content").text for e in entries))
            self.assertEqual(len(ids), len(feeds))
        self.assertEqual(self.client().get("/feeds/nowhere/matters.atom").status, 404)
        self.assertEqual(self.client().get("/feeds/other.atom").status, 404)
