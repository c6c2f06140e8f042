"""test_open311.py - Open311 GeoReport v2 as a strict client of another city would meet it. What each answer must hold is
written down here from the specification, not taken from the program."""
import json
import os
import re
import urllib.parse
import xml.etree.ElementTree as ET

import flow
import roads
import town

V2 = "/open311/v2"
XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$")
# name → (type, required, may be null). A name that is not here is a fault.
SERVICE = {"service_code": (str, 1, 0), "service_name": (str, 1, 0), "description": (str, 0, 1), "metadata": (bool, 1, 0),
           "type": (("realtime", "batch", "blackbox"), 1, 0), "keywords": (str, 0, 1), "group": (str, 0, 1)}
REQUEST = {"service_request_id": (str, 1, 0), "status": (("open", "closed"), 1, 0), "status_notes": (str, 0, 1),
           "service_name": (str, 0, 1), "service_code": (str, 1, 0), "description": (str, 0, 1), "agency_responsible": (str, 0, 1),
           "service_notice": (str, 0, 1), "requested_datetime": (TIME, 1, 0), "updated_datetime": (TIME, 0, 1),
           "expected_datetime": (TIME, 0, 1), "address": (str, 0, 1), "address_id": (str, 0, 1), "zipcode": (str, 0, 1),
           "lat": (float, 0, 1), "long": (float, 0, 1), "media_url": (str, 0, 1)}
ATTRIBUTE = {"variable": (bool, 1, 0), "code": (str, 1, 0),
             "datatype": (("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"), 1, 0),
             "required": (bool, 1, 0), "datatype_description": (str, 1, 1), "order": (int, 1, 0), "description": (str, 1, 0),
             "values": (list, 0, 0)}
POSTED = {"service_request_id": (str, 0, 0), "token": (str, 0, 0), "service_notice": (str, 0, 1), "account_id": (str, 0, 1)}
TOKEN = {"service_request_id": (str, 1, 1), "token": (str, 1, 0)}
ERROR = {"code": (int, 1, 0), "description": (str, 1, 0)}
DISCOVERY = {"changeset": (TIME, 1, 0), "contact": (str, 1, 0), "key_service": (str, 1, 0), "endpoints": (list, 1, 0)}
ENDPOINT = {"specification": (("http://wiki.open311.org/GeoReport_v2",), 1, 0), "url": (str, 1, 0), "changeset": (TIME, 1, 0),
            "type": (("production", "test"), 1, 0), "formats": (list, 1, 0)}


def check(what, shape):
    """Faults of one object against a shape."""
    faults = [f"{k} is not in the specification" for k in what if k not in shape]
    for name, (kind, required, nullable) in shape.items():
        if name not in what:
            faults += [f"{name} is missing"] * required
        elif what[name] is None:
            faults += [f"{name} is null"] * (not nullable)
        else:
            v = what[name]
            if isinstance(kind, tuple):
                good = v in kind
            elif isinstance(kind, re.Pattern):
                good = isinstance(v, str) and kind.match(v)
            elif kind is float:
                good = isinstance(v, (int, float)) and not isinstance(v, bool)
            else:
                good = type(v) is kind
            if not good or v == "":
                faults.append(f"{name} is {v!r}")
    return faults


def plain(v):
    """JSON as XML would say it: text everywhere, nothing for null."""
    if isinstance(v, dict):
        return {k: plain(x) for k, x in v.items()}
    if isinstance(v, list):
        return [plain(x) for x in v]
    return "" if v is None else str(v).lower() if isinstance(v, bool) else str(v)


LISTS = {"services", "service_requests", "errors", "attributes", "values", "endpoints", "formats"}


def tree(e):
    assert not e.attrib and "}" not in e.tag, e.tag
    if e.tag in LISTS:
        return [tree(x) for x in e]
    if len(e):
        return {x.tag: tree(x) for x in e}
    return e.text or ""


