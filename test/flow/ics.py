"""ics.py - RFC 5545 read strictly: content lines, folding, properties, what each component must have. For tests only."""
import re

LINE = re.compile(r"^([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^;:\"]+)*):(.*)$", re.S)
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "LAST-MODIFIED"}


def lines(data):
    assert data.endswith(b"\r\n"), "the last line does not end in CRLF"
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b""), "a bare CR or LF"
    raw = data[:-2].split(b"\r\n")
    for r in raw:
        assert len(r) <= 75, f"{len(r)} octets: {r!r}"
        r.decode("utf-8")                       # a torn character is an error here
    out = []
    for r in raw:
        if r[:1] in (b" ", b"\t"):
            out[-1] += r[1:]
        else:
            out.append(r)
    return [o.decode("utf-8") for o in out]


def text(value):
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", re.sub(r"\\[\\;,nN]", "", value)), f"not escaped: {value}"
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)


def parse(data):
    """(calendar's properties, [event's properties]); anything doubtful is an assertion."""
    stack, calendar, events = [], {}, []
    for l in lines(data):
        m = LINE.match(l)
        assert m, f"no content line: {l}"
        name, value = m[1], m[3]
        if name == "BEGIN":
            assert value in ("VCALENDAR", "VEVENT") and len(stack) == (value == "VEVENT"), l
            stack.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert stack.pop() == value, l
        else:
            into = events[-1] if len(stack) == 2 else calendar
            assert stack and (name not in into or name not in ONCE), f"{name} twice"
            into[name] = text(value) if name in ("SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME", "UID") else value
    assert not stack and calendar["VERSION"] == "2.0" and calendar["PRODID"]
    for e in events:
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(e), e
        for k in ("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", e[k]), f"{k}: {e[k]}"
        assert e["DTSTART"] < e["DTEND"] and e["STATUS"] in ("CONFIRMED", "CANCELLED", "TENTATIVE")
        assert re.fullmatch(r"\d+", e["SEQUENCE"])
    assert len({e["UID"] for e in events}) == len(events), "one UID twice"
    return calendar, events
