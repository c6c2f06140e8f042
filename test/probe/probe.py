#!/usr/bin/env python3
"""probe.py - hostile requests on a raw socket, one line per row (docs/decisions/0003-strictness.md).

Each row says what must come: the statuses of all answers in order and whether the server closes. A row
"once" allows any one answer, but exactly one. In no row may the hidden request for /SMUGGLED be answered.
"""
import concurrent.futures
import re
import socket

from _toy import Tap, Toy

HIDDEN = b"GET /SMUGGLED HTTP/1.1\r\nHost: x\r\n\r\n"
CRLF = b"\r\n"


def get(*lines, path=b"/a", version=b"HTTP/1.1", host=True):
    head = [b"GET " + path + b" " + version] + ([b"Host: x"] if host else []) + list(lines)
    return CRLF.join(head) + CRLF + CRLF


def post(*lines, body=b""):
    return CRLF.join([b"POST /a HTTP/1.1", b"Host: x"] + list(lines)) + CRLF + CRLF + body


N = b"Content-Length: %d" % len(HIDDEN)
CHUNKED = b"Transfer-Encoding: chunked"
SMUGGLE = b"0\r\n\r\n" + HIDDEN

# name, bytes, statuses, closes (None: either)
ROWS = [
    # style.md §6, in its order
    ("plain", get(), [200], False),
    ("no host", get(host=False), [400], True),
    ("two hosts", get(b"Host: y"), [400], True),
    ("CL + TE", post(b"Content-Length: %d" % len(SMUGGLE), CHUNKED, body=SMUGGLE), [400], True),
    ("two CL, 0 then N", post(b"Content-Length: 0", N, body=HIDDEN), [400], True),
    ("two CL, N then 0", post(N, b"Content-Length: 0", body=HIDDEN), [400], True),
    ("CL with plus", post(b"Content-Length: +5", body=b"hello"), [400], True),
    ("CL negative", post(b"Content-Length: -5", body=b"hello"), [400], True),
    ("TE: xchunked", post(b"Transfer-Encoding: xchunked", body=SMUGGLE), [400], True),
    ("space before colon", post(b"Transfer-Encoding : chunked", b"Content-Length: 0", body=SMUGGLE), [400], True),
    ("obs-fold", get(b"X-A: b", b" c"), "once", None),
    ("bare LF", b"GET /a HTTP/1.1\nHost: x\n\n", "once", None),
    ("bare CR in header", get(b"X-A: b\rX-B: c"), [400], True),
    ("NUL in header", get(b"X-A: b\0c"), "once", None),
    ("chunk size 0x", post(CHUNKED, body=b"0x5\r\nhello\r\n0\r\n\r\n"), [400], True),
    ("chunk size -1", post(CHUNKED, body=b"-1\r\nhello\r\n0\r\n\r\n"), [400], True),
    ("chunk bad end", post(CHUNKED, body=b"5\r\nhelloXX0\r\n\r\n" + HIDDEN), [400], True),
    ("HTTP/1.9", get(version=b"HTTP/1.9"), [400], True),
    ("%00 in path", get(path=b"/a%00b"), [400], True),
    ("40 KB header", get(b"X-A: " + b"b" * 40000), [431], True),
    # the three the library normalises, used as weapons
    ("obs-fold hides TE", post(b"X-A: b", b" Transfer-Encoding: chunked", b"Content-Length: 0"), "once", None),
    ("obs-fold in TE", post(b"Transfer-Encoding:", b" chunked", N, body=HIDDEN), "once", None),
    ("obs-fold in CL", post(b"Content-Length: %d" % len(HIDDEN), b" ", body=HIDDEN), "once", None),
    ("obs-fold, first line", b"GET /a HTTP/1.1\r\n X-A: b\r\nHost: x\r\n\r\n", "once", None),
    ("bare LF in TE line", post(b"X-A: b\nTransfer-Encoding: chunked", N, body=HIDDEN), [400], True),
    ("NUL in TE", post(b"Transfer-Encoding: \0chunked", N, body=HIDDEN), [400], True),
    ("NUL in CL", post(b"Content-Length: 0\0" + b"%d" % len(HIDDEN), body=b""), "once", None),
    ("NUL in target", get(path=b"/a\0b"), "once", None),
    ("NUL in name", get(b"X\0A: b"), "once", None),
    # more
    ("two CL, equal", post(N, N, body=HIDDEN), [400], True),
    ("CL list", post(b"Content-Length: 5, 5", body=b"hello"), [400], True),
    ("CL two numbers", post(b"Content-Length: 5 5", body=b"hello"), [400], True),
    ("CL hex", post(b"Content-Length: 0x5", body=b"hello"), [400], True),
    ("CL empty", post(b"Content-Length:", body=b""), [400], True),
    ("CL over 64 bits", post(b"Content-Length: 99999999999999999999", body=b"hello"), "refused", True),
    ("CL 15 digits", post(b"Content-Length: 999999999999999", body=b"hello"), [413], True),
    ("body hides a request", post(N, body=HIDDEN), "once", False),
    ("GET with body", get(N) + HIDDEN, "once", False),
    ("TE: identity", post(b"Transfer-Encoding: identity", b"Content-Length: 0"), [400], True),
    ("TE twice", post(b"Transfer-Encoding: identity", CHUNKED, body=SMUGGLE), [400], True),
    ("TE empty", post(b"Transfer-Encoding:", N, body=HIDDEN), [400], True),
    ("TE: tab chunked", post(b"Transfer-Encoding:\tchunked", body=SMUGGLE), [400], True),
    ("HTTP/1.0 with TE", b"POST /a HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLE, [400], True),
    ("HTTP/1.0", get(version=b"HTTP/1.0"), [200], True),
    ("HTTP/0.9", b"GET /a\r\n\r\n", "refused", True),
    ("HTTP/2.0", get(version=b"HTTP/2.0"), "refused", True),
    ("HTTP/1.11", get(version=b"HTTP/1.11"), "refused", True),
    ("http/1.1 small", get(version=b"http/1.1"), "refused", True),
    ("h2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "refused", True),
    ("host empty", get(b"Host:", host=False), [400], True),
    ("host with a path", get(b"Host: x/y", host=False), [400], True),
    ("host with user", get(b"Host: a@x", host=False), [400], True),
    ("absolute target", get(path=b"http://x/a"), [400], True),
    ("target without slash", get(path=b"a"), [400], True),
    ("OPTIONS *", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", [400], True),
    ("CONNECT", b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", [400], True),
    ("bad escape", get(path=b"/a%zz"), [400], True),
    ("cut escape", get(path=b"/a%4"), [400], True),
    ("%FF in path", get(path=b"/a%ff"), [400], True),
    ("raw bytes in path", get(path=b"/\xe5\xb7\xb7"), [400], True),
    ("%00 in query", get(path=b"/a?x=%00"), [400], True),
    ("name twice in query", get(path=b"/a?x=1&x=2"), [400], True),
    ("# in path", get(path=b"/a#b"), [400], True),
    ("space in path", get(path=b"/a b"), "refused", True),
    ("tab in request line", b"GET\t/a\tHTTP/1.1\r\nHost: x\r\n\r\n", "silent", True),
    ("no colon", get(b"Garbage"), "refused", True),
    ("colon first", get(b": x"), "once", None),
    ("name with bracket", get(b"X(A): b"), [400], True),
    ("DEL in value", get(b"X-A: \x7f"), [400], True),
    ("200 headers", get(*[b"X-%d: b" % i for i in range(200)]), [431], True),
    ("20 KB in headers", get(*[b"X-%d: %s" % (i, b"b" * 1000) for i in range(20)]), [431], True),
    ("10 KB target", get(path=b"/a?x=" + b"b" * 10000), [400], True),
    ("40 KB target", get(path=b"/a?x=" + b"b" * 40000), "refused", True),
    ("method small", b"get /a HTTP/1.1\r\nHost: x\r\n\r\n", [405], True),
    ("TRACE", b"TRACE /a HTTP/1.1\r\nHost: x\r\n\r\n", [405], True),
    ("unknown method", b"BREW /a HTTP/1.1\r\nHost: x\r\n\r\n", [405], True),
    ("DELETE hides a request", b"DELETE /a HTTP/1.1\r\nHost: x\r\n" + N + CRLF + CRLF + HIDDEN, [405], True),
    ("empty lines first", CRLF + CRLF + get(), [200], False),
    ("two in one packet", get() + get(), [200, 200], False),
    ("refused, then one more", get(b"Host: y") + get(), [400], True),
    ("Upgrade: h2c", get(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
     [200], False),
    # paths
    ("dots in path", get(path=b"/static/../../qiao.db"), [404], False),
    ("dots as escapes", get(path=b"/static/%2e%2e/%2e%2e/qiao.db"), [404], False),
    ("slash as escape", get(path=b"/static%2f..%2fqiao.db"), [404], False),
    ("dots twice escaped", get(path=b"/static/%252e%252e/qiao.db"), [404], False),
    ("backslashes", get(path=b"/static/..\\..\\qiao.db"), "once", None),
    ("dot git", get(path=b"/.git/config"), [404], False),
    ("slashes first", get(path=b"//evil.example/a"), "once", None),
    ("a thousand slashes", get(path=b"/" * 1000), "once", None),
    ("a thousand dots", get(path=b"/" + b"../" * 1000), "once", None),
    ("overlong UTF-8", get(path=b"/static/%c0%ae%c0%ae/x"), [400], True),
    ("a file with a tail", get(path=b"/static/qiao.css;x=1"), [404], False),
    ("a file below a page", get(path=b"/a/nothing.css"), [404], False),
    # bodies
    ("1,001 fields", post(b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 4004",
                          body=b"a[]&" * 1001), "refused", None),
    ("a name of 1,000 letters", post(b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 1002", body=b"n" * 1000 + b"=x"),
     [400], None),
    ("multipart in multipart", post(b"Content-Type: multipart/form-data; boundary=B", b"Content-Length: 139",
                                    body=b'--B\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n'
                                    b'--C\r\n\r\nx\r\n--C--\r\n--B--\r\n'.ljust(139)[:139]), "once", None),
    ("gzip body", post(b"Content-Type: application/x-www-form-urlencoded", b"Content-Encoding: gzip", b"Content-Length: 10",
                       body=b"\x1f\x8b\x08\0\0\0\0\0\0\xff"), "refused", None),
    ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n", "silent", True),
]


def exchange(port, data, patience=0.7):
    """All bytes that come until the server closes or is silent."""
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.settimeout(patience)
        got, closed = b"", False
        try:
            s.sendall(data)
        except OSError:
            pass
        while True:
            try:
                piece = s.recv(65536)
            except socket.timeout:
                break
            except OSError:
                closed = True
                break
            if not piece:
                closed = True
                break
            got += piece
    return got, closed


def answers(got):
    """Statuses as a client frames them. What follows an answer with Connection: close is not an answer: the
    library repeats its own header behind such a refusal (docs/decisions/0003-strictness.md)."""
    statuses = []
    while got:
        head, _, rest = got.partition(b"\r\n\r\n")
        m = re.match(rb"HTTP/1\.[01] (\d{3}) ", head)
        if not m:
            return statuses + [0]
        length = re.search(rb"^Content-Length: (\d+)\r?$", head, re.M | re.I)
        if m[1] != b"100":
            statuses.append(int(m[1]))
        if re.search(rb"^Connection: close\r?$", head, re.M | re.I):
            return statuses
        got = rest[int(length[1]) if length else 0:]
    return statuses


def judge(got, closed, want, closes):
    statuses = answers(got)
    good = b"SMUGGLED\n" not in got
    if want == "once":
        good = good and len(statuses) == 1 and statuses[0] > 0
    elif want == "refused":
        good = good and len(statuses) == 1 and statuses[0] >= 400
    elif want == "silent":
        good = good and len(statuses) <= 1 and all(s >= 400 for s in statuses)
    else:
        good = good and statuses == want
    if closes is not None:
        good = good and closed == closes
    if re.search(rb"^Server:|libmicrohttpd", got, re.M | re.I):
        good = False
    return good, statuses


def main():
    tap = Tap()
    with Toy() as toy, concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = pool.map(lambda row: exchange(toy.port, row[1]), ROWS)
        for (name, _, want, closes), (got, closed) in zip(ROWS, results):
            good, statuses = judge(got, closed, want, closes)
            tap.line(good, "%-24s %s%s" % (name, statuses, " close" if closed else ""),
                     "wanted %s close=%s, got %r" % (want, closes, got[:400]))
        got, _ = exchange(toy.port, get())
        tap.line(b" 200 OK" in got, "and the server still answers", got)
        code, said = toy.stop()
        tap.line(code == 0 and "Sanitizer" not in said and "runtime error" not in said, "and ends cleanly", said[-3000:])
    tap.end()


if __name__ == "__main__":
    main()
