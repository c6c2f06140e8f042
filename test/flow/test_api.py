"""test_api.py - the API against its own document: every operation is called with good and bad input and every answer is checked
against its schema; keys may what their role and scope say; webhooks arrive, signed, and are tried again."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import threading
import time
import urllib.parse

import flow
import roads
import test_poll
import town
from apis import ROOT, Api

JSON, PROBLEM = "application/json; charset=utf-8", "application/problem+json; charset=utf-8"


class Town(town.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        me = cls("setUp")
        cls.boss = me.enter("boss")
        all_of = ("scope-read", "scope-file", "scope-act")
        cls.keys = {
            "resident": cls.make_key("resident", "resident", "", ("scope-read", "scope-file")),
            "reader": cls.make_key("reader", "resident", "", ("scope-read",)),
            "worker": cls.make_key("worker", "committee", "北岸社区", all_of),
            "nanan": cls.make_key("nanan", "committee", "南岸社区", all_of),
            "unit": cls.make_key("unit", "unit", "", all_of, org="公交公司"),
            "leader": cls.make_key("leader", "leader", "", all_of),
        }
        cls.api = Api(me)
        cls.n = 0

    @classmethod
    def make_key(cls, name, role, place, scopes, org=None):
        page = cls.boss.get("/admin/keys")
        more = {"org": roads.option(page, "org", org)} if org else {}
        done = page.submit(form=page.form(with_field="minute"), zh=name, role=role, minute="6000", days="9",
                           place=roads.option(page, "place", place) if place else "0", **more, **{s: "yes" for s in scopes})
        return re.search(r"qk_[\w-]{43}", done.ok().html)[0]

    def file(self, **more):
        type(self).n += 1
        body = dict({"place": "heyuan", "title": f"楼道灯不亮 {self.n} {os.urandom(3).hex()}"}, **more)
        return self.api.call("fileMatter", 201, key=self.keys["resident"], body=body)

    def move(self, m, name, key="worker", status=200, version=None, **answers):
        return self.api.call("makeMove", status, key=self.keys[key], id=m["id"], body={
            "move": name, "version": m["version"] if version is None else version, "answers": answers, "reason": answers.pop("reason", "")})


class Operations(Town):
    def test_a_matter_from_filing_to_its_result(self):
        m = self.file(body="两天了", whereabouts="3号楼", category="light", lat=39.1, long=117.2, phone="13900002011", lang="zh",
                      photos=[base64.b64encode(roads.png()).decode()])
        self.assertEqual((m["state"], m["channel"], m["spot"], m["category"], m["open"]), ("filed", "api", "heyuan", "light", True))
        self.assertEqual(self.api.http.last.headers["location"], f"{ROOT}/matters/{m['id']}")
        self.assertEqual(self.api.call("getMatter", 200, id=m["id"]), m)
        files = self.api.call("getFiles", 200, id=m["id"])["items"]
        self.assertEqual(self.api.http.get(files[0]["url"]).ok().headers["content-type"], "image/jpeg")
        self.assertEqual(self.api.call("addSupport", 200, key=self.keys["resident"], id=m["id"], body={"supporter": "a"})["supports"], 1)
        self.assertEqual(self.api.call("addSupport", 200, key=self.keys["resident"], id=m["id"], body={"supporter": "a"})["supports"], 1, "one voice each")
        self.assertEqual(self.api.call("addSupport", 200, key=self.keys["resident"], id=m["id"], body={"supporter": "b"})["supports"], 2)
        c = self.api.call("addComment", 202, key=self.keys["resident"], id=m["id"], body={"author": "a", "body": "我也看到了"})
        self.assertEqual((c["state"], c["kind"]), ("waiting", "comment"))
        self.assertEqual(self.api.call("getComments", 200, id=m["id"])["items"], [])
        moves = self.api.call("getMoves", 200, key=self.keys["worker"], id=m["id"])["items"]
        self.assertIn("take_in", [x["id"] for x in moves])
        m2 = self.move(m, "take_in")
        self.assertEqual(m2["state"], "accepted")
        self.move(m, "decline", status=409, ground="law", reason="x")
        asks = {x["id"]: [a["name"] for a in x["asks"] if a["required"]] for x in self.api.call("getMoves", 200, key=self.keys["worker"], id=m["id"])["items"]}
        m3 = self.move(m2, "start_work", **{a: "今天换灯" for a in asks["start_work"]})
        m4 = self.move(m3, "publish_result", result="灯换好了。")
        self.assertEqual((m4["outcome"], m4["open"]), ("灯换好了。", False))
        acts = [e["act"] for e in self.api.call("getTimeline", 200, id=m["id"])["items"]]
        self.assertEqual(acts[-1], "file")
        self.assertIn("publish_result", acts)
        everything = json.dumps([self.api.call(x, id=m["id"]) for x in ("getMatter", "getTimeline", "getComments")])
        self.assertNotIn("13900002011", everything)
        said = flow.qiao("verify", "--data", self.data, "--json").stdout
        self.assertEqual(json.loads(said)["faults"], 0, said)

    def test_a_unit_answers(self):
        m = self.move(self.file(), "take_in")
        worker = self.enter("worker")
        page = worker.get(urllib.parse.urlsplit(m["url"]).path + "/ask")
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 20 * 86400))
        unit = next(u for u in self.api.call("listUnits", 200)["items"] if u["code"] == "bus")
        self.ask(page, unit["id"], day)
        a = next(x for x in self.api.call("listAssignments", 200, key=self.keys["unit"])["items"] if x["matter"] == m["id"])
        self.assertEqual((a["outcome"], a["unit"]), ("sent", unit["id"]))
        self.api.call("answerAssignment", 422, key=self.keys["unit"], id=a["id"], body={"outcome": "done", "version": a["version"]})
        self.api.call("answerAssignment", 422, key=self.keys["unit"], id=a["id"], body={"outcome": "planned", "version": a["version"], "words": "x", "review": "soon"})
        self.api.call("answerAssignment", 409, key=self.keys["unit"], id=a["id"], body={"outcome": "done", "version": a["version"] + 5, "words": "x"})
        self.api.call("answerAssignment", 404, key=self.keys["worker"], id=a["id"], body={})
        b = self.api.call("answerAssignment", 200, key=self.keys["unit"], id=a["id"], body={"outcome": "done", "version": a["version"], "words": "已修好"})
        self.assertEqual((b["outcome"], b["answer"]), ("done", "已修好"))
        self.assertEqual(self.api.call("getAssignments", 200, id=m["id"])["items"][0]["answer"], "已修好")
        self.api.call("answerAssignment", 404, key=self.keys["unit"], id="7", body={})

    def test_the_hall_from_a_meeting_to_the_units(self):
        """Moves that have a room of their own: called, held, planned, adopted, asked; each with its faults at the API's own names."""
        act = lambda name, status, key="worker", **more: self.api.call(name, status, key=self.keys[key], **more)
        faults = lambda said: {e["field"] for e in said["errors"]}
        m, other = self.move(self.file(), "take_in"), self.move(self.file(), "take_in")
        day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 9 * 86400))
        call = {"place": "beian", "matters": [m["id"], other["id"]], "title": "两盏灯", "day": day, "hour": "14:30", "until": "16:00", "venue": "社区活动室",
                "wanted": [{"group": "party", "heads": 3}, {"group": "owner", "heads": 5}]}
        self.assertLessEqual({"matters", "hour", "wanted.0.heads", "wanted.1.group", "nothing"}, faults(act("callMeeting", 422, body=dict(call, matters=[7], hour=None, nothing=1,
                             wanted=[{"group": "party", "heads": "3"}, {"group": "friends", "heads": 1}]))) | {"matters"})
        self.assertIn("matters.0", faults(act("callMeeting", 422, body=dict(call, matters=[7]))))
        self.assertIn("hour", faults(act("callMeeting", 422, body=dict(call, hour="half past"))))
        self.assertIn("matters", faults(act("callMeeting", 422, body=dict(call, matters=["7"] * 21))))
        self.assertIn("matters", faults(act("callMeeting", 422, body=dict(call, matters=[self.file()["id"]]))), "not accepted yet")
        act("callMeeting", 403, key="nanan", body=call)
        once = {"Idempotency-Key": os.urandom(8).hex()}
        held = act("callMeeting", 201, body=call, headers=once)
        self.assertEqual(self.api.http.last.headers["location"], f"{ROOT}/meetings/{held['id']}")
        self.assertEqual(act("callMeeting", 201, body=call, headers=once), held, "sent twice is one meeting")
        self.assertEqual((held["state"], held["title"], [a["matter"] for a in held["agenda"]]), ("called", "两盏灯", [m["id"], other["id"]]))
        self.client().get(urllib.parse.urlsplit(held["url"]).path).ok().sees("两盏灯", "社区活动室")
        hold = {"version": held["version"], "minutes": "先听居民说，再数手。", "present": [{"group": "party", "heads": 2}, {"group": "owner", "heads": 4}],
                "present_note": "都来了。", "decisions": [
                    {"matter": other["id"], "decision": "reject", "words": "物业已经在换。"},
                    {"matter": m["id"], "decision": "adopt", "words": "换成声控灯。", "motions": [{"words": "换声控灯", "ayes": 5, "nays": 1}]}]}
        bad = dict(hold, decisions=[dict(hold["decisions"][1], motions=[{"words": "", "ayes": 1}]), {"matter": "7", "decision": "adopt", "words": "x"}])
        self.assertLessEqual({"decisions.0.motions.0.words"}, faults(act("holdMeeting", 422, id=held["id"], body=bad)))
        bad["decisions"][0] = dict(hold["decisions"][1], motions=[{"words": "换", "ayes": 99}])
        self.assertIn("decisions.1.matter", faults(act("holdMeeting", 422, id=held["id"], body=bad)))
        bad["decisions"] = [hold["decisions"][0], bad["decisions"][0]]
        self.assertIn("decisions.0.motions.0.words", faults(act("holdMeeting", 422, id=held["id"], body=dict(bad, decisions=bad["decisions"][::-1]))), "more hands than people")
        self.assertIn("minutes", faults(act("holdMeeting", 422, id=held["id"], body=dict(hold, minutes="打 13912345678"))), "a number is pointed out")
        act("holdMeeting", 409, id=held["id"], body=dict(hold, version=held["version"] + 9))
        act("holdMeeting", 403, key="nanan", id=held["id"], body=hold)
        act("holdMeeting", 404, id="7", body=hold)
        over = act("holdMeeting", 201, id=held["id"], body=hold)
        self.assertEqual((over["state"], {a["matter"]: a["decision"] for a in over["agenda"]}), ("held", {m["id"]: "adopt", other["id"]: "reject"}))
        by = {a["matter"]: a["motions"] for a in over["agenda"]}
        self.assertEqual((by[other["id"]], [(x["words"], x["ayes"], x["nays"], x["abstain"], x["verdict"], x["pack"]) for x in by[m["id"]]]),
                         ([], [("换声控灯", 5, 1, 0, None, None)]))
        act("holdMeeting", 409, id=held["id"], body=hold)
        self.client().get(urllib.parse.urlsplit(held["url"]).path).ok().sees("换声控灯", "5", "物业已经在换")

        self.assertEqual(self.api.call("getPlans", 200, id=m["id"])["items"], [])
        plan = {"after": 0, "summary": "换声控灯", "options": [{"title": "声控", "cost": "1200.50", "payer": "物业"}, {"title": "常亮"}],
                "tasks": [{"unit": "bus", "what": "量一量"}]}
        self.assertEqual(faults(act("writePlan", 422, id=m["id"], body=dict(plan, options=[{"title": "x", "cost": "many"}]))), {"options.0.cost"})
        self.assertEqual(faults(act("writePlan", 422, id=m["id"], body=dict(plan, tasks=[{"unit": "mars", "what": "x"}]))), {"tasks.0.unit"})
        self.assertEqual(faults(act("writePlan", 422, id=m["id"], body=dict(plan, options=[]))), {"options"})
        self.assertEqual(faults(act("writePlan", 422, id=m["id"], body=dict(plan, options=["声控"], summary="长" * 1001))), {"options.0", "summary"})
        act("writePlan", 403, key="leader", id=m["id"], body=plan)
        p = act("writePlan", 201, id=m["id"], body=plan)
        self.assertEqual((p["version"], p["state"], [o["cost"] for o in p["options"]], p["tasks"][0]["unit"]), (1, "open", ["1200.50", None], "bus"))
        act("writePlan", 409, id=m["id"], body=plan)
        p = act("writePlan", 201, id=m["id"], body=dict(plan, after=1))
        self.assertEqual([x["state"] for x in self.api.call("getPlans", 200, id=m["id"])["items"]], ["open", "replaced"])
        now = self.api.call("getMatter", 200, id=m["id"])
        adopt = {"version": now["version"], "plan": p["version"], "option": p["options"][0]["id"], "by": "居民议事会"}
        self.assertEqual(faults(act("adoptPlan", 422, id=m["id"], body=dict(adopt, option="x"))), {"option"})
        act("adoptPlan", 409, id=m["id"], body=dict(adopt, plan=1))
        done = act("adoptPlan", 200, id=m["id"], body=adopt)
        self.assertEqual((done["state"], done["by"], [o["chosen"] for o in done["options"]]), ("adopted", "居民议事会", [True, False]))

        now = self.api.call("getMatter", 200, id=m["id"])
        ask = {"version": now["version"], "what": "请换灯", "day": day, "units": [{"unit": "bus", "what": "量尺寸"}, {"unit": "road"}], "lead": "road"}
        self.assertEqual(faults(act("askUnits", 422, id=m["id"], body=dict(ask, units=[{"unit": "mars"}], lead="venus"))), {"units.0.unit", "lead"})
        self.assertEqual(faults(act("askUnits", 422, id=m["id"], body=dict(ask, day="2020-01-01"))), {"day"})
        self.assertEqual(faults(act("askUnits", 422, id=m["id"], body=dict(ask, units=[]))), {"units"})
        act("askUnits", 409, id=m["id"], body=dict(ask, version=now["version"] - 1))
        act("askUnits", 403, key="unit", id=m["id"], body=ask)
        asked = act("askUnits", 201, id=m["id"], body=ask)["items"]
        self.assertEqual({(a["part"], a["ask"].replace("\n", "|")) for a in asked}, {("assist", "请换灯|量尺寸"), ("lead", "请换灯")})
        self.assertEqual(self.api.call("getAssignments", 200, id=m["id"])["items"], asked)
        # what stands in the way of a move is said in the caller's language, in the life cycle's own words
        for lang, because in (("zh-CN", "还没答复的单位 要是 0，现在是 2。"), ("en", "units that have not answered must be 0; it is 2.")):
            moves = {x["id"]: x for x in act("getMoves", 200, id=m["id"], lang=lang)["items"]}
            self.assertEqual((moves["publish_result"]["blocked"], moves["publish_result"]["because"]), (True, because))
            self.assertTrue(moves["publish_result"]["why"])
            self.assertEqual({x["because"] for x in moves.values() if not x["blocked"]}, {None})
        self.assertEqual(json.loads(flow.qiao("verify", "--data", self.data, "--json").stdout)["faults"], 0)

    def act(self, name, status, key="worker", **more):
        return self.api.call(name, status, key=self.keys[key], **more)

    def faults(self, name, body, **more):
        """The fields that are named, at the API's own names."""
        return {e["field"] for e in self.act(name, 422, body=body, **more)["errors"]}

    def test_a_meeting_is_moved_and_cancelled(self):
        m = self.move(self.file(), "take_in")
        day, later = (time.strftime("%Y-%m-%d", time.localtime(time.time() + n * 86400)) for n in (9, 12))
        held = self.act("callMeeting", 201, body={"place": "beian", "matters": [m["id"]], "title": "车棚", "day": day, "hour": "14:30", "until": "16:00", "venue": "活动室"})
        self.assertEqual(held["sequence"], 0)
        move = {"sequence": 0, "day": later, "hour": "09:00", "until": "10:30", "venue": "二楼议事厅", "reason": "活动室在装修。"}
        at = {"id": held["id"]}
        self.assertEqual(self.faults("moveMeeting", {"sequence": 0}, **at), {"day", "hour", "until", "venue", "reason"})
        self.assertEqual(self.faults("moveMeeting", dict(move, venue="长" * 81), **at), {"venue"})
        self.assertEqual(self.faults("moveMeeting", dict(move, day="soon", hour="9 am", until="late"), **at), {"day", "hour", "until"})
        self.act("moveMeeting", 409, body=dict(move, sequence=4), **at)
        self.act("moveMeeting", 403, key="nanan", body=move, **at)
        self.act("moveMeeting", 404, id="7", body=move)
        once = {"Idempotency-Key": os.urandom(8).hex()}
        moved = self.act("moveMeeting", 200, body=move, headers=once, **at)
        self.assertEqual((moved["sequence"], moved["venue"], moved["starts"][:16]), (1, "二楼议事厅", later + "T09:00"))
        self.assertEqual(self.act("moveMeeting", 200, body=move, headers=once, **at), moved, "sent twice is moved once")
        self.client().get(urllib.parse.urlsplit(held["url"]).path).ok().sees("二楼议事厅", "活动室在装修")
        self.assertEqual(self.faults("cancelMeeting", {"sequence": 1, "reason": ""}, **at), {"reason"})
        self.act("cancelMeeting", 409, body={"sequence": 0, "reason": "来不了。"}, **at)
        off = self.act("cancelMeeting", 200, body={"sequence": 1, "reason": "先看现场。"}, **at)
        self.assertEqual((off["state"], off["sequence"]), ("cancelled", 2))
        acts = [e["act"] for e in self.api.call("getTimeline", 200, id=m["id"])["items"]]
        self.assertLessEqual({"meeting_moved", "meeting_off"}, set(acts))
        self.assertNotIn(self.act("moveMeeting", None, body=dict(move, sequence=2), **at), (None,))
        self.assertIn(self.api.http.last.status, (409, 422), "what is cancelled is not moved")

    def test_a_survey_is_recorded(self):
        m = self.move(self.file(), "take_in")
        at = {"id": m["id"]}
        self.assertEqual(self.api.call("getSurveys", 200, **at)["items"], [])
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
        visit = {"after": 0, "day": day, "present": [{"group": "unit", "heads": 2}, {"group": "grid", "heads": 1}], "people": "公交公司的专业人员",
                 "places": [{"name": "北门东侧", "where": "河滨路北侧", "lat": 39.1534, "long": 117.1612,
                             "facts": [{"name": "人行道宽", "value": "3.2", "unit": "米"}, {"name": "离路口", "value": "120", "unit": "米", "origin": "reported", "source": "交管部门"}],
                             "rules": [{"name": "离路口要够远", "value": "满足", "source": "本市设站规定第四条"}]},
                            {"name": "南门", "where": "河滨路南侧", "facts": [{"name": "人行道宽", "value": "1.1", "unit": "米"}]}],
                 "chosen": "北门东侧", "why": "人行道够宽。"}
        self.assertEqual(self.faults("recordSurvey", {"after": 0, "places": [{"facts": [{"value": "3"}], "rules": [{"name": "x"}]}]}, **at),
                         {"day", "present", "why", "places.0.name", "places.0.where", "places.0.facts.0.name", "places.0.rules.0.value", "places.0.rules.0.source"})
        bad = [dict(visit["places"][0], name="长" * 41), dict(visit["places"][1], lat=39.1, facts=[{"name": "x", "value": "y", "origin": "guessed"}])]
        self.assertEqual(self.faults("recordSurvey", dict(visit, places=bad), **at), {"places.0.name", "places.1.facts.0.origin"})
        self.assertEqual(self.faults("recordSurvey", dict(visit, places=[visit["places"][0], dict(visit["places"][1], lat=39.1)], chosen="西门"), **at), {"places.1.lat", "chosen"})
        self.assertEqual(self.faults("recordSurvey", dict(visit, places=visit["places"] * 4), **at), {"places"})
        self.assertEqual(self.faults("recordSurvey", dict(visit, day="2999-01-01"), **at), {"day"})
        for key in ("nanan", "leader", "unit"):
            self.act("recordSurvey", 403, key=key, body=visit, **at)
        s = self.act("recordSurvey", 201, body=visit, **at)
        self.assertEqual((s["n"], s["present"], [p["chosen"] for p in s["places"]], s["places"][0]["facts"][1]["origin"], s["places"][1]["lat"]),
                         (1, [{"group": "grid", "heads": 1}, {"group": "unit", "heads": 2}], [True, False], "reported", None))
        self.assertEqual(s["places"][0]["facts"][0]["origin"], "measured")
        page = urllib.parse.urlsplit(m["url"]).path + "/survey"
        self.client().get(page).ok().sees("选定：北门东侧", "3.2 米", "有关单位提供：交管部门", "出处：本市设站规定第四条")
        self.act("recordSurvey", 409, body=visit, **at)
        photo = {"place": s["places"][1]["id"], "photos": [base64.b64encode(roads.png()).decode()]}
        self.assertEqual(self.faults("addSurveyPhotos", dict(photo, photos=[base64.b64encode(b"no picture").decode()]), **at), {"photos"})
        self.assertEqual(self.faults("addSurveyPhotos", dict(photo, place="south"), **at), {"place"})
        self.act("addSurveyPhotos", 404, body=dict(photo, place="7"), **at)
        s = self.act("addSurveyPhotos", 200, body=photo, **at)
        self.assertEqual([len(p["photos"]) for p in s["places"]], [0, 1])
        self.assertTrue(self.api.http.get(s["places"][1]["photos"][0]["small"]).ok().type.startswith("image/"))
        s = self.act("recordSurvey", 201, body=dict({k: v for k, v in visit.items() if k != "chosen"}, after=1, why="路面在施工。"), **at)
        self.assertEqual(([p["chosen"] for p in s["places"]], len(s["places"][1]["photos"])), ([False, False], 1), "photos stay with the place of the name")
        self.assertEqual([x["n"] for x in self.api.call("getSurveys", 200, **at)["items"]], [2, 1])
        self.assertEqual(json.loads(flow.qiao("verify", "--data", self.data, "--json").stdout)["faults"], 0)

    def test_a_poll_from_its_questions_to_its_close(self):
        m = self.move(self.file(), "take_in")
        poll = {"matter": m["id"], "title": "灯怎么装", "basis": "voter", "questions": [
            {"title": "装在哪里？", "choices": ["门口", "路边", "不装"], "against": True}, {"title": "还要什么？", "method": "many", "limit": 2, "choices": ["椅子", "花", "树"]}]}
        self.assertEqual(self.faults("makePoll", {"matter": m["id"], "questions": [{"title": "x"}]}), {"title", "basis", "questions.0.choices"})
        self.assertEqual(self.faults("makePoll", dict(poll, questions=[{"title": "x", "method": "dice", "choices": ["a", "b"]}])), {"questions.0.method"})
        self.assertEqual(self.faults("makePoll", dict(poll, questions=[{"title": "x", "choices": ["a", "a"]}, {"title": "y", "choices": ["a\nb", "c"]}])), {"questions.1.choices"})
        self.assertEqual(self.faults("makePoll", dict(poll, questions=[{"title": "x", "choices": ["a", "a"]}])), {"questions.0.choices"})
        self.assertEqual(self.faults("makePoll", dict(poll, questions=[{"title": "x", "method": "many", "limit": 5, "choices": ["a", "b"]}])), {"questions.0.limit"})
        self.assertEqual(self.faults("makePoll", dict(poll, kind="binding", pack="nothing")), {"pack"})
        for key in ("nanan", "leader", "unit"):
            self.act("makePoll", 403, key=key, body=poll)
        self.act("makePoll", 404, body=dict(poll, matter="7"))
        once = {"Idempotency-Key": os.urandom(8).hex()}
        p = self.act("makePoll", 201, body=poll, headers=once)
        self.assertEqual(self.act("makePoll", 201, body=poll, headers=once), p)
        self.assertEqual(self.api.http.last.headers["location"], f"{ROOT}/polls/{p['id']}")
        self.assertEqual((p["state"], p["kind"], p["keys"], [q["method"] for q in p["questions"]], p["questions"][0]["choices"][0]),
                         ("made", "opinion", False, ["one", "many"], {"title": "门口", "votes": -1}))
        page = urllib.parse.urlsplit(p["url"]).path
        self.client().get(page).ok().sees("问题已经公开", "装在哪里", "椅子")
        at, day = {"id": p["id"]}, str(test_poll.today())
        self.assertEqual(self.faults("openPoll", {"closes": day}, **at), {"closes"}, "no keys yet")
        # Keys are people's: by the pages, on two screens. So is the roll.
        w = self.enter("worker")
        roll = w.get("/roll").ok()
        roll.submit("写入", form=roll.form(with_field="file"), files={"file": ("roll.csv", "text/csv", test_poll.ROLL.encode())}).ok()
        one = w.get(page + "/keys").submit("第一位监票人").ok()
        two = one.submit("收好了，请第二位").ok()
        for share in (test_poll.shares(one), test_poll.shares(two)):
            w.get(page + "/keys").submit("核对", share=share).ok()
        self.assertTrue(self.api.call("getPoll", 200, **at)["keys"])
        self.assertEqual(self.faults("openPoll", {"closes": "2020-01-01"}, **at), {"closes"})
        self.act("closePoll", 409, body={}, **at)
        for name, body in (("openPoll", {"closes": day}), ("closePoll", {}), ("cancelPoll", {"reason": "x"})):
            self.act(name, 403, key="nanan", body=body, **at)
            self.act(name, 404, id="7", body=body)
        p = self.act("openPoll", 200, body={"closes": day}, **at)
        self.assertEqual((p["state"], p["electorate"], p["voted"], p["closes"][:10]), ("open", 21, 0, day))
        self.act("openPoll", 409, body={"closes": day}, **at)
        self.assertIn(p["id"], [x["id"] for x in self.api.call("listPolls", 200, state="open", place="beian")["items"]])
        self.assertEqual(self.api.call("listPolls", 200, place="nanan")["items"], [])
        self.act("closePoll", 422, body={"now": True}, **at)
        self.assertEqual(self.act("closePoll", 200, body={}, **at)["state"], "closed")
        self.act("cancelPoll", 409, body={"reason": "晚了"}, **at)
        other = self.act("makePoll", 201, body=dict(poll, questions=[{"title": "先做哪样？", "method": "irv", "choices": ["甲", "乙"]}], title="再问一次"))
        self.assertEqual(self.faults("cancelPoll", {"reason": ""}, id=other["id"]), {"reason"})
        gone = self.act("cancelPoll", 200, id=other["id"], body={"reason": "问题写错了。"})
        self.assertEqual((gone["state"], gone["reason"]), ("cancelled", "问题写错了。"))
        first = self.api.call("listPolls", 200, limit=1)
        self.assertEqual(first["items"][0]["id"], other["id"])
        self.assertEqual(self.api.call("listPolls", 200, limit=1, cursor=first["next"])["items"][0]["id"], p["id"])
        self.assertEqual(json.loads(flow.qiao("verify", "--data", self.data, "--json").stdout)["faults"], 0)

    def ask(self, page, unit, day):
        form = page.form(action="/ask")
        values = {}
        for name, options in form.options.items():
            if unit in options:
                values[name] = unit
        for name in form.names():
            if name and re.search("day|due", name):
                values[name] = day
            if name and re.search("what|ask|words", name):
                values[name] = "请看看这盏灯"
        return page.submit(form=form, **values).ok()

    def test_lists_and_pages(self):
        made = [self.file()["id"] for _ in range(5)]
        seen, cursor = [], None
        while True:
            said = self.api.call("listMatters", 200, limit=2, place="beian", state="filed", **({"cursor": cursor} if cursor else {}))
            self.assertLessEqual(len(said["items"]), 2)
            seen += [m["id"] for m in said["items"]]
            cursor = said["next"]
            if not cursor:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(set(made), set(seen))
        word = "独一无二" + str(self.n)
        m = self.file(title=f"{word} 的路灯")
        self.assertEqual([x["id"] for x in self.api.call("listMatters", 200, q=word)["items"]], [m["id"]])
        self.assertEqual(self.api.call("listMatters", 200, place="nanan")["items"], [])
        for name in ("listMeetings", "listCategories", "listPlaces", "listUnits", "getFigures", "getDocument", "listPolls"):
            self.api.call(name, 200)
        self.assertEqual({p["parent"] for p in self.api.call("listPlaces", 200, below="heyuan")["items"]}, {"heyuan"})
        self.assertIn("Lighting", str(self.api.call("listCategories", 200)))
        self.assertIn("North Bank", self.api.call("getMatter", 200, id=m["id"], lang="en, zh;q=0.1")["place_name"])

    def test_figures_are_the_pages_own(self):
        """Each number with its definition and the list behind it; the list has as many matters as the number says."""
        self.file()
        said = self.api.call("getFigures", 200, place="beian", lang="zh")
        by = {f["name"]: f for f in said["figures"]}
        total = self.value("SELECT count(*) FROM matter WHERE merged_into = 0 AND place = (SELECT id FROM place WHERE slug = 'beian')")
        self.assertEqual(by["received"]["count"], total)
        self.assertEqual(sum(by[k]["count"] for k in ("heard", "to_call", "unreached", "nobody")), by["settled"]["count"])
        self.assertEqual(said["open"], by["received"]["count"] - by["settled"]["count"] - by["declined"]["count"])
        self.assertEqual(sum(f["count"] for m in said["months"] for f in m["figures"] if f["name"] == "received"), total)
        self.assertIn("基本满意", by["satisfied"]["about"])
        self.assertIn("mostly satisfied", str(self.api.call("getFigures", 200, place="beian", lang="en")["figures"]))
        listed = self.client().get("/" + by["received"]["list"].split("/", 3)[3]).ok()
        listed.sees(f"共 {total} 件")
        self.assertEqual(self.api.call("getFigures", 200)["figures"][0]["count"], self.api.call("getFigures", 200, place="beian-jie")["figures"][0]["count"])
        self.assertEqual(self.api.call("getFigures", 200, place="nanan")["figures"][0]["count"], 0)
        self.assertEqual(self.api.call("getFigures", 200, period="1999")["months"], [])
        unit = self.api.call("getFigures", 200, unit="bus")
        self.assertEqual({f["name"]: f["count"] for f in unit["figures"]}["sent"], self.value("SELECT count(*) FROM assignment JOIN org ON org.id = org WHERE code = 'bus'"))
        for bad in ({"unit": "mars"}, {"period": "soon"}, {"unit": "bus", "place": "beian"}):
            self.assertIn(self.api.call("getFigures", 422, **bad)["errors"][0]["field"], bad)

    def test_an_empty_handbook(self):
        said = self.api.call("matchFirm", 200, key=self.keys["reader"], body={"facts": {"amount": "5", "term": "12"}})
        self.assertEqual((said["all"], said["products"], said["changes"]), (0, [], []))
        self.api.call("matchFirm", 422, key=self.keys["reader"], body={"facts": {"term": "12"}})
        self.assertEqual(len(self.api.call("listFirmFields", 200)["items"]), 22)

    def test_bad_arguments(self):
        for name, query in (("listMatters", {"limit": "101"}), ("listMatters", {"limit": "-1"}), ("listMatters", {"cursor": "abc"}),
                            ("listMatters", {"cursor": "!"}), ("listMatters", {"place": "mars"}), ("listMatters", {"place": "heyuan"}),
                            ("listMatters", {"state": "nothing"}), ("listMatters", {"category": "nothing"}), ("listMatters", {"q": "灯", "state": "open"}),
                            ("listMeetings", {"state": "nothing"}), ("listMeetings", {"cursor": "x"}), ("listPolls", {"state": "nothing"}), ("listPolls", {"cursor": "x"}), ("listPolls", {"place": "mars"}), ("listPlaces", {"below": "mars"}), ("getFigures", {"place": "mars"})):
            said = self.api.call(name, 422, **query)
            self.assertIn(said["errors"][0]["field"], query, said)
        for name, (verb, path, op) in self.api.ops.items():      # an argument that nobody knows
            if verb == "GET" and {} in op["security"]:
                m = self.file()["id"] if "/matters/{id}" in path else "7"
                if "/meetings/{id}" not in path and "/polls/{id}" not in path:
                    self.api.call(name, 422, id=m, nothing="x")
            if "{id}" in path:
                key = self.keys["unit" if "assignments/{" in path else "worker"]
                for bad in ("7", "0", "x", "99999999999999999999"):
                    self.api.call(name, 404, key=key, id=bad, body={} if verb == "POST" else None)

    def test_bad_bodies(self):
        before = self.value("SELECT count(*) FROM matter")
        key = self.keys["resident"]
        good = {"place": "heyuan", "title": "灯"}
        for more, field in (({"place": None}, "place"), ({"place": "mars"}, "place"), ({"place": 7}, "place"), ({"place": "lianxin"}, "place"),
                            ({"title": ""}, "title"), ({"title": "…"}, "title"), ({"title": "长" * 61}, "title"), ({"body": "长" * 4001}, "body"),
                            ({"lang": "fr"}, "lang"), ({"category": "nothing"}, "category"), ({"phone": "123"}, "phone"), ({"lat": 39.1}, "lat"),
                            ({"lat": "39", "long": 117}, "lat"), ({"lat": 95, "long": 117}, "lat"), ({"photos": "x"}, "photos"), ({"photos": ["%%%"]}, "photos"),
                            ({"photos": [base64.b64encode(b"no picture").decode()]}, "photos"), ({"photos": ["AAAA"] * 5}, "photos"),
                            ({"author": "somebody"}, "author"), ({"body": ["x"]}, "body"), ({"whereabouts": {"a": 1}}, "whereabouts")):
            said = self.api.call("fileMatter", 422, key=key, body=dict(good, **more))
            self.assertIn(field, [e["field"] for e in said["errors"]], said)
        two = self.api.call("fileMatter", 422, key=key, body={"lang": "fr", "nothing": 1}, lang="en")
        self.assertEqual({e["field"] for e in two["errors"]}, {"lang", "nothing", "place", "title"}, "all at once")
        self.assertIn("One of", str(two))
        for raw in (b"", b"[]", b"{", b'{"a":1,"a":2}', b'{"title":"\xff"}', b"[" * 50, b'{"a":' * 12 + b"1" + b"}" * 12, b'{"title":"\\u0000"}', b"null"):
            self.api.call("fileMatter", 400, key=key, body=raw)
        self.api.call("fileMatter", 415, key=key, body=b"place=heyuan&title=x", kind="application/x-www-form-urlencoded")
        self.api.call("fileMatter", 413, key=key, body=b'{"body":"' + b"x" * (25 << 20) + b'"}')
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before)
        m = self.file()
        for name, body in (("addSupport", {}), ("addSupport", {"supporter": "x" * 65}), ("addComment", {"author": "a"}),
                           ("addComment", {"author": "a", "body": "长" * 501}), ("addComment", {"author": "a", "body": "x", "kind": "praise"})):
            self.api.call(name, 422, key=key, id=m["id"], body=body)
        self.move(m, "nothing", status=422)
        self.move(m, "ask", status=422)
        self.move(m, "take_in", status=422, nothing="x")
        self.move(m, "publish_result", status=422)
        self.move(m, "return", status=422)

    def test_who_may_what(self):
        m = self.file()
        writes = {name: op for name, op in self.api.ops.items() if {} not in op[2]["security"]}
        self.assertEqual(set(writes), {"fileMatter", "addComment", "addSupport", "getMoves", "makeMove", "listAssignments", "answerAssignment",
                                       "askUnits", "writePlan", "adoptPlan", "callMeeting", "holdMeeting", "moveMeeting",
                                       "cancelMeeting", "recordSurvey", "addSurveyPhotos", "makePoll", "openPoll", "closePoll", "cancelPoll", "matchFirm"})
        reads = writes.pop("matchFirm")
        self.assertEqual((reads[2]["x-scope"], self.status("matchFirm", m, None, {}), self.status("matchFirm", m, "qk_wrong", {})), ("read", 401, 401))
        for name, (verb, path, op) in writes.items():
            body = {} if verb == "POST" else None
            self.assertNotIn(self.status(name, m, None, body), (200, 201, 202))
            found = not any(x + "/{" in path for x in ("assignments", "meetings", "polls"))         # there is none of the matter's number
            self.api.call(name, 401, id=m["id"], body=body) if found else None
            self.api.call(name, 401, key="qk_wrong", id=m["id"], body=body)
            self.api.call(name, 401, id=m["id"], body=body, headers={"Authorization": "Basic YTpi"})
            if found:
                self.api.call(name, 403, key=self.keys["reader"], id=m["id"], body=body)
        self.api.call("getMoves", 403, key=self.keys["nanan"], id=m["id"])
        self.move(m, "take_in", key="nanan", status=403)
        self.move(m, "take_in", key="leader", status=403)
        self.move(m, "take_in", key="unit", status=403)
        self.api.call("listAssignments", 403, key=self.keys["worker"])
        self.api.call("addSupport", 403, key=self.keys["nanan"], id=m["id"], body={"supporter": "x"})
        self.api.call("fileMatter", 403, key=self.keys["nanan"], body={"place": "heyuan", "title": "灯"})

    def status(self, name, m, key, body):
        self.api.call(name, key=key, id=m["id"], body=body)
        return self.api.http.last.status

    def test_a_sign_in_counts_for_nothing(self):
        m = self.file()
        c = Api(self)
        c.http = self.enter("worker")
        c.call("getMoves", 401, id=m["id"])
        c.call("makeMove", 401, id=m["id"], body={"move": "take_in", "version": 1})

    def test_tags_and_twice(self):
        m = self.file()
        self.api.call("getMatter", 200, id=m["id"])
        tag = self.api.http.last.headers["etag"]
        self.api.call("getMatter", 304, id=m["id"], headers={"If-None-Match": f'"x", {tag}'})
        self.move(m, "take_in")
        self.api.call("getMatter", 200, id=m["id"], headers={"If-None-Match": tag})
        before = self.value("SELECT count(*) FROM matter")
        once = {"Idempotency-Key": os.urandom(8).hex()}
        body = {"place": "heyuan", "title": "一次 " + os.urandom(3).hex()}
        a = self.api.call("fileMatter", 201, key=self.keys["resident"], body=body, headers=once)
        self.assertEqual(self.api.call("fileMatter", 201, key=self.keys["resident"], body=body, headers=once), a)
        self.api.call("fileMatter", 422, key=self.keys["resident"], body=dict(body, title="另一件"), headers=once)
        self.api.call("fileMatter", 201, key=self.keys["worker"], body=body, headers=once)
        self.assertEqual(self.value("SELECT count(*) FROM matter"), before + 2, "another key's word is another's")

    def test_the_document_and_the_routes_are_the_same(self):
        routes = {(l.split()[0], re.sub(r":(\w+)", r"{\1}", l.split()[1]).removeprefix(ROOT)) for l in flow.qiao("routes").stdout.splitlines()
                  if l.split()[1].startswith(ROOT)}
        self.assertEqual(routes, {(verb, path) for verb, path, _ in self.api.ops.values()})
        self.assertEqual(self.api.doc["openapi"], "3.1.0")
        self.assertEqual(len(self.api.ops), sum(len(v) for v in self.api.doc["paths"].values()))
        for name, schema in self.api.doc["components"]["schemas"].items():
            self.assertIs(schema["additionalProperties"], False, name)

    def test_whatever_goes_wrong_is_a_problem(self):
        for verb, path, status in (("GET", "/nothing", 404), ("GET", "", 404), ("DELETE", "/matters", 405), ("PUT", "/matters/7", 405), ("POST", "/places", 405),
                                   ("GET", "/matters?a=1&a=2", 400), ("GET", "/matters?q=%FF", 400), ("GET", "/%FF", 400)):
            page = self.api.http.request(verb, ROOT + path)
            self.assertEqual((page.status, page.headers["content-type"]), (status, PROBLEM), path)
            self.assertEqual(self.api.schemas.faults(json.loads(page.body), {"$ref": "#/components/schemas/Problem"}), [])

    def test_z_every_operation_was_called_with_good_and_bad_input(self):
        for name in set(self.api.ops) - {"getMeeting"}:      # its good and bad calls: Meetings
            told = {status[0] for n, status in self.api.met if n == name}
            self.assertLessEqual({"2", "4"}, told, name)

    def test_the_page_about_it_tells_the_truth(self):
        page = self.client().get("/").follow(href="^/api$").ok()
        for verb, path, _ in self.api.ops.values():
            page.sees(f"{verb} {path.replace('{id}', ':id')}")
        page.sees("OpenAPI 3.1")
        example = re.search(r"curl '(http[^']*)'", page.html.replace("&amp;", "&"))[1]
        self.assertEqual(self.client().get(example).ok().headers["content-type"], JSON)
        self.client().get("/api?lang=en").ok()


