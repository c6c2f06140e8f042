"""qr.py - reads the QR codes of a page back (ISO/IEC 18004, versions 1 to 10, level M, bytes): does the picture lead where the page
says? A reader of its own, no line shared with src/formats/qr.c. Whole pictures only: nothing is repaired."""
import re

# Versions 1 … 10: where alignment patterns stand, and (blocks, bytes of data in each) at level M.
ALIGN = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]
BLOCKS = [[(1, 16)], [(1, 28)], [(1, 44)], [(2, 32)], [(2, 43)], [(4, 27)], [(4, 31)], [(2, 38), (2, 39)], [(3, 36), (2, 37)], [(4, 43), (1, 44)]]
MASKS = [lambda x, y: (x + y) % 2, lambda x, y: y % 2, lambda x, y: x % 3, lambda x, y: (x + y) % 3, lambda x, y: (y // 2 + x // 3) % 2,
         lambda x, y: x * y % 2 + x * y % 3, lambda x, y: (x * y % 2 + x * y % 3) % 2, lambda x, y: ((x + y) % 2 + x * y % 3) % 2]


def modules(side, path):
    """Rows of 0 and 1, without the quiet zone, painted as an SVG path of horizontal runs is."""
    grid = [[0] * side for _ in range(side)]
    x = y = 0
    for letter, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        n = [int(v) for v in re.findall(r"-?\d+", numbers)]
        if letter == "M":
            x, y = n
        elif letter == "m":
            x, y = x + n[0], y + n[1]
        elif letter == "h" and n[0] > 0:
            for i in range(n[0]):
                grid[y][x + i] = 1
    return [row[4:-4] for row in grid[4:-4]]


def of_nothing(size, version):
    """Where finders, timing, alignment, format and version stand."""
    used = [[False] * size for _ in range(size)]

    def block(x0, y0, w, h):
        for y in range(y0, y0 + h):
            for x in range(x0, x0 + w):
                used[y][x] = True
    block(0, 0, 9, 9)
    block(size - 8, 0, 8, 9)
    block(0, size - 8, 9, 8)
    block(6, 0, 1, size)
    block(0, 6, size, 1)
    at = ALIGN[version - 1]
    for x in at:
        for y in at:
            if (x, y) not in ((6, 6), (6, at[-1]), (at[-1], 6)):
                block(x - 2, y - 2, 5, 5)
    if version >= 7:
        block(size - 11, 0, 3, 6)
        block(0, size - 11, 6, 3)
    return used


def read(side, path):
    g = modules(side, path)
    size = len(g)
    version = (size - 17) // 4
    assert size == 17 + 4 * version and 1 <= version <= 10, size
    word = int("".join(str(g[8][x]) for x in (0, 1, 2, 3, 4)), 2) ^ 0b10101
    assert word >> 3 == 0, "level M"
    mask, used, bits = MASKS[word & 7], of_nothing(size, version), []
    x, up = size - 1, True
    while x > 0:
        x -= x == 6
        for y in (range(size - 1, -1, -1) if up else range(size)):
            bits += [g[y][c] ^ (mask(c, y) == 0) for c in (x, x - 1) if not used[y][c]]
        x, up = x - 2, not up
    words = [int("".join(map(str, map(int, bits[i:i + 8]))), 2) for i in range(0, len(bits) - 7, 8)]
    lengths = [n for count, n in BLOCKS[version - 1] for _ in range(count)]
    blocks, i = [[] for _ in lengths], 0
    for k in range(max(lengths)):
        for b, n in enumerate(lengths):
            if k < n:
                blocks[b].append(words[i])
                i += 1
    text = "".join(f"{w:08b}" for b in blocks for w in b)
    assert text[:4] == "0100", "bytes"
    n = 8 if version < 10 else 16
    length, at = int(text[4:4 + n], 2), 4 + n
    return bytes(int(text[at + 8 * i:at + 8 * i + 8], 2) for i in range(length)).decode()


def codes(page):
    """What each QR code of a page says, in their order."""
    return [read(int(side), path) for side, path in re.findall(r'<svg viewBox="0 0 (\d+) \1"[^>]*shape-rendering="crispEdges">.*?<path d="([^"]+)"', page.html)]
