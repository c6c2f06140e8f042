"""apis.py - the API for tests: operations called by name, every answer checked against the document's own schema."""
import json
import re
import urllib.parse

ROOT = "/api/v1"


class Schemas:
    """JSON Schema as far as the document uses it. A keyword that is not known here fails: nothing is passed over."""
    SAYS = {"description", "contentEncoding"}

    def __init__(self, document):
        self.doc = document

    def faults(self, v, s, at="$"):
        s = dict(s)
        for word in self.SAYS:
            s.pop(word, None)
        if "$ref" in s:
            assert set(s) == {"$ref"}, s
            place = self.doc
            for part in s["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            return self.faults(v, place, at)
        found = []
        kinds = s.pop("type", None)
        kinds = [kinds] if isinstance(kinds, str) else kinds
        named = "null" if v is None else "boolean" if isinstance(v, bool) else "integer" if isinstance(v, int) else \
            {float: "number", str: "string", list: "array", dict: "object"}[type(v)]
        if kinds and named not in kinds and not (named == "integer" and "number" in kinds):
            return [f"{at}: {v!r} is no {kinds}"]
        words = s.pop("enum", None)
        if words is not None and v not in words:
            found.append(f"{at}: {v!r} is none of {words}")
        pattern, form = s.pop("pattern", None), s.pop("format", None)
        if pattern and isinstance(v, str) and not re.search(pattern, v):
            found.append(f"{at}: {v!r} is not like {pattern}")
        shape = {"date-time": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$", "date": r"^\d{4}-\d\d-\d\d$", "uri": r"^https?://\S+$", None: ""}[form]
        if isinstance(v, str) and not re.search(shape, v):
            found.append(f"{at}: {v!r} is no {form}")
        for word, bad in (("minimum", lambda n: v < n), ("maximum", lambda n: v > n), ("maxLength", lambda n: len(v) > n), ("maxItems", lambda n: len(v) > n)):
            if word in s:
                limit = s.pop(word)
                found += [f"{at}: {word} {limit}"] if v is not None and bad(limit) else []
        if "items" in s:
            items = s.pop("items")
            for i, x in enumerate(v or []):
                found += self.faults(x, items, f"{at}[{i}]")
        needed, known, more = s.pop("required", []), s.pop("properties", {}), s.pop("additionalProperties", None)
        if isinstance(v, dict):
            found += [f"{at}: {n} is missing" for n in needed if n not in v]
            for n, x in v.items():
                if n in known:
                    found += self.faults(x, known[n], f"{at}.{n}")
                elif more is False:
                    found.append(f"{at}: {n} is too much")
                elif isinstance(more, dict):
                    found += self.faults(x, more, f"{at}.{n}")
        assert not s, f"keywords nobody checks: {sorted(s)}"
        return found


class Api:
    """Calls operations by name; each answer must be one that the document allows."""

    def __init__(self, case):
        self.case, self.http = case, case.client()
        self.doc = json.loads(self.http.get(ROOT + "/openapi.json").ok().body)
        self.schemas = Schemas(self.doc)
        self.ops = {op["operationId"]: (verb.upper(), path, op) for path, verbs in self.doc["paths"].items() for verb, op in verbs.items()}
        self.met = set()

    def call(self, name, status=None, key=None, body=None, id=None, headers=None, lang=None, kind="application/json", **query):
        verb, path, op = self.ops[name]
        address = ROOT + path.replace("{id}", str(id)) + ("?" + urllib.parse.urlencode(query) if query else "")
        h = dict(headers or {})
        if key:
            h["Authorization"] = "Bearer " + key
        if lang:
            h["Accept-Language"] = lang
        if body is not None:
            h["Content-Type"] = kind
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        page = self.http.request(verb, address, body=body, headers=h, follow=False)
        self.check(name, op, page)
        if status:
            self.case.assertEqual(page.status, status, f"{name} {query} {page.html[:600]}")
        return json.loads(page.body) if page.body else None

    def check(self, name, op, page):
        said = f"{name} answered {page.status}: {page.html[:500]}"
        self.case.assertIn(str(page.status), op["responses"], said)
        self.met.add((name, str(page.status)))
        if page.status != 413:          # said before anybody looked who calls
            self.case.assertIn("ratelimit", page.headers, said)
        if page.status == 304:
            self.case.assertEqual(page.body, b"")
            return
        (kind, content), = op["responses"][str(page.status)]["content"].items()
        self.case.assertEqual(page.headers["content-type"], kind + "; charset=utf-8", said)
        self.case.assertEqual(self.schemas.faults(json.loads(page.body), content["schema"]), [], said)
        if page.status == 200 and "etag" in page.headers:
            self.case.assertEqual("access-control-allow-origin" in page.headers, {} in op["security"], "who may read may read from other sites")
