#!/usr/bin/env python3
"""Tests of the build's generators: run.py SOURCE_ROOT BUILD_ROOT CC PAGEC SQLC MSGC EMBED

Each file under pagec/, sqlc/, msgc/ says in its first line what must happen:
  refuse LINE: TEXT   the generator exits 1, says FILE:LINE: … TEXT and writes nothing (LINE 0: no line)
  cc LINE: WORDS      the generator is content, the C compiler complains at the template's LINE with all WORDS
  fine                the generator is content and the C compiles with all warnings as errors
"""
import os, re, subprocess, sys, tempfile

ROOT, BUILD, CC = sys.argv[1], sys.argv[2], sys.argv[3].split()
PAGEC, SQLC, MSGC, EMBED = sys.argv[4:8]
HERE = os.path.join(ROOT, 'test', 'tools')
FLAGS = ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-Wshadow', '-Wconversion', '-Wno-sign-conversion',
         '-Wstrict-prototypes', '-Wmissing-prototypes', '-Wno-unused-parameter', '-fsyntax-only', '-I', ROOT + '/src']
run = failed = 0


def report(name, fault):
    global run, failed
    run += 1
    if fault:
        failed += 1
        print('FAILED %s: %s' % (name, fault))


def call(cmd):
    p = subprocess.run(cmd, capture_output=True, text=True, timeout=60)
    return p.returncode, p.stdout + p.stderr


def judge(path, tool, outs, compile_c):
    """What is wrong with this file's outcome, or None."""
    first = open(path, encoding='utf-8', errors='replace').readline()
    first = re.sub(r'^{{#(.*)}}$', r'\1', first.strip())
    want = re.search(r'(refuse|cc) (\d+): (.*)$', first.strip())
    code, text = call(tool)
    if want and want[1] == 'refuse':
        place = '%s:%s: ' % (path, want[2]) if want[2] != '0' else path + ': '
        if code != 1:
            return 'was not refused (exit %d)' % code
        if not text.startswith(place) or want[3] not in text:
            return 'wants "%s… %s", got "%s"' % (place, want[3], text.strip())
        if any(os.path.exists(o) for o in outs):
            return 'refused, but wrote something'
        return None
    if code:
        return 'was refused: ' + text.strip()
    code, text = call(compile_c)
    if want:
        # clang points at the expression in the template too, by way of the macro's expansion
        at = '%s:%s' % (path, want[2])
        missing = [w for w in want[3].split() if w not in text]
        if not code or at not in text or missing:
            return 'wants the compiler to complain at %s with "%s", got "%s"' % (at, want[3], text)
        return None
    if 'fine' not in first:
        return 'its first line says nothing'
    return 'does not compile: ' + text if code else None


def each(folder, suffix):
    d = os.path.join(HERE, folder)
    for f in sorted(os.listdir(d)):
        if f.endswith(suffix):
            yield f, os.path.join(d, f), f[:-len(suffix)]


def files(tmp):
    for f, path, name in each('pagec', '.html'):
        outs = [tmp + '/%s_html.c' % name, tmp + '/%s_html.h' % name]
        report('pagec/' + f, judge(path, [PAGEC, path] + outs + [BUILD + '/msg_index.txt'], outs, CC + FLAGS + ['-I', BUILD, '-I', tmp, outs[0]]))
    for f, path, name in each('sqlc', '.sql'):
        outs = [tmp + '/%s_sql.c' % name, tmp + '/%s_sql.h' % name]
        report('sqlc/' + f, judge(path, [SQLC, HERE + '/sqlc/migrations', path] + outs, outs,
                                  CC + FLAGS + ['-I', BUILD, '-I', tmp, outs[0]]))
    for f, path, name in each('msgc', '.msg'):
        own = tmp + '/msg_' + name
        os.mkdir(own)
        outs = [own + '/' + o for o in (name + '_msg.h', 'msg_index.txt', 'msg_table.c')]
        report('msgc/' + f, judge(path, [MSGC, own, path], outs, CC + FLAGS + ['-include', outs[0], outs[2]]))