FIRM = dict(amount="50", term="12", age="3", grade="C", tax="6", pays24="8", banks="1", clean="yes", first="no", industry="retail", staff="8",
            revenue="300", quals="-", patents="0", purpose="working", debt="40", pledge="-", trade="no")


class Finance(flow.Case):
    """The demonstration's handbook, asked with the demonstration's key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.api = Api(cls("setUp"))

    def match(self, facts, status=200, **more):
        return self.api.call("matchFirm", status, key="demo", body={"facts": facts, **{k: v for k, v in more.items() if k != "lang"}}, lang=more.get("lang"))

    def test_a_firm_hears_what_the_page_says(self):
        said = self.match(FIRM)
        page = self.client().get("/finance/match").submit("看结果", **{f"x_{k}": v for k, v in FIRM.items() if v != "-"}, x_quals_none="yes", x_pledge_none="yes").ok()
        page.sees(f"一共 {said['all']} 个产品：{said['fits']} 个合适，{said['lacks_one']} 个只差一条，{said['unknown']} 个要补资料，{said['does_not']} 个不合适。")
        self.assertEqual(said["size"], "micro")
        of = {c: [p for p in said["products"] if p["class"] == c] for c in ("fits", "lacks_one", "unknown", "does_not")}
        self.assertEqual({c: len(v) for c, v in of.items()}, {c: said[c] for c in of})
        for c, v in of.items():
            for p in v:
                states = [r["state"] for r in p["reasons"]]
                self.assertEqual({"fits": set(states) <= {"met"}, "lacks_one": states.count("failed") == 1, "unknown": "failed" not in states,
                                  "does_not": "failed" in states}[c], True, p)
                self.assertEqual(self.client().get(p["url"]).ok().status, 200)
            costs = [round(float(p["rate_low"]) + float(p["fee"]), 2) for p in v]
            if c != "does_not":
                self.assertEqual(costs, sorted(costs))
        graded = next(p for p in of["lacks_one"] if p["name"] == "纳税等级贷")
        lacks = next(r for r in graded["reasons"] if r["state"] == "failed")
        self.assertEqual((lacks["field"], lacks["op"], lacks["wanted"], lacks["actual"], lacks["gap"]), ("amount", "le", "30", "50", "20"))
        self.assertEqual(graded["limit"], "30")

    def test_each_change_opens_what_it_says(self):
        said = self.match(FIRM)
        self.assertEqual([(c["how"], c["to"], c["opens"]) for c in said["changes"] if c["field"] == "grade"][0], ("be", "A", 2))
        for c in said["changes"]:
            step = {"exceed": 1e-6, "below": -1e-6}.get(c["how"], 0)
            to = c["to"] if c["how"] in ("be", "have") else f"{float(c['to']) + step:.6f}"
            then = self.match({**FIRM, c["field"]: to})
            fitted = {p["id"] for p in said["products"] if p["class"] == "fits"}
            self.assertEqual(len({p["id"] for p in then["products"] if p["class"] == "fits"} - fitted), c["opens"], c)

    def test_what_is_not_said_is_unknown(self):
        said = self.match({"amount": "50", "term": "12"}, lang="en")
        gone = [r for p in said["products"] if p["class"] == "unknown" for r in p["reasons"] if r["state"] == "unknown"]
        self.assertGreater(len(gone), 3)
        known = {f["id"]: f for f in self.api.call("listFirmFields", 200)["items"]}
        self.assertTrue(all(known[r["missing"]]["asked"] for r in gone))
        few = self.match({"amount": "50", "term": "12"}, most=1)
        self.assertEqual((few["unknown"], sum(p["class"] == "unknown" for p in few["products"])), (said["unknown"], 1))
        self.assertEqual(known["grade"]["words"][0]["id"], "A")

    def test_what_is_wrong_is_said_at_once(self):
        said = self.match({"amount": "many", "grade": "Z", "shoes": "2"}, 422, lang="en")
        self.assertEqual({e["field"] for e in said["errors"]}, {"facts.amount", "facts.term", "facts.grade", "facts.shoes"})
        for body in ({}, {"facts": "x"}, {"facts": {"amount": 50, "term": "12"}}, {"facts": {}, "most": 500}, {"facts": {"amount": "1", "term": "1"}, "more": 1}):
            self.api.call("matchFirm", 422, key="demo", body=body)
        self.api.call("matchFirm", 401, body={"facts": {"amount": "1", "term": "1"}})
        before = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")
        counts = [self.value(f"SELECT count(*) FROM {t}") for t, in before]
        self.match(FIRM)
        self.assertEqual([self.value(f"SELECT count(*) FROM {t}") for t, in before], counts, "nothing of it is kept")


class Meetings(flow.Case):
    """The demonstration's."""

    def test_meetings_with_their_agenda(self):
        api = Api(self)
        first = api.call("listMeetings", 200, limit=1)
        self.assertNotEqual(first["next"], None)
        second = api.call("listMeetings", 200, limit=1, cursor=first["next"])["items"][0]
        self.assertNotEqual(second["id"], first["items"][0]["id"])
        held = api.call("listMeetings", 200, state="held", limit=100)["items"]
        one = api.call("getMeeting", 200, id=held[-1]["id"])
        self.assertEqual(one["agenda"][0]["decision"], "adopt")
        motion = one["agenda"][0]["motions"][0]
        self.assertIn(motion["verdict"], ("passed", "failed", "unknown"))
        self.client().get(urllib.parse.urlsplit(one["url"]).path).ok().sees(motion["words"], str(motion["ayes"]))
        self.assertEqual(self.value("SELECT count(*) FROM rule_pack WHERE version = ?", motion["version"]), 1)
        self.assertEqual(api.call("getMatter", 200, id=one["agenda"][0]["matter"])["number"], one["agenda"][0]["number"])
        api.call("getMeeting", 404, id=7)
        api.call("getMeeting", 422, id=held[0]["id"], nothing="x")

    def test_a_counted_poll_says_what_its_page_says(self):
        api = Api(self)
        p = api.call("getPoll", 200, id=api.call("listPolls", 200, state="counted")["items"][0]["id"], lang="zh")
        page = self.client().get(urllib.parse.urlsplit(p["url"]).path).ok()
        for q in p["questions"]:
            page.sees(q["title"], *(f"{c['votes']:,}" for c in q["choices"]))
        page.sees(p["digest"], p["questions"][0]["said"])
        self.assertEqual(len([b for b in json.loads(self.client().get(p["data"]).body)["ballots"] if b["question"] == 1]), p["ballots"])
        api.call("getPoll", 404, id=7)
        api.call("getPoll", 422, id=p["id"], nothing="x")

    def test_a_survey_of_the_demonstration(self):
        api = Api(self)
        m = next(m for m in api.call("listMatters", 200, limit=100)["items"] if api.call("getSurveys", 200, id=m["id"])["items"])
        s = api.call("getSurveys", 200, id=m["id"])["items"][0]
        page = self.client().get(urllib.parse.urlsplit(m["url"]).path + "/survey").ok()
        for place in s["places"]:
            page.sees(place["name"])


