"""Orders of the hotline and the grid platform: understood once, looked through, imported once, answered in their own columns.
Requests of another Open311 endpoint. Staff and residents walk by what pages say."""
import csv
import datetime
import html
import io
import json
import os
import re
import sqlite3
import tempfile
import zipfile
from xml.sax.saxutils import escape

import flow
import roads
import town

PHONE = "13700007777"
HEAD = ["工单编号", "来电人", "联系电话", "诉求标题", "诉求内容", "事发地点", "所属社区", "派单时间", "办结期限"]


def sheet(rows):
    """A small real workbook: inline strings, one sheet; numbers stay numbers."""
    def cell(v):
        return f"<c><v>{v}</v></c>" if isinstance(v, (int, float)) else f'<c t="inlineStr"><is><t>{escape(v)}</t></is></c>'
    body = "".join("<row>" + "".join(map(cell, r)) + "</row>" for r in rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
        z.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>')
    return out.getvalue()


def text(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


class Intake(town.Case):
    def order(self, number, title, words="请尽快处理", due="2", community="北岸社区", phone=""):
        return [number, "一位居民", phone, title, words, "河岸花园门口", community, "2026-01-05 10:30", due]

    def upload(self, client, data, name="orders.csv"):
        page = client.get("/desk").follow("转来的工单").ok()
        return page.submit("看看里面有什么", form=page.form(with_field="file"), files={"file": (name, "application/octet-stream", data)})

    def known(self, client, data, name="orders.csv", source="12345 热线"):
        """Uploaded, and its columns said if they are new."""
        page = self.upload(client, data, name).ok()
        return page.submit("保存", source=source).ok() if "每一列是什么" in page.title else page

    def test_from_table_to_matter_to_reply(self):
        worker = self.enter("worker")
        rows = [["12345 热线工单导出"], HEAD, self.order("HX-1", "路口信号灯坏了", phone=PHONE),
                self.order("HX-2", "花坛里没有树", words=f"来电 {PHONE} 说没有树"), self.order("HX-3", "社区不对", community="火星社区"),
                self.order("HX-4", "日期不对", due="很快"), self.order("", "没有编号")]
        page = self.upload(worker, sheet(rows), "orders.xlsx").ok().sees("每一列是什么", "例：HX-1")
        page.sees_not(PHONE)                                # samples are masked
        page.submit("保存", source="").ok(422).sees("请写来自哪里")
        page.submit("保存", source="12345 热线", number="0").ok(422).sees("请选哪一列是对方的编号")
        page = page.submit("保存", source="12345 热线").ok().sees("导入以后会怎样", "共 5 行", "没有这个社区", "不是日期，也不是工作日天数", "没有填")
        before = self.value("SELECT count(*) FROM matter")
        done = page.submit("导入").ok().sees("导入完了", "新增 2 件", "没有导入 3 行")
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before + 2)
        # a second press makes nothing twice
        page.submit("导入").ok().sees("新增 2 件")
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before + 2)
        slug, number, due, own = self.rows("SELECT place.slug, matter.number, matter.due, outside.due FROM outside JOIN matter ON matter.id = outside.matter "
                                           "JOIN place ON place.id = matter.place WHERE outside.number = 'HX-1'")[0]
        self.assertEqual(due, own)                          # 2 working days are earlier than the state's 3
        public = self.client().get(f"/{slug}/{number}").ok().sees("转自 12345 热线，编号 HX-1", "对方要求", "从12345 热线 HX-1转来")
        public.sees_not(PHONE)
        self.client(lang="en").get(f"/{slug}/{number}").sees("From 12345 热线, number HX-1", "They want the answer by")
        self.client().get("/search?q=花坛").follow("花坛里没有树").sees("137****7777").sees_not(PHONE)
        # the due day has passed: the workbench marks it
        self.assertLess(own, (datetime.date.today() - datetime.date(1970, 1, 1)).days)
        worker.get("/desk?queue=late").sees("路口信号灯坏了")
        self.reply(worker, f"/{slug}/{number}")
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)

    def reply(self, worker, address):
        """The matter is settled; the reply stands in their columns, contacts empty."""
        page = worker.get(address + "/desk")
        for move, answers in (("受理", {}), ("开始落实", {}), ("公布结果", {"result": "信号灯修好了"})):
            form = next(f for f in page.forms if f.action and f.action.endswith({"受理": "take_in", "开始落实": "start_work", "公布结果": "publish_result"}[move]))
            page = page.submit(form=form, **answers).ok()
        start = worker.get("/desk/intake").sees("还没有导出过")
        form = start.form(action="/replies$")
        got = start.submit("导出 CSV", form=form, what="all")
        rows = list(csv.reader(io.StringIO(got.body.decode("utf-8-sig"), newline="")))
        self.assertEqual(rows[0], HEAD + ["回复", "结果", "答复日期"])
        by = {r[0]: r for r in rows[1:]}
        self.assertEqual(by["HX-1"][1:3], ["", ""])
        self.assertEqual(by["HX-1"][3:5], ["路口信号灯坏了", "请尽快处理"])
        self.assertEqual(by["HX-1"][9], "信号灯修好了")
        self.assertRegex(by["HX-1"][11], r"^\d{4}-\d\d-\d\d$")
        self.assertEqual(set(by), {"HX-1", "HX-2"})
        self.assertNotIn(PHONE, got.body.decode())
        again = worker.get("/desk/intake").sees("上次导出")
        later = again.submit("导出 CSV", form=again.form(action="/replies$"), what="changed")
        self.assertEqual(len(later.body.decode("utf-8-sig").splitlines()), 1)       # nothing changed since: the head alone
        book = again.submit("导出 XLSX", form=again.form(action="/replies$"), what="all")
        self.assertIsNone(zipfile.ZipFile(io.BytesIO(book.body)).testzip())

    def test_known_orders_move_their_day_and_are_never_made_twice(self):
        worker = self.enter("worker")
        self.known(worker, text([HEAD, self.order("K-1", "井盖响", due="2026-12-20")])).submit("导入").ok().sees("新增 1 件")
        page = self.known(worker, text([HEAD, self.order("K-1", "井盖响", due="2026-12-20")])).sees("已经有了，不动")
        page.submit("导入").ok().sees("没有变化 1 件")
        page = self.known(worker, text([HEAD, self.order("K-1", "井盖响", due="2026-01-08")])).sees("期限改为2026年1月8日")
        page.submit("导入").ok().sees("改期限 1 件")
        self.assertEqual(self.value("SELECT count(*) FROM outside WHERE number = 'K-1'"), 1)
        address = "/" + "/".join(self.rows("SELECT place.slug, matter.number FROM outside JOIN matter ON matter.id = outside.matter JOIN place "
                                           "ON place.id = matter.place WHERE outside.number = 'K-1'")[0])
        self.client().get(address).sees("2026年1月8日", "的答复期限改了")
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)

    def test_what_is_the_same_joins_what_is_there(self):
        worker = self.enter("worker")
        self.known(worker, text([HEAD, self.order("J-1", "河岸花园南门的台阶塌了")])).submit("导入").ok()
        page = self.known(worker, text([HEAD, self.order("J-2", "河岸花园南门台阶塌了一块")])).sees("可能是同一件事")
        field = next(n for n in page.form(button="导入").options if n and n.startswith("join-"))
        page.submit("导入", **{field: "yes"}).ok().sees("并入 1 件")
        self.assertEqual(self.value("SELECT count(DISTINCT matter) FROM outside WHERE number IN ('J-1', 'J-2')"), 1)
        self.assertEqual(self.value("SELECT count(*) FROM entry WHERE act = 'outside'"), 1)

    def test_the_file_and_the_phones_are_nowhere_in_clear(self):
        worker = self.enter("worker")
        phone = "13700008888"
        page = self.known(worker, text([HEAD, self.order("P-1", "栏杆松了", phone=phone)]))
        run, stored = self.rows("SELECT id, stored FROM intake_run WHERE stored <> '' ORDER BY at DESC LIMIT 1")[0]

        def clear():
            for folder, _, files in os.walk(self.data):
                for f in files:
                    with open(os.path.join(folder, f), "rb") as x:
                        if phone.encode() in x.read():
                            return os.path.join(folder, f)
        self.assertIsNone(clear())
        page.submit("导入").ok()
        self.assertEqual(self.value("SELECT stored FROM intake_run WHERE id = ?", run), "")
        self.assertFalse(os.path.exists(os.path.join(self.data, "files", stored[:2], stored)))
        self.assertIsNone(clear())

    def test_who_may(self):
        worker = self.enter("worker")
        page = self.known(worker, text([HEAD, self.order("W-1", "别的社区", community="南岸社区")])).sees("不是您负责的社区")
        run = re.search(r"/desk/intake/(\d+)", page.path)[1]
        street = self.enter("street")
        self.assertEqual(street.get(f"/desk/intake/{run}").status, 404)      # a colleague's table
        self.known(street, text([HEAD, self.order("W-2", "街道转来", community="南岸社区")])).submit("导入").ok().sees("新增 1 件")
        self.assertEqual(self.enter("grid").get("/desk/intake").status, 403)
        self.enter("grid").get("/desk").sees_not("转来的工单")

    def test_what_is_no_table(self):
        worker = self.enter("worker")
        self.upload(worker, b"").ok(422).sees("请选一个表格文件")
        self.upload(worker, b"PK\x03\x04nonsense", "x.xlsx").ok(422)
        self.upload(worker, "只有一行\n".encode()).ok(422).sees("没有内容")

    def test_another_open311_moves_in(self):
        top = tempfile.mkdtemp(dir=self.top)
        requests = [{"service_request_id": "638344", "status": "open", "service_name": "Street light", "description": f"灯不亮，电话 {PHONE}",
                     "requested_datetime": "2026-01-04T06:37:38+08:00", "expected_datetime": "2026-01-09T06:37:38+08:00", "address": "滨河路 3 号",
                     "lat": 39.15, "long": 117.18},
                    {"service_request_id": "638349", "status": "closed", "status_notes": "路面补好了", "service_name": "Pothole", "description": "路面有坑",
                     "requested_datetime": "2026-01-02T06:37:38+08:00", "address": "", "lat": None, "long": None},
                    {"service_request_id": "", "status": "open", "description": "没有编号"}]
        with open(top + "/requests.json", "w") as f:
            json.dump(requests, f)
        os.mkdir(top + "/photos")
        with open(top + "/photos/638344.png", "wb") as f:
            f.write(roads.png())
        args = ["import", "open311", top + "/requests.json", "--data", self.data, "--place", "beian", "--source", "oldcity", "--photos", top + "/photos"]
        before = self.value("SELECT count(*) FROM matter")
        dry = flow.qiao(*args, "--dry-run").stdout
        self.assertIn("2 new, 0 with a new due day, 0 known, 1 wrong", dry)
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before)
        self.assertIn("imported: 2 made", flow.qiao(*args).stdout)
        self.assertIn("imported: 0 made", flow.qiao(*args).stdout)
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before + 2)
        pages = {n: self.client().get(f"/beian/{m}").ok() for n, m in self.rows("SELECT outside.number, matter.number FROM outside JOIN matter "
                                                                              "ON matter.id = outside.matter WHERE source = 'oldcity'")}
        pages["638344"].sees("转自 oldcity，编号 638344", "137****7777").sees_not(PHONE)
        self.assertEqual(self.value("SELECT count(*) FROM file JOIN outside ON outside.matter = file.matter WHERE outside.number = '638344'"), 1)
        pages["638349"].sees("路面补好了", "结果")

        # The same in XML: the same matters, the wrong one by its line. No entity is ever read.
        leaf = lambda r: "".join(f"<{k}>{html.escape(str(v))}</{k}>" if v is not None else f"<{k}/>" for k, v in r.items())
        body = "<service_requests>" + "\n".join(f"<request>{leaf(r)}</request>" for r in requests) + "</service_requests>"
        for name, words in (("good", body), ("root", body.replace("service_requests", "requests")), ("cut", body[:-9]),
                            ("dtd", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + body.replace("路面有坑", "&e;"))):
            with open(f"{top}/{name}.xml", "w", encoding="utf-8") as f:
                f.write('<?xml version="1.0" encoding="utf-8"?>\n' + words)
        args[2], args[args.index("oldcity")] = top + "/good.xml", "oldxml"
        self.assertIn("2 new, 0 with a new due day, 0 known, 1 wrong", flow.qiao(*args, "--dry-run").stdout)
        self.assertIn("imported: 2 made", flow.qiao(*args).stdout)
        same = "SELECT outside.number, title, body, whereabouts, outcome, lat, lon, outside.due FROM outside JOIN matter ON matter.id = outside.matter " \
               "WHERE source = ? ORDER BY outside.number"
        self.assertEqual(self.rows(same, "oldxml"), self.rows(same, "oldcity"))
        for name in ("root", "cut", "dtd"):
            args[2] = f"{top}/{name}.xml"
            self.assertEqual(flow.qiao(*args, ok=False).returncode, 1, name)
        self.assertEqual(flow.qiao("verify", "--data", self.data).returncode, 0)
