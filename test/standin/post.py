#!/usr/bin/env python3
"""Stand-ins on loopback for everything the post room talks to: a mail server and the HTTP interfaces of webhook
receivers, group robots and an SMS provider. They check what a real one checks (the signature, the dialogue) with code
of their own, and tell on stdout what arrived, one JSON object a line. First line: the ports.

How the mail server behaves depends on the recipient's local part: temp 451, perm 550, slow never answers, drop
hangs up in the middle of DATA, dropafter hangs up before answering the end of DATA, reject 554 after DATA, else 250.
How an HTTP address behaves depends on the path's first part, see Web.do_POST.

usage: post.py CERT KEY
"""
import base64, email, email.policy, hashlib, hmac, http.server, json, re, socket, socketserver, ssl, sys, threading, time
import urllib.parse

lock = threading.Lock()


def tell(**what):
    with lock:
        print(json.dumps(what, ensure_ascii=True), flush=True)


def b64_hmac(key, text, how=hashlib.sha256):
    return base64.b64encode(hmac.new(key, text, how).digest()).decode()


class Mail(socketserver.StreamRequestHandler):
    """A small SMTP server, strict where a real one is: order of commands, CRLF, one line a command, 1000 octets."""

    timeout = 20

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def line(self):
        raw = self.rfile.readline(2000)
        if not raw:
            raise ConnectionError
        if not raw.endswith(b"\r\n") or len(raw) > 1000 or b"\0" in raw:
            tell(kind="bad line", raw=raw.decode("latin-1"))
            raise ConnectionError
        return raw[:-2]

    def handle(self):
        try:
            self.talk()
        except (ConnectionError, TimeoutError, ssl.SSLError, OSError):
            pass

    def talk(self):
        tls, user, sender, to = self.server.mode == "tls", None, None, []
        if tls:
            self.secure()
        self.say("220 stand-in ESMTP")
        while True:
            text = self.line().decode("latin-1")
            verb = text.split(" ")[0].upper()
            if verb == "EHLO":
                self.say("250-stand-in")
                if self.server.mode == "starttls" and not tls:
                    self.say("250-STARTTLS")
                if tls:
                    self.say("250-AUTH PLAIN")
                self.say("250 SIZE 1000000")
            elif verb == "STARTTLS":
                self.say("220 go")
                self.secure()
                tls = True
            elif verb == "AUTH":
                plain = text.split(" ")
                if len(plain) < 3:
                    self.say("334 ")
                    plain = ["", "", self.line().decode()]
                _, name, word = base64.b64decode(plain[2]).decode().split("\0")
                user = name if (name, word) == ("qiao", "geheim") else None
                self.say("235 ok" if user else "535 5.7.8 wrong name or password")
            elif verb == "MAIL":
                sender, to = re.match(r"MAIL FROM:<(\S*)>", text).group(1), []
                self.say("250 ok")
            elif verb == "RCPT":
                address = re.match(r"RCPT TO:<(\S+)>$", text).group(1)
                local = address.split("@")[0]
                if local == "slow":
                    time.sleep(8)
                if local == "perm":
                    self.say("550 5.1.1 <%s>: no such user" % address)
                elif local == "temp":
                    self.say("451 4.3.0 try later")
                else:
                    to.append(address)
                    self.say("250 ok")
            elif verb == "DATA":
                if not sender or not to:
                    self.say("503 5.5.1 no")
                    continue
                self.say("354 go on")
                if to[0].startswith("drop@"):
                    return
                raw = self.data()
                if to[0].startswith("dropafter@"):
                    self.arrived(sender, to, user, tls, raw)
                    return
                if to[0].startswith("reject@"):
                    self.say("554 5.7.1 rejected: looks like spam")
                    continue
                self.arrived(sender, to, user, tls, raw)
                self.say("250 2.0.0 queued")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 5.5.2 unknown")
                tell(kind="unknown command", line=text)

    def secure(self):
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def data(self):
        lines = []
        while True:
            line = self.line()
            if line == b".":
                return b"\r\n".join(lines) + b"\r\n"
            lines.append(line[1:] if line.startswith(b".") else line)

    def arrived(self, sender, to, user, tls, raw):
        m = email.message_from_bytes(raw, policy=email.policy.default)
        plain, rich = m.get_body(("plain",)), m.get_body(("html",))
        tell(kind="mail", sender=sender, to=to[0], count=len(to), user=user or "", tls=tls,
             names=[k.lower() for k in m.keys()], subject=m["Subject"], from_=m["From"], header_to=m["To"],
             id=m["Message-ID"], date=m["Date"].datetime.isoformat(), unsubscribe=m["List-Unsubscribe"] or "",
             auto=m["Auto-Submitted"] or "", defects=len(m.defects) + len(m["Subject"].defects),
             text=plain.get_content().replace("\r\n", "\n") if plain else "",
             html=rich.get_content().replace("\r\n", "\n") if rich else "", longest=max(map(len, raw.split(b"\r\n"))))


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *a):
        pass

    def answer(self, status, body=b"", headers=()):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        self.send_response(status)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.do_POST()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        name = url.path.split("/")[1]
        tell(kind="http", method=self.command, path=url.path, body=body.decode(), agent=self.headers.get("User-Agent"))
        try:
            getattr(self, "on_" + name)(body, query)
        except ConnectionError:
            pass

    def on_ok(self, body, query):
        self.answer(200, b"ok")

    def on_gone(self, body, query):
        self.answer(410)

    def on_broken(self, body, query):
        self.answer(500, b"oh")

    def on_redirect(self, body, query):
        self.answer(302, b"", [("Location", "/trap")])

    def on_trap(self, body, query):
        tell(kind="trap")
        self.answer(200, {"errcode": 0})

    def on_slow(self, body, query):
        time.sleep(8)
        self.answer(200)

    def on_endless(self, body, query):
        self.send_response(200)
        self.end_headers()
        for _ in range(4000):
            self.wfile.write(b"x" * 65536)

    def on_drop(self, body, query):
        self.connection.shutdown(socket.SHUT_RDWR)

    def on_webhook(self, body, query):
        h = self.headers
        signed = ("%s.%s." % (h["webhook-id"], h["webhook-timestamp"])).encode() + body
        key = base64.b64decode("c2VjcmV0LWtleS1vZi10aGUtdGVzdA==")
        good = hmac.compare_digest(h["webhook-signature"], "v1," + b64_hmac(key, signed))
        tell(kind="webhook", good=good, id=h["webhook-id"], event=h["webhook-event"], body=json.loads(body))
        self.answer(204 if good else 401)

    def on_wecom(self, body, query):
        m = json.loads(body)
        tell(kind="wecom", type=m["msgtype"], text=m["text"]["content"], key=query["key"])
        self.answer(200, {"errcode": 0, "errmsg": "ok"} if query["key"] == "good" else {"errcode": 93000, "errmsg": "invalid webhook url"})

    def on_dingtalk(self, body, query):
        secret = "SECtest"
        want = b64_hmac(secret.encode(), ("%s\n%s" % (query.get("timestamp"), secret)).encode())
        m = json.loads(body)
        good = query.get("sign") == want
        tell(kind="dingtalk", good=good, text=m["text"]["content"], token=query["access_token"])
        self.answer(200, {"errcode": 0, "errmsg": "ok"} if good else {"errcode": 310000, "errmsg": "sign not match"})

    def on_feishu(self, body, query):
        m = json.loads(body)
        want = b64_hmac(("%s\n%s" % (m.get("timestamp"), "fs-secret")).encode(), b"")
        good = m.get("sign") == want
        tell(kind="feishu", good=good, text=m["content"]["text"])
        self.answer(200, {"code": 0, "msg": "success"} if good else {"code": 19021, "msg": "sign match fail"})

    def on_sms(self, body, query):
        """Checks as the RPC style of the large providers does: sorted, encoded, HMAC-SHA1 under SECRET&."""
        p = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        sign = p.pop("Signature", "")
        enc = lambda s: urllib.parse.quote(s, safe="-_.~")
        text = "&".join("%s=%s" % (enc(k), enc(p[k])) for k in sorted(p))
        good = sign == b64_hmac(b"testSecret&", ("POST&%2F&" + enc(text)).encode(), hashlib.sha1)
        tell(kind="sms", good=good, params=p)
        if not good:
            self.answer(400, {"Code": "SignatureDoesNotMatch", "Message": "signature"})
        elif p["PhoneNumbers"] == "13800000009":
            self.answer(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "号码不对"})
        elif p["PhoneNumbers"] == "13800000008":
            self.answer(200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "太多"})
        else:
            self.answer(200, {"Code": "OK", "Message": "OK"})


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True


def serve(handler, mode, context):
    s = Server(("127.0.0.1", 0), handler)
    s.mode, s.context = mode, context
    if mode == "https":
        s.socket = context.wrap_socket(s.socket, server_side=True)
    threading.Thread(target=s.serve_forever, daemon=True).start()
    return s.server_address[1]


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
tell(kind="ports", plain=serve(Mail, "plain", context), starttls=serve(Mail, "starttls", context),
     tls=serve(Mail, "tls", context), http=serve(Web, "http", context), https=serve(Web, "https", context))
sys.stdin.read()        # ends with the test that started it