class Receiver(http.server.BaseHTTPRequestHandler):
    got, answer = [], 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.got.append((dict(self.headers), body))
        self.send_response(Receiver.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


class Hooks(town.Case):
    """Letters really leave here: to a receiver on this machine, which the settings allow."""

    @classmethod
    def setUpClass(cls):
        cls.receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=cls.receiver.serve_forever, daemon=True).start()
        cls.url = f"http://127.0.0.1:{cls.receiver.server_port}/in?secret=1"
        host = f"127.0.0.1:{cls.receiver.server_port}"
        cls.settings = f"net.hosts = {host}\nnet.private = {host}\n"
        super().setUpClass()
        cls.server.stop()
        conf = os.path.join(cls.data, "qiao.conf")
        with open(conf, encoding="utf-8") as f:
            text = f.read().replace("site.demo = yes\n", "")
        with open(conf, "w", encoding="utf-8") as f:
            f.write(text)
        cls.server.start()
        me = cls("test_hooks")
        cls.boss = me.enter("boss")
        cls.api = Api(me)

    @classmethod
    def tearDownClass(cls):
        cls.receiver.shutdown()
        super().tearDownClass()

    def wait(self, n):
        until = time.monotonic() + 20
        while len(Receiver.got) < n and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(len(Receiver.got), n)
        return Receiver.got[-1]

    def signed(self, got, secret):
        head, body = got
        text = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.new(base64.b64decode(secret.removeprefix("whsec_")), text, hashlib.sha256).digest()).decode()
        return head["webhook-signature"] == "v1," + mac

    def test_hooks(self):
        page = self.boss.get("/admin/keys").follow("Webhook")
        form = page.form(with_field="url")
        for url, words in (("ftp://x.example/", "网址"), ("https://elsewhere.example/in", "net.hosts")):
            page.submit(form=form, url=url, **{"matter.filed": "yes"}).ok(422)
        page.submit(form=form, url=self.url).ok(422).sees("请至少选一样")
        page = page.submit(form=form, url=self.url, **{"matter.filed": "yes"}).ok().sees("只显示这一次", "还没有送过").sees_not("secret=1")
        secret = re.search(r"whsec_[\w+/]+=*", page.html)[0]
        self.assertNotIn(secret, self.boss.get("/admin/hooks").html)
        self.assertNotIn(secret, str(self.rows("SELECT url, secret FROM hook")))
        address = roads.send_filing(roads.ready_to_file(self.client(), "楼道的灯坏了", phone="13900003001"))
        got = self.wait(1)
        self.assertTrue(self.signed(got, secret))
        said = json.loads(got[1])
        self.assertEqual(self.api.schemas.faults(said, {"$ref": "#/components/schemas/Hook"}), [])
        self.assertEqual((said["type"], said["data"]["matter"]["title"]), ("matter.filed", "楼道的灯坏了"))
        self.assertTrue(said["data"]["matter"]["url"].endswith(address))
        self.assertNotIn("13900003001", got[1].decode())
        page = self.boss.get("/admin/hooks").sees("matter.filed")
        Receiver.answer = 500
        page.submit(form=page.form(action="/test$")).ok()
        self.assertEqual(json.loads(self.wait(2)[1])["type"], "hook.test")
        until = time.monotonic() + 20
        while "会再送" not in self.boss.get("/admin/hooks").text or not self.value("SELECT tries FROM outbox WHERE state = 'failed'"):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        first = Receiver.got[-1][0]["webhook-id"]
        Receiver.answer = 200
        page = self.boss.get("/admin/hooks")
        page = page.submit(form=page.form(action="/rotate$")).ok().sees("只显示这一次")
        fresh = re.search(r"whsec_[\w+/]+=*", page.html)[0]
        self.assertNotEqual(fresh, secret)
        page.submit(form=page.form(action="/test$")).ok()
        got = self.wait(3)
        self.assertTrue(self.signed(got, fresh))
        self.assertFalse(self.signed(got, secret))
        self.assertNotEqual(got[0]["webhook-id"], first)
        page = self.boss.get("/admin/hooks")
        page = page.submit(form=page.form(action="/active$")).ok().sees("已停")
        roads.send_filing(roads.ready_to_file(self.client(), "另一盏灯坏了"))
        self.assertEqual(self.value("SELECT count(*) FROM letter WHERE purpose = 'matter.filed'"), 1)