def sqlc_text(tmp):
    """$2 … $1 must not be numbered by first appearance, and quoted text stays as it is."""
    c = open(tmp + '/ok_sql.c').read()
    report('sqlc: ?n keeps its number', None if 'area = ?2 AND (?1 IS NULL' in c else 'not found')
    report('sqlc: quoted text', None if '\' ;  $1 \'\'\\"\' || name' in c else 'not found')
    report('sqlc: comments gone', None if 'a comment' not in c and 'another' not in c else 'still there')
    report('sqlc: doc in header', None if 'One row.  / of t' in open(tmp + '/ok_sql.h').read() else 'not found')


def embed(tmp):
    def made(table, named, want, contents=b'x'):
        paths = []
        for n in named:
            os.makedirs(os.path.dirname(tmp + '/in/' + n), exist_ok=True)
            with open(tmp + '/in/' + n, 'wb') as f:
                f.write(contents)
            paths.append(tmp + '/in/' + n)
        out = tmp + '/table.c'
        if os.path.exists(out):
            os.remove(out)
        code, text = call([EMBED, table, out] + paths)
        if want:
            report('embed %s %s' % (table, named), None if code == 1 and want in text and not os.path.exists(out) else
                   'wants "%s", got %d "%s"' % (want, code, text))
            return
        if code == 0:
            code, text = call(CC + FLAGS + ['-I', BUILD, out])
        report('embed %s %s' % (table, named), text if code else None)

    made('assets', [], None)
    made('migrations', [], None)
    made('lifecycles', ['b.yaml', 'a.yaml'], None)
    made('packs', ['b.yaml', 'a.yaml'], None)
    made('confs', ['b.conf', 'a.conf'], None)
    made('assets', ['a/x.css', 'a/y.js'], None, bytes(range(256)) * 2 + b'??/"\\\n1')
    made('assets', ['a/x.css', 'b/x.css'], 'same name')
    made('assets', ['a/x.exe'], 'no type')
    made('migrations', ['0002_b.sql', '0001_a.sql'], None)
    made('migrations', ['0001_a.sql', '0003_c.sql'], 'expected 0002')
    made('migrations', ['0001_a.sql', '0001_b.sql'], 'expected 0002')
    made('migrations', ['first.sql'], 'NNNN_name.sql')
    made('nothing', [], 'no such table')


def again(tmp):
    """An output that would be the same is left alone, so that nothing is rebuilt."""
    own = tmp + '/again'
    os.mkdir(own)
    call([MSGC, own, HERE + '/msgc/ok.msg'])
    before = {o.name: o.stat().st_mtime_ns for o in os.scandir(own)}
    call([MSGC, own, HERE + '/msgc/ok.msg'])
    report('same output is left alone', None if len(before) == 3 and before == {o.name: o.stat().st_mtime_ns for o in os.scandir(own)}
           else 'was written again')


def numbers(tmp):
    """A sentence's number comes from its name alone: another beside it changes nothing. Two names with one number are refused."""
    own = tmp + '/numbers'
    os.mkdir(own)

    def numbers_of(*keys):
        with open(own + '/n.msg', 'w') as f:
            f.writelines('%s | 好 | Good\n' % k for k in keys)
        code, text = call([MSGC, own, own + '/n.msg'])
        return text if code else dict(re.findall(r'#define M_(\w+) \(\(enum msg\)(\d+)\)', open(own + '/n_msg.h').read()))

    alone, beside = numbers_of('b.b'), numbers_of('a.a', 'b.b', 'c.c')
    report('a number is its name\'s', None if len(beside) == 3 and alone['b_b'] == beside['b_b'] else '%s %s' % (alone, beside))
    seen, i = {}, 0
    while True:
        h, i = 2166136261, i + 1
        for c in b'k.%d' % i:
            h = (h ^ c) * 16777619 & 0xffffffff
        h = (h >> 31) ^ (h & 0x7fffffff)
        if h in seen:
            break
        seen[h] = i
    text = numbers_of('k.%d' % i, 'k.%d' % seen[h])
    report('one number twice', None if 'has the number of' in text else 'k.%d and k.%d: %s' % (i, seen[h], text))


with tempfile.TemporaryDirectory() as t:
    files(t)
    sqlc_text(t)
    embed(t)
    again(t)
    numbers(t)
print('tools: %d run, %d failed' % (run, failed))
sys.exit(failed > 0 or run < 100)
