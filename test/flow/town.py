"""town.py - a small invented district for tests, made through the command line as an administrator would: places with
residents, organisations, staff. python3 test/flow/town.py DIR makes the data folder and prints the accounts as JSON.

It is a demonstration (site.demo): letters with codes, links and news lie in the visible outbox instead of leaving.
"""
import base64
import csv
import hashlib
import hmac
import io
import json
import os
import re
import struct
import sys
import tempfile
import time

import flow

STREET, COMMUNITY, OTHER = "120106001000", "120106001001", "120106001002"
ESTATE, ESTATE_2 = COMMUNITY + "001", COMMUNITY + "002"
PLACES = [
    ("code", "kind", "slug", "zh", "en", "parent", "phone", "0-17", "18-59", "60-"),
    ("120106000000", "district", "lianxin", "连心区", "Lianxin", "", "", "", "", ""),
    (STREET, "street", "beian-jie", "北岸街道", "North Bank Street", "120106000000", "000-2600-0001", "", "", ""),
    (COMMUNITY, "community", "beian", "北岸社区", "North Bank", STREET, "000-2600-0002", "", "", ""),
    (OTHER, "community", "nanan", "南岸社区", "South Bank", STREET, "000-2600-0003", "", "", ""),
    (ESTATE, "estate", "heyuan", "河岸花园", "River Garden", COMMUNITY, "", "", "", ""),
    (ESTATE_2, "estate", "taoyuan", "桃园里", "Peach Court", COMMUNITY, "", "", "", ""),
    (ESTATE + "001", "building", "heyuan-1", "1号楼", "Building 1", ESTATE, "", "40", "160", "90"),
    (ESTATE + "002", "building", "heyuan-2", "2号楼", "Building 2", ESTATE, "", "35", "150", "110"),
    (ESTATE_2 + "001", "building", "taoyuan-1", "1号楼", "Building 1", ESTATE_2, "", "20", "90", "70"),
]
ORGS = [
    ("code", "kind", "zh", "en", "phone", "email", "place", "superior"),
    ("bus", "unit", "公交公司", "Bus company", "000-2600-0101", "bus@unit.example", "", "no"),
    ("yinhang", "bank", "北岸银行", "North Bank Bank", "000-2600-0201", "", "", "no"),
    ("yinhang2", "bank", "南岸银行", "South Bank Bank", "000-2600-0202", "", "", "no"),
    ("road", "unit", "道路养护单位", "Road maintenance", "000-2600-0102", "road@unit.example", "", "yes"),
]
USERS = [
    ("login", "role", "place", "org", "zh", "en", "phone"),
    ("grid", "grid", COMMUNITY, "", "网格员", "Grid worker", "13900001001"),
    ("worker", "committee", COMMUNITY, "", "社区工作者", "Community worker", "13900001002"),
    ("moderator", "moderator", COMMUNITY, "", "审核员", "Moderator", "13900001003"),
    ("street", "street", STREET, "", "街道", "Street office", "13900001004"),
    ("district", "street", "", "", "区社会工作部", "District social work department", "13900001012"),
    ("unit", "unit", "", "bus", "公交公司", "Bus company", "13900001005"),
    ("bank", "bank", "", "yinhang", "银行经办", "Bank officer", "13900001008"),
    ("bank2", "bank", "", "yinhang2", "银行经办", "Bank officer", "13900001009"),
    ("bureau", "bureau", "", "", "金融局", "Finance bureau", "13900001010"),
    ("adviser", "adviser", "", "yinhang", "金融顾问", "Finance adviser", "13900001011"),
    ("leader", "leader", "", "", "区领导", "District leader", "13900001006"),
    ("boss", "admin", "", "", "管理员", "Administrator", ""),
    ("nanan", "committee", OTHER, "", "南岸社区工作者", "South Bank worker", "13900001007"),
]
PHONES = {row[0]: row[6] for row in USERS[1:]}


def load(data, what, rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as f:
        f.write(text.getvalue())
        f.flush()
        return flow.qiao("import", what, f.name, "--data", data).stdout


def make(data):
    """Fills a new data folder; {login: password}."""
    flow.qiao("init", "--data", data)
    with open(os.path.join(data, "qiao.conf"), "a", encoding="utf-8") as f:
        f.write("site.demo = yes\n")
    load(data, "places", PLACES)
    load(data, "orgs", ORGS)
    words = load(data, "users", USERS)
    return {login: re.search(rf"^\s*{login}\s+(\S+)", words, re.M)[1] for login in PHONES}


class Case(flow.Case):
    """A class of tests in the town. self.enter(login) is a signed-in client."""
    settings = ""

    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="qiao-town-")
        cls.data = os.path.join(cls.top, "data")
        cls.passwords = make(cls.data)
        if cls.settings:
            with open(os.path.join(cls.data, "qiao.conf"), "a", encoding="utf-8") as f:
                f.write(cls.settings)
        cls.server = flow.Server(cls.data, args=cls.args)

    def enter(self, login):
        return sign_in(self.client(), self.data, login, self.passwords[login])

    def letters(self, purpose=None):
        """Newest first: (purpose, subject, body)."""
        return [r for r in self.rows("SELECT purpose, subject, body FROM letter ORDER BY id DESC") if purpose in (None, r[0])]

    def resident(self, phone):
        me = self.client()
        page = me.get("/sign-in").submit(phone=phone)
        page.submit(code=newest_code(self.data))
        return me


def newest_code(data):
    return re.search(r"\d{6}", flow.rows(data, "SELECT body FROM letter WHERE purpose = 'code' ORDER BY id DESC LIMIT 1")[0][0])[0]


def totp(secret):
    """RFC 6238: six digits for this half minute."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


def sign_in(client, data, login, password):
    """By password, then the second factor the account has: a code by SMS, or the authenticator's."""
    page = client.get("/staff").submit(login=login, password=password)
    if page.path.startswith("/staff/totp"):        # the first time: the page shows the secret
        page = page.submit(code=totp(re.search(r"\b[A-Z2-7]{4}(?: ?[A-Z2-7]{4}){3,}\b", page.text)[0]))
    elif page.path.startswith("/staff/code"):
        page = page.submit(code=newest_code(data) if PHONES.get(login) else flow.qiao("user", "totp", login, "--data", data).stdout.split()[-1])
    assert client.cookies.get("session"), f"{login} cannot sign in: {page.path} {page.status}\n{page.text[:800]}"
    return client


def sign_in_demo(client, data, login):
    """A member of the demonstration's staff, whose second step lies in the visible outbox."""
    client.get("/staff").submit(login=login, password="hongqiao-qiao-2023").submit(code=newest_code(data))
    assert client.cookies.get("session"), f"{login} cannot sign in"
    return client


if __name__ == "__main__":
    print(json.dumps(make(sys.argv[1])))
