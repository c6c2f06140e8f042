"""/metrics: figures of the process for this machine, for whom the settings name, and for nobody else; nothing personal."""
import re

import flow
import roads
import town


class Metrics(town.Case):
    def figures(self, page):
        return {m[1]: float(m[2]) for m in re.finditer(r"^(qiao_\S+) (\S+)$", page.html, re.M)}

    def test_they_count(self):
        before = self.figures(self.client().get("/metrics").ok())
        self.client().get("/nowhere").ok(404)
        address = roads.send_filing(roads.ready_to_file(self.client(), "测一测数字", phone="13900009901"))
        page = self.client().get("/metrics").ok()
        after = self.figures(page)
        self.assertTrue(page.type.startswith("text/plain"))
        self.assertGreater(after['qiao_http_answers_total{status="2xx"}'], before['qiao_http_answers_total{status="2xx"}'])
        self.assertEqual(after['qiao_http_answers_total{status="4xx"}'], before['qiao_http_answers_total{status="4xx"}'] + 1)
        self.assertGreater(after['qiao_http_answers_total{status="3xx"}'], before['qiao_http_answers_total{status="3xx"}'])
        self.assertGreater(after["qiao_write_groups_total"], before["qiao_write_groups_total"])
        self.assertGreaterEqual(after["qiao_readers"], 1)
        self.assertGreaterEqual(after["qiao_uptime_seconds"], before["qiao_uptime_seconds"])
        self.assertTrue(any(name.startswith("qiao_outbox_messages{") for name in after), sorted(after))
        for personal in ("13900009901", "测一测", address):
            self.assertNotIn(personal, page.html)
        for name in re.findall(r"^(qiao_\w+)", page.html, re.M):
            self.assertIn(f"# TYPE {name} ", page.html)

    def test_what_came_through_a_proxy_is_not_this_machine(self):
        self.client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).ok(404)
        self.client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).ok(404)


class Named(town.Case):
    settings = "site.trusted_proxies = 127.0.0.1\nsite.metrics = 203.0.113.0/24\n"

    def test_addresses_of_the_settings(self):
        self.client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).ok()
        self.client().get("/metrics", headers={"X-Forwarded-For": "203.0.114.9"}).ok(404)
        self.client().get("/metrics").ok()


class Open(town.Case):
    settings = "site.trusted_proxies = 127.0.0.1\nsite.metrics = all\n"

    def test_opened_to_everybody(self):
        self.client().get("/metrics", headers={"X-Forwarded-For": "203.0.114.9"}).ok()
