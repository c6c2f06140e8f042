"""roads.py - steps that several tests walk: filing, signing in, the staff's moves. Each goes through pages by what they
say, starts where a person would start, and returns the page it ended on. The one place to change when a page changes."""
import os
import re


def png():
    """A small real picture, made here: 8 × 8, grey."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([90 + 5 * y]) * 8 for y in range(8))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def fresh_title(base="楼道的灯不亮"):
    return f"{base} {os.urandom(4).hex()}"


def ready_to_file(client, title, place="河岸花园", phone=""):
    """The five short pages up to the last button; the page with the answers."""
    page = client.get("/file").submit("下一步", title=title)
    page = page.sees("在哪里").submit("下一步", place=option(page, "place", place))
    if page.path.startswith("/file/3"):
        page = page.submit("都不是")
    return page.sees("怎么联系您").submit("下一步", phone=phone).sees("看一看对不对", title)


def option(page, field, words):
    """The value of the option whose text has these words."""
    for m in re.finditer(r'<option value="([^"]+)"[^>]*>([^<]*)', page.html):
        if words in m[2] and m[1] in page.form(with_field=field).options[field]:
            return m[1]
    raise AssertionError(f"{page.path}: {field} offers no {words}")


def send_filing(page):
    """Presses the last button; the address of the proposal's own page."""
    page = page.submit("交上去").ok().sees("收到了", "编号")
    number = re.search(r"\d{4}-\d+", page.text)[0]
    return page.link(href=rf"^/[\w-]+/{number}$")
