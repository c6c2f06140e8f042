#!/usr/bin/env python3
"""Draws the demonstration's neighbourhood as an OpenStreetMap file with its stops, line and people: demo/map.py > demo/map.c

A drawing of our own (示意图), made from the facts alone: two estates south-west of 子牙河南路, the stop 永乐桥 close to ten minutes away, the new
stop at 北开大街 about 200 m from 河海花园. Every other line, building, head count is invented. Nothing is taken from a map.
"""
import math

LAT, LON = 39.1567, 117.1744                  # the gate of the first estate; x runs along the road to the south-east, y away from the river
K = math.cos(math.radians(LAT)) * 111195
EX, EY = 164 / 187, -89 / 187                 # the road's direction, east and north
nodes, ways, people = [], [], []


def at(x, y):
    east, north = x * EX + y * EY, x * EY - y * EX
    return round(LAT + north / 111195, 7), round(LON + east / K, 7)


seen = {}


def node(x, y, **tags):
    key = (round(x, 1), round(y, 1))
    if key not in seen:
        seen[key] = len(nodes) + 1
        nodes.append((len(nodes) + 1, *at(x, y), {}))
    nodes[seen[key] - 1][3].update(tags)
    return seen[key]


def way(points, **tags):
    ways.append(([node(x, y) for x, y in points], {k.replace('__', ':'): v for k, v in tags.items()}))


def street(points, name, name_en, kind):
    way(points, highway=kind, name=name, name__en=name_en)


# Streets: the river road, its bridge, streets into the blocks.
ROAD = [-1000, -734, -560, -187, -60, 0, 190, 330, 520, 760]
street([(x, 0) for x in ROAD], '子牙河南路', 'Ziyahe South Road', 'secondary')
street([(-734, 0), (-734, -190)], '永乐桥', 'Yongle Bridge', 'primary')
street([(-734, 0), (-740, 260), (-735, 520)], '示意一路', 'Sketch Road 1', 'tertiary')
street([(-187, 0), (-187, 60), (-190, 210), (-190, 400), (-185, 520)], '北开大街', 'Beikai Street', 'tertiary')
street([(520, 0), (515, 210), (515, 400), (520, 520)], '示意二路', 'Sketch Road 2', 'tertiary')
street([(-735, 520), (-185, 520), (180, 520), (520, 520)], '示意三路', 'Sketch Road 3', 'residential')
street([(-190, 210), (0, 210), (180, 210), (515, 210)], '示意胡同', 'Sketch Lane', 'residential')
way([(-1000, -95), (-734, -95), (0, -90), (760, -100)], waterway='river', name='子牙河', name__en='Ziya River')
for x in (-734, -187, 190):
    node(x, 0, highway='crossing', crossing='traffic_signals' if x < 0 else 'marked')
node(-100, 210, amenity='clinic', name='社区卫生服务站')
node(60, 520, amenity='school', name='示意小学')
node(180, 210, amenity='canteen', name='社区食堂')


def estate(name, name_en, x0, x1, y0, y1, gate, joins, rows, cols, heads, old):
    way([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], landuse='residential', name=name, name__en=name_en)
    node(*gate, barrier='gate', access='private', name=name + '大门')
    spine = [gate] + [(gate[0], y) for y in rows]
    way([joins[0], gate], highway='footway')
    way(spine + ([joins[1]] if len(joins) > 1 else []), highway='service', access='private')
    n = 0
    for y in rows:
        way([(cols[0], y), *[(x, y) for x in sorted(set(cols[1:-1]) | {gate[0]})], (cols[-1], y)], highway='footway', access='private')
        for x in cols:
            n += 1
            way([(x - 22, y + 8), (x + 22, y + 8), (x + 22, y + 20), (x - 22, y + 20), (x - 22, y + 8)], building='apartments', name='%d号楼' % n)
            lat, lon = at(x, y + 8)
            people.append((name + '%d号楼' % n, lon, lat, heads, old))


estate('河海花园', 'Hehai Garden', -150, 165, 20, 195, (0, 20), [(0, 0)], [50, 100, 150], [-110, -40, 40, 110], 310, 74)
estate('北开花园', 'Beikai Garden', -150, 490, 225, 500, (180, 225), [(180, 210)], [270, 330, 390, 450], [-100, 20, 300, 420], 215, 49)


def c_text(name, lines):
    print('const char %s[] =' % name)
    for i, line in enumerate(lines):
        print('\t"' + line.replace('\\', '\\\\').replace('"', '\\"') + '\\n"' + (';' if i == len(lines) - 1 else ''))
    print()


xml = ["<osm version='0.6' generator='qiao demo/map.py'>"]
for i, lat, lon, tags in nodes:
    inner = ''.join("<tag k='%s' v='%s'/>" % t for t in tags.items())
    xml.append("<node id='%d' lat='%.7f' lon='%.7f'%s" % (i, lat, lon, ">%s</node>" % inner if inner else "/>"))
for i, (refs, tags) in enumerate(ways):
    xml.append("<way id='%d'>%s%s</way>" % (i + 1, ''.join("<nd ref='%d'/>" % r for r in refs),
                                         ''.join("<tag k='%s' v='%s'/>" % t for t in tags.items())))
xml.append('</osm>')


def stop(no, name, x, y):
    lat, lon = at(x, y)
    return '%s,%s,bus,%.7f,%.7f,' % (no, name, lon, lat)


print('/* map.c - made by map.py: a drawing of the neighbourhood (示意图), its stops, line, people. Invented but for the facts it is drawn from. */')
print('#include "main/demo.h"\n')
c_text('demo_map', xml)
c_text('demo_map_stops', ['id,name,kind,lon,lat,riders', stop('yl1', '永乐桥', -702, 8), stop('yl2', '永乐桥', -702, -8), stop('bk1', '北开大街', -190, 8),
                          stop('bk2', '北开大街', -187, -8)])
people.insert(0, ('河海花园大门', *at(0, 20)[::-1], 0, 0))
rows = ['line,direction,lon,lat']
for d, xs in enumerate((ROAD, ROAD[::-1])):
    rows += ['652,%d,%.7f,%.7f' % (d, *at(x, 0)[::-1]) for x in xs]
c_text('demo_map_lines', rows)
# How many ride along the road in a day, and how often the bus comes: of the line as a whole, invented.
c_text('demo_map_loads', ['stop,line,direction,boardings,alightings,aboard,headway', ',652,0,,,540,10', ',652,1,,,620,10'])
c_text('demo_map_people', ['name,lon,lat,people,old,place'] + ['%s,%.7f,%.7f,%d,%d,bkhy' % p for p in people])