class Client311:
    """Asks in both formats and gives the JSON: they must say the same."""

    def __init__(self, case):
        self.case, self.http = case, case.client()

    def ask(self, path, expect=200, lang=None, **args):
        query = "?" + urllib.parse.urlencode(args) if args else ""
        said = {}
        for ending, kind in (("json", JSON), ("xml", XML)):
            page = self.http.get(f"{path}.{ending}{query}", headers={"Accept-Language": lang} if lang else None)
            self.case.assertEqual((page.status, page.headers["content-type"]), (expect, kind), f"{path} {page.html[:300]}")
            said[ending] = json.loads(page.body) if ending == "json" else page.body
        self.case.assertTrue(said["xml"].startswith(b'<?xml version="1.0" encoding="utf-8"?>'))
        self.case.assertEqual(tree(ET.fromstring(said["xml"])), plain(said["json"]))
        if expect != 200:
            self.errors(said["json"], expect)
        return said["json"]

    def errors(self, said, status):
        self.case.assertIsInstance(said, list)
        self.case.assertTrue(said)
        for e in said:
            self.case.assertEqual(check(e, ERROR), [])
        self.case.assertIn(status, [e["code"] for e in said])

    def requests(self, **args):
        said = self.ask(V2 + "/requests", **args)
        self.case.assertIsInstance(said, list)
        for r in said:
            self.case.assertEqual(check(r, REQUEST), [], r)
        return said

    def post(self, status=200, ending="json", files=None, headers=None, **args):
        fields = []
        for k, v in args.items():
            k = re.sub(r"^attribute_(\w+)$", r"attribute[\1]", k)
            fields += [(k + "[]", x) for x in v] if isinstance(v, list) else [(k, v)]
        page = self.http.post(f"{V2}/requests.{ending}", fields, files=files, headers=headers)
        self.case.assertEqual((page.status, page.headers["content-type"]), (status, JSON if ending == "json" else XML), page.html)
        said = json.loads(page.body) if ending == "json" else tree(ET.fromstring(page.body))
        if status != 200:
            if ending == "json":
                self.errors(said, status)
            return said
        self.case.assertEqual(len(said), 1)
        if ending == "json":
            self.case.assertEqual(check(said[0], POSTED), [])
        self.case.assertEqual(("service_request_id" in said[0]) + ("token" in said[0]), 1)
        return said[0]


GOOD = {"api_key": "demo", "service_code": "light", "attribute_kind": "out", "lat": "39.1568", "long": "117.1748",
        "description": "3号楼西侧的路灯不亮。已经一个星期了。"}


