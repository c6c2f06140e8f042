"""roads.py - steps that several tests walk: filing, signing in, the staff's moves. Each goes through pages by what they
say, starts where a person would start, and returns the page it ended on. The one place to change when a page changes."""
import os
import re

PHONE = "13900001111"        # no real number: the block is used by the demo only


def read_demo_accounts(words):
    """What `qiao demo` printed: {login: password}, from its lines with two columns or more."""
    found = {}
    for line in words.splitlines():
        m = re.match(r"\s*([a-z][\w.-]+)\s+(\S{6,})", line)
        if m:
            found[m[1]] = m[2]
    return found


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
