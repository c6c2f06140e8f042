#!/usr/bin/env python3
"""draw.py - draws the demonstration's pictures (plain shapes, no photograph of anything) and writes pictures.c.

Run it in this folder after a change; standard library only. Each picture is a PNG with a palette, a few KB."""
import math
import struct
import zlib

W, H = 960, 640
PALETTE = [(244, 246, 248), (206, 214, 220), (120, 130, 140), (47, 93, 138), (196, 62, 44), (88, 140, 80), (236, 190, 92), (255, 255, 255),
           (158, 196, 216)]
PAPER, PALE, GREY, BLUE, RED, GREEN, AMBER, WHITE, WATER = range(9)
# 示意图, drawn on squares: the label on every picture.
SIGNS = ["""
.......#........
..###########...
................
................
.##############.
.......#........
.......#........
...#...#...#....
..##...#....##..
.##....#.....##.
.#.....#......#.
.......#........
.....###........
................""", """
.......#........
..###########...
....#.....#.....
.##############.
................
...#########....
...#.......#....
...#########....
...#.......#....
...#########....
......#.........
.#..#..#...#.#..
.#..#......#..#.
#....#######...#""", """
.##############.
.#............#.
.#....#.......#.
.#...######...#.
.#..##...#....#.
.#.#..#.#.....#.
.#.....#......#.
.#....#.##....#.
.#..##....##..#.
.#....##......#.
.#......##....#.
.#...##.......#.
.#.....##.....#.
.##############."""]


