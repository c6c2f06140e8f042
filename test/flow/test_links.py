"""No dead end: whoever starts at home finds no link that is missing or broken."""
import flow
import roads
import town


class Links(flow.Case):
    def dead(self, pages):
        return [f"{p.status} {p.path} (linked from {p.came_from})" for p in pages if p.status >= 400]

    def test_a_visitor_finds_no_dead_link(self):
        pages = flow.crawl(self.client())
        self.assertGreater(len(pages), 1)
        self.assertEqual(self.dead(pages), [])

    def test_the_english_pages_have_none_either(self):
        self.assertEqual(self.dead(flow.crawl(self.client(lang="en"))), [])

    def test_a_page_from_nowhere_is_404(self):
        self.client().get("/there-is-no-such-page").ok(404)

    def test_healthz(self):
        self.client().get("/healthz").ok(200)


class Roles(town.Case):
    """The same for whoever works in the hall, with one matter under way."""

    def test_no_role_finds_a_dead_link(self):
        address = roads.send_filing(roads.ready_to_file(self.client(), "儿童滑梯旁边的地砖松了", phone="13900003333"))
        for login in town.PHONES:
            for lang in ("zh", "en"):
                with self.subTest(login=login, lang=lang):
                    me = self.enter(login)
                    me.cookies["lang"] = lang
                    pages = flow.crawl(me, start=("/", address))
                    self.assertEqual([f"{p.status} {p.path} (linked from {p.came_from})" for p in pages if p.status >= 400], [])

    def test_nor_a_resident_who_signed_in(self):
        me = self.resident("13900003334")
        self.assertEqual([f"{p.status} {p.path} (linked from {p.came_from})" for p in flow.crawl(me) if p.status >= 400], [])
