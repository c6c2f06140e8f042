"""heavy.py - what costs memory: wrong passwords of staff (argon2id) and photos of twelve megapixels, in turns until the time is over.
Prints how many of each were answered."""
import sys
import time

from sides import flow


def photo():
    """A JPEG of 4000 × 3000 that a phone could have made: flat, so that it is small to send and as big to decode as any."""
    import struct
    import zlib
    line = b"\0" + b"\x60\x80\xa0" * 4000
    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 4000, 3000, 8, 2, 0, 0, 0)) +
            part(b"IDAT", zlib.compress(line * 3000)) + part(b"IEND", b""))


class Server:
    def __init__(self, port):
        self.port = port


def main(port, seconds):
    passwords = photos = 0
    picture, ends = photo(), time.monotonic() + seconds
    while time.monotonic() < ends:
        page = flow.Client(Server(port)).get("/staff").submit(login=f"nobody{passwords}", password="wrong-wrong", lenient=True)
        passwords += page.status in (200, 422, 429)
        page = flow.Client(Server(port)).get("/file").submit("下一步", title="地上有个坑", files={"photo": ("坑.png", "image/png", picture)}, lenient=True)
        photos += page.status == 200
    print(passwords, photos)
    sys.exit(0)