class Picture:
    def __init__(self):
        self.rows = [bytearray([PAPER]) * W for _ in range(H)]

    def box(self, x, y, w, h, colour):
        for row in self.rows[max(y, 0):min(y + h, H)]:
            row[max(x, 0):min(x + w, W)] = bytes([colour]) * (min(x + w, W) - max(x, 0))

    def disc(self, x, y, r, colour):
        for dy in range(-r, r + 1):
            dx = int(math.sqrt(r * r - dy * dy))
            self.box(x - dx, y + dy, 2 * dx + 1, 1, colour)

    def ring(self, x, y, r, width, colour):
        self.disc(x, y, r, colour)
        self.disc(x, y, r - width, PAPER)

    def line(self, x0, y0, x1, y1, width, colour, dash=0):
        n = int(math.hypot(x1 - x0, y1 - y0))
        for i in range(n):
            if not dash or i // dash % 2 == 0:
                self.box(int(x0 + (x1 - x0) * i / n) - width // 2, int(y0 + (y1 - y0) * i / n) - width // 2, width, width, colour)

    def house(self, x, y, w, h, colour=GREY):
        self.box(x, y, w, h, colour)
        for wy in range(y + 14, y + h - 18, 30):
            for wx in range(x + 12, x + w - 16, 28):
                self.box(wx, wy, 14, 16, PALE)

    def person(self, x, y, colour, stick=False):
        self.disc(x, y, 11, colour)
        self.box(x - 10, y + 14, 20, 36, colour)
        self.box(x - 10, y + 50, 8, 26, colour)
        self.box(x + 2, y + 50, 8, 26, colour)
        if stick:
            self.line(x + 16, y + 30, x + 22, y + 76, 4, colour)

    def sign(self, x, y, colour):
        self.box(x - 4, y, 8, 150, GREY)
        self.box(x - 38, y - 50, 76, 58, colour)
        self.box(x - 26, y - 38, 52, 24, WHITE)
        self.disc(x - 16, y - 6, 6, WHITE)
        self.disc(x + 16, y - 6, 6, WHITE)

    def label(self):
        x = 24
        for sign in SIGNS:
            for dy, text in enumerate(sign.split("\n")[1:]):
                for dx, c in enumerate(text):
                    if c == "#":
                        self.box(x + dx * 2, 24 + dy * 2, 2, 2, GREY)
            x += 38

    def png(self):
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        rows = b"".join(b"\0" + bytes(r) for r in self.rows)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, 3, 0, 0, 0)) + \
            chunk(b"PLTE", b"".join(bytes(c) for c in PALETTE)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def walk():
    """From the estate's gate to the far stop, with somebody who rests on the way."""
    p = Picture()
    p.box(0, 470, W, 90, PALE)
    p.line(0, 515, W, 515, 6, WHITE, dash=36)
    for x in (40, 150, 260):
        p.house(x, 220, 84, 230)
    p.line(330, 440, 830, 440, 8, RED, dash=18)
    p.person(470, 350, BLUE, stick=True)
    p.person(640, 350, GREY)
    p.box(540, 412, 60, 8, AMBER)
    p.sign(860, 300, BLUE)
    return p


def plan():
    """From above: river, road, two places for the stop, the estate."""
    p = Picture()
    p.box(720, 0, 170, H, WATER)
    p.box(560, 0, 110, H, PALE)
    p.line(615, 0, 615, H, 6, WHITE, dash=30)
    for y in (120, 230, 340):
        for x in (70, 200, 330):
            p.box(x, y, 90, 70, GREY)
    p.box(0, 470, 560, 60, PALE)
    p.disc(575, 430, 20, RED)
    p.disc(655, 300, 20, RED)
    p.line(400, 440, 555, 430, 6, BLUE, dash=14)
    p.disc(615, 60, 14, GREY)
    return p


def stop():
    """The new stop: a sign, a shelter, a bus."""
    p = Picture()
    p.box(0, 480, W, 160, PALE)
    p.line(0, 560, W, 560, 6, WHITE, dash=36)
    p.box(90, 250, 230, 14, BLUE)
    p.box(100, 264, 10, 190, GREY)
    p.box(300, 264, 10, 190, GREY)
    p.box(140, 400, 130, 12, AMBER)
    p.box(60, 454, 560, 26, GREY)
    p.sign(390, 304, RED)
    p.person(200, 330, GREEN)
    p.person(460, 378, BLUE, stick=True)
    p.box(560, 310, 340, 180, RED)
    for x in (590, 670, 750, 830):
        p.box(x, 335, 56, 60, WHITE)
    p.disc(640, 492, 32, GREY)
    p.disc(820, 492, 32, GREY)
    return p


def shed():
    """A shed for electric bicycles, with sockets and an extinguisher."""
    p = Picture()
    p.box(0, 500, W, 140, PALE)
    p.box(100, 180, 760, 26, BLUE)
    for x in (120, 360, 600, 830):
        p.box(x, 206, 12, 294, GREY)
    for x in (200, 320, 440, 560, 680):
        p.ring(x, 460, 38, 8, GREY)
        p.ring(x + 84, 460, 38, 8, GREY)
        p.line(x, 460, x + 50, 400, 8, GREEN)
        p.line(x + 50, 400, x + 84, 460, 8, GREEN)
    for x in (240, 480, 720):
        p.box(x, 270, 34, 44, AMBER)
    p.box(850, 380, 26, 70, RED)
    return p


def main():
    pictures = [("WALK", "示意图：走到永乐桥.png", walk()), ("MAP", "示意图：踏勘的位置.png", plan()), ("STOP", "示意图：新站.png", stop()),
                ("SHED", "示意图：车棚.png", shed())]
    with open("pictures.c", "w", encoding="utf-8") as f:
        f.write("/* pictures.c - made by draw.py: plain drawings labelled 示意图, photographs of nothing. */\n#include \"main/demo.h\"\n")
        for name, _, p in pictures:
            p.label()
            data = p.png()
            assert len(data) < 20000, (name, len(data))
            f.write(f"\nstatic const unsigned char {name.lower()}[] = {{\n")
            for i in range(0, len(data), 24):
                f.write("\t" + ", ".join(str(b) for b in data[i:i + 24]) + ",\n")
            f.write("};\n")
        f.write("\nconst struct demo_picture demo_pictures[PICTURE_COUNT] = {\n")
        for name, title, _ in pictures:
            f.write(f"\t[PICTURE_{name}] = {{ \"{title}\", {name.lower()}, sizeof({name.lower()}) }},\n")
        f.write("};\n")


main()