class Demo(flow.Case):
    """One street: jurisdiction_id may be left out. The demonstration's key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.c = Client311(cls("test_discovery"))
        cls.n = 0

    def good(self, **more):
        """A request of its own: the very same one sent twice is one."""
        type(self).n += 1
        it = dict(GOOD, description=f"{GOOD['description']}第{self.n}次 {os.urandom(3).hex()}")
        it.update(more)
        return {k: v for k, v in it.items() if v is not None}

    def mine(self, **args):
        return self.c.post(**self.good(**args))

    def one(self, said):
        return self.c.ask(f"{V2}/requests/{said['service_request_id']}")[0]

    def matters(self):
        return self.value("SELECT count(*) FROM matter")

    # ---- reading ----

    def test_discovery(self):
        for path in ("/open311/discovery", V2 + "/discovery"):
            d = self.c.ask(path)
            self.assertEqual(check(d, DISCOVERY), [])
            for e in d["endpoints"]:
                self.assertEqual(check(e, ENDPOINT), [])
                self.assertEqual(e["formats"], ["text/xml", "application/json"])
                self.assertTrue(e["url"].endswith(V2))
        self.assertIn("phone", self.c.ask("/open311/discovery", lang="en")["contact"])

    def test_services_and_what_each_asks(self):
        services = self.c.ask(V2 + "/services")
        self.assertGreater(len(services), 5)
        asked = 0
        for s in services:
            self.assertEqual(check(s, SERVICE), [])
            d = self.c.ask(f"{V2}/services/{s['service_code']}")
            self.assertEqual(set(d), {"service_code", "attributes"})
            self.assertEqual(bool(d["attributes"]), s["metadata"])
            self.assertEqual([a["order"] for a in d["attributes"]], list(range(1, len(d["attributes"]) + 1)))
            for a in d["attributes"]:
                asked += 1
                self.assertEqual(check(a, ATTRIBUTE), [])
                self.assertEqual(bool(a["values"]), a["datatype"].endswith("valuelist"))
                for v in a["values"]:
                    self.assertEqual(check(v, {"key": (str, 1, 0), "name": (str, 1, 0)}), [])
        self.assertGreater(asked, 12)
        self.assertIn("Lighting", [s["service_name"] for s in self.c.ask(V2 + "/services", lang="en-GB,zh;q=0.5")])
        self.c.ask(V2 + "/services/nothing", expect=404)

    def test_what_the_demonstration_settled(self):
        said = self.c.requests(start_date="2023-03-01T00:00:00+08:00", end_date="2023-05-29T00:00:00+08:00")
        self.assertGreater(len(said), 8)
        self.assertEqual({"closed"}, {r["status"] for r in said})
        for r in said:
            self.assertTrue("2023-03-01" <= r["requested_datetime"] <= "2023-05-29", r)
            self.assertIsNone(r["expected_datetime"])
        self.assertEqual([r["requested_datetime"] for r in said], sorted((r["requested_datetime"] for r in said), reverse=True))
        with_photo = [r for r in said if r["media_url"]]
        self.assertTrue(with_photo)
        self.assertRegex(with_photo[0]["media_url"], r"^http://127\.0\.0\.1:\d+/files/\d+$")
        self.assertEqual(self.c.http.get(with_photo[0]["media_url"]).headers["content-type"], "image/jpeg")
        self.assertTrue(all(39 < r["lat"] < 40 and 117 < r["long"] < 118 for r in said))

    def test_filters(self):
        self.mine(service_code="water", attribute_kind=None, attribute_running="no")
        now = self.c.requests()
        self.assertEqual({r["service_request_id"] for r in now},
                         {r["service_request_id"] for r in self.c.requests(status="open,closed", service_code="", start_date="", end_date="")})
        some = self.c.requests(service_code="light,water")
        self.assertEqual({r["service_code"] for r in some} - {"light", "water"}, set())
        self.assertTrue(some)
        for status in ("open", "closed"):
            self.assertEqual({r["status"] for r in self.c.requests(status=status)} - {status}, set())
        ids = [r["service_request_id"] for r in now[:3]]
        got = self.c.requests(service_request_id=",".join(ids), service_code="nothing", status="neither", start_date="x")
        self.assertEqual({r["service_request_id"] for r in got}, set(ids), "ids override every other argument")
        # a zone's plus sign that nobody escaped arrives as a blank
        page = self.c.http.get(V2 + "/requests.json?start_date=2023-03-01T00:00:00+08:00&end_date=2023-03-31T00:00:00+08:00")
        self.assertTrue(json.loads(page.ok().body))
        self.assertEqual(self.c.ask(f"{V2}/requests/{ids[0]}")[0]["service_request_id"], ids[0])
        self.assertIsInstance(self.c.ask(f"{V2}/requests/{ids[0]}"), list)

    def test_what_cannot_be_asked(self):
        for status, args in ((400, {"status": "neither"}), (404, {"service_code": "light,nothing"}), (400, {"start_date": "2023-03-01"}),
                             (400, {"start_date": "2023-03-01T00:00:00"}), (400, {"end_date": "yesterday"}),
                             (400, {"start_date": "2023-01-01T00:00:00Z", "end_date": "2023-04-02T00:00:01Z"}),
                             (400, {"start_date": "2023-02-01T00:00:00Z", "end_date": "2023-01-01T00:00:00Z"}),
                             (404, {"service_request_id": "1"}), (404, {"service_request_id": "abc"}),
                             (404, {"service_request_id": "99999999999999999999999"}), (404, {"jurisdiction_id": "nowhere"}),
                             (400, {"service_request_id": ",".join(["7"] * 1001)})):
            self.c.ask(V2 + "/requests", expect=status, **args)
        two = self.c.ask(V2 + "/requests", expect=400, service_code="", start_date="x", end_date="y")
        self.assertEqual(len(two), 2, "all at once")
        for path in ("/requests/1", "/requests/x", "/requests/' OR 1=1--", "/tokens/none", "/services/%3Cb%3E"):
            self.c.ask(V2 + path, expect=404)
        both = self.c.ask(V2 + "/requests", expect=404, service_request_id="1,2")
        self.assertEqual(len(both), 2)

    def test_whatever_goes_wrong_is_written_in_the_asked_format(self):
        for verb, path, status in (("GET", V2 + "/nothing.json", 404), ("GET", V2 + "/nothing.xml", 404), ("GET", V2 + "/services", 404),
                                   ("GET", V2 + "/services/light.yaml", 404), ("DELETE", V2 + "/requests.json", 405),
                                   ("POST", V2 + "/services.xml", 405), ("PUT", V2 + "/requests.xml", 405), ("GET", "/open311", 404),
                                   ("GET", V2 + "/requests.json?status=%FF", 400), ("GET", V2 + "/%FF", 400), ("GET", V2 + "/requests.xml?status=a&status=b", 400)):
            page = self.c.http.request(verb, path, headers={"Content-Type": "application/x-www-form-urlencoded"})
            self.assertEqual(page.status, status, path)
            if path.endswith(".json") or ".json?" in path:
                self.assertEqual(page.headers["content-type"], JSON, path)
                self.c.errors(json.loads(page.body), status)
            else:
                self.assertEqual(page.headers["content-type"], XML, path)
                self.assertEqual(tree(ET.fromstring(page.body))[0]["code"], str(status))
        big = self.c.http.request("POST", V2 + "/requests.json", body=b"a=" + b"x" * (25 << 20),
                                  headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(big.status, 413)
        self.c.errors(json.loads(big.body), 413)

    # ---- posting ----

    def test_a_request_is_filed_and_followed(self):
        said = self.mine(attribute_pole="12", attribute_since="2026-11-18T20:00:00+08:00", address_string="3号楼西侧", phone="139 0000 2009",
                         first_name="甲", last_name="乙", email="somebody@mail.example", device_id="x", media_url="https://img.example/1.jpg")
        r = self.one(said)
        self.assertEqual(check(r, REQUEST), [])
        self.assertEqual((r["status"], r["service_code"]), ("open", "light"))
        self.assertTrue(r["description"].startswith(GOOD["description"]), r["description"])
        self.assertTrue(r["address"].startswith("3号楼西侧, 河海花园"), r["address"])
        self.assertTrue(r["expected_datetime"])
        everything = json.dumps(self.c.requests()) + self.c.http.get(re.search(r"http\S+", said["service_notice"])[0]).html
        for secret in ("13900002009", "乙", "somebody@mail", "img.example"):
            self.assertNotIn(secret, everything)
        page = self.c.http.get(re.search(r"http\S+", said["service_notice"])[0]).ok().sees("3号楼西侧的路灯不亮", "灯杆号，或者最近的门牌：12", "灯怎么了：不亮")
        number = page.path.split("/")[-1]
        channel, author, place = self.rows("SELECT channel, author, place FROM matter WHERE number = ?", number)[0]
        self.assertEqual(channel, "open311")
        self.assertNotEqual(author, 0, "the phone became the contact")
        self.assertIn("0 ", flow.qiao("verify", "--data", self.data).stdout)

    def test_both_formats_and_the_query_take_a_post(self):
        said = self.c.post(ending="xml", **self.good())
        self.assertRegex(said["service_request_id"], r"^\d+$")
        self.c.http.post(f"{V2}/requests.json?api_key=demo", [(re.sub(r"^attribute_kind$", "attribute[kind]", k), v)
                                                               for k, v in self.good(api_key=None).items()]).ok()

    def test_a_token_until_the_community_has_looked(self):
        said = self.c.post(**self.good(service_code="other", attribute_kind=None))
        token = said["token"]
        t = self.c.ask(f"{V2}/tokens/{token}")
        self.assertEqual(check(t[0], TOKEN), [])
        self.assertIsNone(t[0]["service_request_id"])
        me = town.sign_in_demo(self.client(), self.data, "committee")
        address = re.search(r"http\S+", said["service_notice"])[0]
        page = me.get(address + "/desk")
        page.submit("受理", form=page.form(action="take_in")).ok()
        t = self.c.ask(f"{V2}/tokens/{token}")[0]
        self.assertRegex(t["service_request_id"], r"^\d+$")
        self.assertEqual(self.one(t)["service_code"], "other")

    def test_places_by_words_and_by_id(self):
        self.assertIn("北开花园", self.one(self.mine(lat=None, long=None, address_string="北开花园6号楼旁"))["address"])
        self.assertIn("Hehai", self.c.ask(f"{V2}/requests/{self.mine(lat=None, long=None, address_id='hehai')['service_request_id']}",
                                          lang="en")[0]["address"])

    def test_a_photo_in_the_post(self):
        r = self.one(self.c.post(files={"media": ("light.png", "image/png", roads.png())}, **self.good()))
        self.assertEqual(self.c.http.get(r["media_url"]).ok().headers["content-type"], "image/jpeg")
        before = self.matters()
        self.c.post(status=400, files={"media": ("light.png", "image/png", b"no picture")}, **self.good())
        self.assertEqual(self.matters(), before)

    def test_several_values_in_a_list(self):
        said = self.c.post(**self.good(service_code="waste", attribute_kind=["bulk", "build"]))
        self.c.http.get(re.search(r"http\S+", said["service_notice"])[0]).sees("大件、装修")

    def test_the_same_request_twice_is_one(self):
        it = self.good()
        before = self.matters()
        a, b = self.c.post(**it), self.c.post(**it)
        self.assertEqual(a, b)
        self.assertEqual(self.matters(), before + 1)
        key = {"Idempotency-Key": os.urandom(8).hex()}
        c = self.c.post(headers=key, **self.good(description="第一"))
        self.assertEqual(c, self.c.post(headers=key, **self.good(description="第一")))
        self.c.post(status=400, headers=key, **self.good(description="另一件"))

    def test_every_error_of_a_post(self):
        before = self.matters()
        for status, more, words in ((403, {"api_key": None}, "api_key"), (403, {"api_key": ""}, "api_key"), (403, {"api_key": "wrong"}, "api_key"),
                                    (400, {"service_code": None}, "service_code"), (400, {"service_code": ""}, "service_code"),
                                    (404, {"service_code": "nothing"}, "nothing"), (404, {"jurisdiction_id": "nowhere"}, "nowhere"),
                                    (400, {"lat": None}, "long"), (400, {"long": ""}, "lat"), (400, {"lat": "north"}, "lat"),
                                    (400, {"lat": "91"}, "lat"), (400, {"lat": "40.5"}, "1500"), (400, {"lat": None, "long": None}, "address"),
                                    (400, {"lat": "", "long": "", "address_id": "nowhere"}, "nowhere"),
                                    (400, {"lat": None, "long": None, "address_string": "月球背面"}, "address_string"),
                                    (400, {"attribute_kind": None}, "attribute[kind]"), (400, {"attribute_kind": ""}, "attribute[kind]"),
                                    (400, {"attribute_kind": "purple"}, "purple"), (400, {"attribute_since": "yesterday"}, "since"),
                                    (400, {"attribute_pole": "x" * 201}, "pole"), (400, {"attribute_pole": "a\nb"}, "pole"),
                                    (400, {"description": "好" * 4001}, "4000"), (400, {"description": "…!"}, "description"),
                                    (400, {"phone": "12345"}, "11"), (400, {"media_url": "javascript:alert(1)"}, "media_url"),
                                    (400, {"media_url": "https://x.example/" + "a" * 500}, "media_url")):
            said = self.c.post(status=status, **self.good(**more))
            self.assertIn(words, json.dumps(said, ensure_ascii=False), more)
            self.assertEqual(self.c.post(status=status, ending="xml", **self.good(**more)) != [], True)
        many = self.c.post(status=404, api_key="demo", service_code="nothing", lat="x", phone="1", description="好" * 5000)
        self.assertEqual(len(many), 4, "all of them at once")
        for kind in ("application/json", "text/plain"):
            page = self.c.http.request("POST", V2 + "/requests.json?api_key=demo", body=b'{"service_code":"light"}', headers={"Content-Type": kind})
            self.assertEqual(page.status, 400)
        self.assertEqual(self.matters(), before)

    def test_hostile_words_are_words(self):
        odd = '<script>alert(1)</script> & "quotes" \'; DROP TABLE matter; -- ]]> \u202e \U0001f4a1 \ufffe 灯 ' + os.urandom(3).hex()
        r = self.one(self.mine(description=odd))
        self.assertIn("<script>alert(1)</script>", r["description"])
        self.c.requests(service_request_id=r["service_request_id"])
        four = self.one(self.mine(description="路灯。" * 1333))
        self.assertEqual(len(four["description"]), 3999)

    def test_cookies_count_for_nothing(self):
        me = town.sign_in_demo(self.client(), self.data, "committee")
        c = Client311(self)
        c.http = me
        c.post(status=403, **self.good(api_key=None))


class Streets(town.Case):
    """Two streets: each question says whose; keys hold where they were given for; pace, expiry, revoking."""
    PLACES = [town.PLACES[0], ("120106002000", "street", "nan-jie", "南街街道", "South Street", "120106000000", "", "", "", ""),
              ("120106002001", "community", "hedong", "河东社区", "East Bank", "120106002000", "", "", "", "")]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        town.load(cls.data, "places", cls.PLACES)
        me = cls("test_whose")
        cls.boss = me.enter("boss")
        cls.c = Client311(me)
        cls.keys = {name: cls.make_key(name, place, minute) for name, place, minute in
                    (("north", "北岸街道", "600"), ("south", "南街街道", "600"), ("slow", "", "3"), ("gone", "", "60"))}
        cls.reader = cls.make_key("reader", "", "60", scopes=("scope-read",))

    @classmethod
    def make_key(cls, name, place, minute, scopes=("scope-read", "scope-file")):
        page = cls.boss.get("/admin/users").follow("给其他程序的密钥")
        form = page.form(with_field="minute")
        where = roads.option(page, "place", place) if place else "0"
        done = page.submit(form=form, zh=name, role="resident", place=where, minute=minute, days="30", **{s: "yes" for s in scopes})
        return re.search(r"qk_[\w-]{43}", done.ok().sees("只显示这一次").html)[0]

    def post(self, key, status=200, **more):
        it = dict(api_key=self.keys.get(key, key), service_code="green", jurisdiction_id="beian-jie", address_id="heyuan",
                  description="树枝断了 " + os.urandom(3).hex())
        it.update(more)
        return self.c.post(status=status, **{k: v for k, v in it.items() if v is not None})

    def test_whose(self):
        for path in ("/services", "/requests", "/services/light"):
            self.c.ask(V2 + path, expect=400)
            self.c.ask(V2 + path, expect=400, jurisdiction_id="")
            self.c.ask(V2 + path, expect=404, jurisdiction_id="mars")
            self.c.ask(V2 + path, jurisdiction_id="beian-jie")
        said = self.post("north")
        one = f"{V2}/requests/{said['service_request_id']}"
        self.assertEqual(len(self.c.ask(one, jurisdiction_id="beian-jie")), 1)
        self.c.ask(one, expect=404, jurisdiction_id="nan-jie")
        for street, other in (("beian-jie", "南街街道"), ("nan-jie", "北岸街道")):
            self.assertNotIn(other, str(self.c.requests(jurisdiction_id=street)))
        self.assertTrue(self.c.requests(jurisdiction_id="beian-jie"))

    def test_a_key_holds_where_it_was_given(self):
        self.post("south", status=403)
        self.post("south", jurisdiction_id="nan-jie", address_id="hedong")
        self.post("north", status=400, jurisdiction_id="nan-jie", address_id="heyuan")
        self.post("north", status=400, jurisdiction_id="beian-jie", lat="39.1", long="117.1", address_id=None)
        self.post(self.reader, status=403)

    def test_a_pace_said_in_headers(self):
        left = []
        for _ in range(3):
            self.post("slow")
            left.append(self.c.http.last.headers["ratelimit"])
            self.assertEqual(self.c.http.last.headers["ratelimit-policy"], '"minute";q=3;w=60')
        self.assertEqual([re.search(r"r=(\d+)", x)[1] for x in left], ["2", "1", "0"])
        self.post("slow", status=429)
        self.assertTrue(int(self.c.http.last.headers["retry-after"]) > 0)
        self.assertIn("r=0", self.c.http.last.headers["ratelimit"])

    def test_a_key_taken_back(self):
        self.post("gone")
        page = self.boss.get("/admin/keys")
        page.sees("gone", "可用")
        page.submit(form=next(f for f in page.forms if f.action and f.action.endswith("/revoke") and "gone" in f.text)).ok().sees("已收回")
        self.post("gone", status=403)
        self.assertNotIn(self.keys["north"], self.boss.get("/admin/keys").html)
        for column in ("hash", "zh"):
            self.assertNotIn(self.keys["north"], str(self.rows(f"SELECT {column} FROM apikey")))
        self.assertGreater(self.value("SELECT seen FROM apikey WHERE zh = 'north'"), 0)

    def test_bad_keys_are_told_and_nothing_is_made(self):
        before = self.value("SELECT count(*) FROM apikey")
        page = self.boss.get("/admin/keys")
        page.submit(form=page.form(with_field="minute"), zh="", role="resident", minute="0", days="9999").ok(422).sees(
            "请写名称", "请至少选一样", "1 到 6000", "1 到 731")
        page.submit(form=page.form(with_field="minute"), zh="x", role="unit", minute="5", days="5", **{"scope-act": "yes"}).ok(422).sees("要选一家单位")
        self.assertEqual(self.value("SELECT count(*) FROM apikey"), before)

    def test_the_demonstrations_key_is_nobodys_elsewhere(self):
        self.post("demo", status=403)


class Many(town.Case):
    """More rows than one answer holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.stop()
        import sqlite3
        import time
        db = sqlite3.connect(os.path.join(cls.data, "qiao.db"))
        columns = [r[1] for r in db.execute("PRAGMA table_info(matter)")]
        place, = db.execute("SELECT id FROM place WHERE slug = 'beian'").fetchone()
        text, = db.execute("SELECT hash FROM lifecycle WHERE kind = 'proposal'").fetchone()
        now = int(time.time() * 1e6)
        for i in range(1100):
            row = dict(area=120106, id=i + 1, kind="proposal", lifecycle=text, place=place, spot=place, number=f"2026-{i + 5000}", title=f"路灯 {i}",
                       body="", whereabouts="", category="light", lang="zh", channel="web", author=0, entered_by=0, state="filed", state_since=now,
                       holder=0, created=now - i * 1000000, updated=now, version=1, head=b"\0" * 32)
            db.execute(f"INSERT INTO matter ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        assert set(row) <= set(columns)
        db.commit()
        db.close()
        cls.server.start()

    def test_a_thousand_at_most_the_newest_first(self):
        said = Client311(self).requests()
        self.assertEqual(len(said), 1000)
        self.assertEqual(said[0]["service_request_id"], "1")
        some = Client311(self).requests(service_request_id=",".join(str(i) for i in range(1, 701)))
        self.assertEqual(len(some), 700)

