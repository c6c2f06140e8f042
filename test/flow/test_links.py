"""No dead end: whoever starts at home finds no link that is missing or broken."""
import flow


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
