#!/usr/bin/env python3
"""lint.py - the house rules that no compiler checks.  lint.py ROOT BUILD CC…

One line for each finding, then "lint: N checks, N failed"; exit 1 when a check failed. What may break a rule is
listed in tools/exempt.txt (CHECK SUBJECT reason); an exemption that nothing needs is a finding too. Each check is a
function named check_NAME that yields (file, line, subject, text). Tested by test/tools/lint_test.py.
"""
import os
import re
import subprocess
import sys

ROOT, BUILD, CC = sys.argv[1], sys.argv[2], sys.argv[3:]

# Who may know whom (DESIGN §2, style §4). A service may know what stands here and never another service.
LAYERS = {
    'base': ['base'],
    'formats': ['base', 'formats'],
    'engines': ['base'],
    'store': ['base', 'store'],
    'web': ['base', 'formats', 'store', 'web'],
    'post': ['base', 'store', 'web', 'post'],
    'people': ['base', 'formats', 'store', 'web', 'post', 'people'],
    'matter': ['base', 'formats', 'engines/decide', 'store', 'web', 'post', 'people', 'matter'],
    'services': ['base', 'formats', 'engines', 'store', 'web', 'post', 'people', 'matter'],
    'main': ['base', 'formats', 'engines', 'store', 'web', 'post', 'people', 'matter', 'services', 'main', 'demo'],
}
# These know the rooms named here only from files of these endings ('.h': any header but the room's face): rules without
# HTML, pages without SQL.
ENDINGS = {
    ('people', 'web'): ('_web', '_api'), ('matter', 'web'): ('_web', '_api'),
    ('services', 'web'): ('_web', '_api', '_view', '.h'), ('services', 'store'): ('_store',),
}
# Headers of other people's libraries that one folder alone may see.
OWNED = {'sqlite3.h': 'store', 'libpq-fe.h': 'store', 'microhttpd.h': 'web'}
BANNED = {
    'time': 'env_now', 'gettimeofday': 'env_now', 'rand': 'env->random', 'srand': 'env->random', 'random': 'env->random',
    'localtime': 'day.h', 'localtime_r': 'day.h', 'gmtime': 'day.h', 'gmtime_r': 'day.h', 'mktime': 'day.h', 'ctime': 'day.h',
    'asctime': 'day.h', 'strftime': 'day.h', 'strptime': 'day.h',
    'strcpy': 'struct out', 'strcat': 'struct out', 'strncpy': 'struct out', 'strncat': 'struct out', 'stpcpy': 'struct out',
    'sprintf': 'arena_fmt', 'vsprintf': 'arena_fmt', 'gets': 'fgets', 'strtok': 'strcspn',
    'atoi': 'text_int', 'atol': 'text_int', 'atoll': 'text_int', 'alloca': 'arena_alloc', 'setjmp': 'struct err',
    'longjmp': 'struct err', 'system': 'a library', 'popen': 'a library', 'tmpnam': 'mkstemp', 'mktemp': 'mkstemp',
    'setlocale': 'day.h and msg.h',
}
SQLITE_ONLY = re.compile(r'\b(FTS5|PRAGMA|ROWID|INSERT\s+OR|REPLACE\s+INTO|UPDATE\s+OR|strftime|julianday|datetime|unixepoch|group_concat|'
                         r'ifnull|iif|GLOB|AUTOINCREMENT|total_changes|last_insert_rowid|changes|typeof|json_extract|json_each|randomblob|'
                         r'instr|INDEXED\s+BY|MATCH)\b', re.I)
SQL_IN_C = re.compile(r'\b(SELECT\s.*\bFROM\b|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|CREATE\s+TABLE\b)')
CJK = re.compile('[\u4e00-\u9fff]')
KEY_LINE = re.compile(r'\s*([a-z0-9_.]+)\s*\|')

cache = {}


def read(path):
    if path not in cache:
        with open(os.path.join(ROOT, path), encoding='utf-8', errors='replace') as f:
            cache[path] = f.read()
    return cache[path]


def tree(under, *suffixes):
    """Files under a folder, relative to ROOT, sorted; build folders and other people's modules left out."""
    found = []
    for folder, dirs, names in os.walk(os.path.join(ROOT, under)):
        dirs[:] = [d for d in dirs if not d.startswith(('build', '.')) and d != 'node_modules']
        found += [os.path.relpath(os.path.join(folder, n), ROOT) for n in names if n.endswith(suffixes)]
    return sorted(found)


def line_at(text, pos):
    return text.count('\n', 0, pos) + 1


def blanked(text, strings=True):
    """C without comments (and strings): as long as before, so that places stay."""
    def gap(m):
        s = m.group(0)
        if s[0] == '/':
            return re.sub(r'[^\n]', ' ', s)
        return s if not strings else s[0] + re.sub(r'[^\n]', ' ', s[1:-1]) + s[-1]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', gap, text, flags=re.S)


def room(path):
    """src/web/form.c → web, src/services/council/x.c → services/council, src/engines/decide/x.c → engines/decide, else None"""
    parts = path.split('/')
    if parts[0] != 'src' or len(parts) < 3:
        return None
    return '/'.join(parts[1:3]) if parts[1] in ('services', 'engines') and len(parts) > 3 else parts[1]


def sources():
    return tree('src', '.c', '.h')


def generated_rooms():
    """matter_sql.h → matter: whose .sql, .html or .msg it is made from."""
    made = {}
    for path in tree('src', '.sql', '.html', '.msg'):
        base, suffix = os.path.splitext(os.path.basename(path))
        made['%s_%s.h' % (base, suffix[1:])] = room(path)
    return made


def check_layers():
    made = generated_rooms()
    for path in sources() + tree('src', '.html'):
        own, text = room(path), read(path)
        for m in re.finditer(r'(?:#\s*include|\{\{include) ["<]([^">]+)[">]', text):
            name, line = m.group(1), line_at(text, m.start())
            if name in OWNED and own != OWNED[name]:
                yield path, line, path + '->' + name, '%s belongs to src/%s alone' % (name, OWNED[name])
            if m.group(0).endswith('>'):
                continue
            other = made.get(name) or ('/'.join(name.split('/')[:2]) if name.startswith(('services/', 'engines/')) else name.split('/')[0])
            if own is None or other == own:
                continue
            allowed = LAYERS.get(own.split('/')[0], [])
            if (other not in allowed and other.split('/')[0] not in allowed) or (own.startswith('services/') and other.startswith('services/')):
                yield path, line, path + '->' + other, 'src/%s may not know %s' % (own, other)
            endings = ENDINGS.get((own.split('/')[0], other))
            stem, suffix = os.path.splitext(path)
            inner = suffix == '.h' and '.h' in (endings or ()) and os.path.basename(stem) != own.split('/')[-1]
            if endings and suffix != '.html' and not stem.endswith(endings) and not inner:
                yield path, line, path + '->' + other, 'only files *%s of src/%s may know %s' % (' *'.join(endings), own, other)


def functions(path):
    """(name, first line, lines) of each function: in this house its { and } stand alone at the beginning of a line."""
    lines = blanked(read(path)).split('\n')
    start = None
    for i, text in enumerate(lines):
        if text.rstrip() == '{':
            head = i - 1
            while head > 0 and not re.match(r'[A-Za-z_]\w*\(', lines[head]):
                head -= 1
            start = (re.match(r'\w*', lines[head]).group(0), head)
        elif text.rstrip() == '}' and start:
            yield start[0], start[1] + 1, i - start[1] + 1
            start = None


def check_size():
    """A function over 80 lines or a file over 800 needs a written reason."""
    for path in tree('src', '.c', '.h', '.js', '.css') + tree('tools', '.c', '.h', '.py') + tree('test', '.c', '.h', '.py', '.mjs'):
        n = read(path).count('\n')
        if n > 800:
            yield path, n, path, '%d lines (800)' % n
        if path.endswith('.c'):
            for name, line, length in functions(path):
                if length > 80:
                    yield path, line, path + ':' + name, '%s has %d lines (80)' % (name, length)


def check_banned():
    names = re.compile(r'(?<![\w.>])(%s)\s*\(' % '|'.join(BANNED))
    for path in sources():
        text = blanked(read(path))
        for m in names.finditer(text):
            yield path, line_at(text, m.start()), path + ':' + m.group(1), '%s(): use %s' % (m.group(1), BANNED[m.group(1)])


def mutable(declaration):
    """True when what is declared (text up to = or ;) can be written to."""
    words = declaration.split('[')[0]
    if '*' in words:
        words = words[words.rindex('*'):]
    return not re.search(r'\bconst\b', words)


def check_statics():
    """No state outside of main: nothing that two threads could write to."""
    inner = re.compile(r'^[ \t]*static\s+([^;={(]*?)\s*(\(\*[^)]*\)[^;=]*)?(=|;|\{)', re.M)
    outer = re.compile(r'^(?!static|extern|typedef|return|enum|union|goto|else|#)((?:_Thread_local\s+|const\s+|unsigned\s+|struct\s+)*\w+[\s*]+'
                       r'[\w\s*]*?\w(?:\[[^\]]*\])*)\s*(=|;)', re.M)
    for path in tree('src', '.c', '.h'):
        if room(path) == 'main':
            continue
        text = blanked(read(path))
        for pattern in (inner, outer):
            for m in pattern.finditer(text):
                declaration = m.group(1) + (m.group(2) or '' if pattern is inner else '')
                if m.group(len(m.groups())) == '{' or re.match(r'(inline|void)\b', declaration) or re.fullmatch(r'struct \w+', declaration):
                    continue
                if mutable(declaration):
                    name = re.findall(r'\w+', declaration.split('[')[0])[-1]
                    yield path, line_at(text, m.start(1)), path + ':' + name, 'mutable: %s' % ' '.join(declaration.split())


def check_headers():
    """Every header compiles alone, so nobody depends on an order."""
    heads = [os.path.join(ROOT, h) for h in tree('src', '.h')]
    flags = ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter', '-fsyntax-only', '-x', 'c',
             '-I', os.path.join(ROOT, 'src'), '-I', BUILD, '-']
    for h in heads:
        p = subprocess.run(CC + flags, input='#include "%s"\n' % h, capture_output=True, text=True)
        if p.returncode:
            first = next((t for t in p.stderr.split('\n') if 'error' in t), p.stderr)
            yield os.path.relpath(h, ROOT), 1, h, 'does not compile alone: ' + first.replace(ROOT + '/', '')


def check_readme():
    folders = {os.path.dirname(p) for p in tree('src', 'meson.build', '.c')} | {'lifecycles', 'rules/packs', 'tools'}
    for d in sorted(folders):
        if os.path.isdir(os.path.join(ROOT, d)):
            path = os.path.join(d, 'README.md')
            if not os.path.exists(os.path.join(ROOT, path)) or read(path).count('\n') < 3:
                yield d, 1, d, 'no README.md (what lives here, where to start, what always holds)'


def keys():
    found = {}
    for path in tree('src', '.msg') + tree('lifecycles', '.msg'):
        for i, text in enumerate(read(path).split('\n')):
            m = KEY_LINE.match(text)
            if m and not text.lstrip().startswith('#'):
                found[m.group(1)] = (path, i + 1)
    return found


def check_messages():
    """Every key asked for exists; every key that exists is asked for. Names made in C are
    seen as M_x_##name and as msg_find(… "x.%s" …); those made from data are exempt by their beginning."""
    known, used, made = keys(), set(), []
    by_id = {k.replace('.', '_'): k for k in known}
    for path in tree('src', '.c', '.h', '.html') + tree('lifecycles', '.yaml'):
        text = read(path)
        plain = blanked(text, strings=False) if path.endswith(('.c', '.h')) else text
        for m in re.finditer(r'\bM_([a-z]\w*)\b', plain):
            if m.group(1) in by_id:
                used.add(by_id[m.group(1)])
            elif re.match(r'\s*##', plain[m.end():]):
                made.append(re.compile(re.escape(m.group(1)).replace('_', '[_.]')))
            else:
                yield path, line_at(text, m.start()), path, 'no sentence for M_' + m.group(1)
        for m in re.finditer(r'\{\{t:([a-z0-9_.]+)', text) if path.endswith('.html') else ():
            if m.group(1) in known:
                used.add(m.group(1))
            else:
                yield path, line_at(text, m.start()), path, 'no sentence for ' + m.group(1)
        for m in re.finditer(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"', plain):
            used.add(m.group(1))
        for m in re.finditer(r'msg_find\([^;]*?"([a-z0-9_]+\.(?:[a-z0-9_.]|%s)*)"', plain):
            made.append(re.compile(re.escape(m.group(1)).replace('%s', '[a-z0-9_]+') + '$'))
    for k, (path, line) in known.items():
        if k not in used and not any(r.match(k) for r in made):
            yield path, line, k, 'nobody uses the sentence ' + k


def check_words():
    """What people read stands in *.msg, in both languages: no Chinese in C or in a template."""
    for path in tree('src', '.c', '.h'):
        text = blanked(read(path), strings=False)
        for m in re.finditer(r'"(?:\\.|[^"\\\n])*"', text):
            if CJK.search(m.group(0)):
                yield path, line_at(text, m.start()), path, 'Chinese in C: %s' % m.group(0)
    for path in tree('src', '.html'):
        text = re.sub(r'\{\{#.*?\}\}|<!--.*?-->', lambda m: re.sub(r'[^\n]', ' ', m.group(0)), read(path), flags=re.S)
        m = CJK.search(text)
        if m:
            yield path, line_at(text, m.start()), path, 'Chinese in a template: use {{t:key}}'


def bare_sql(text):
    return re.sub(r"--[^\n]*|/\*.*?\*/|'(?:''|[^'])*'", lambda m: re.sub(r'[^\n]', ' ', m.group(0)), text, flags=re.S)


def check_sql():
    """SQL stands in .sql files, and outside of store it is what PostgreSQL reads too."""
    for path in tree('src', '.sql'):
        if room(path) != 'store':
            text = bare_sql(read(path))
            for m in SQLITE_ONLY.finditer(text):
                yield path, line_at(text, m.start()), path, "SQLite's alone: " + m.group(0)
    for path in sources():
        if room(path) != 'store':
            text = blanked(read(path), strings=False)
            for m in re.finditer(r'"(?:\\.|[^"\\\n])*"', text):
                if SQL_IN_C.search(m.group(0)):
                    yield path, line_at(text, m.start()), path, 'SQL in C: ' + m.group(0)


def check_statements():
    """Each named statement is called by somebody or stands in a table of functions, and its name is one alone."""
    code = '\n'.join(blanked(read(p)) for p in tree('src', '.c', '.h'))
    called = set(re.findall(r'\b(\w+)\s*\(', code)) | set(re.findall(r'\bsql_\w+\b', code))
    called |= set(re.findall(r'(?<=, )(\w+)(?=,| \}|\})', code))
    seen = {}
    for path in tree('src', '.sql'):
        for m in re.finditer(r'^--\s*name:\s*(\w+)\s+(\w+)', read(path), re.M):
            name, line = m.group(1), line_at(read(path), m.start())
            if name in seen:
                yield path, line, name, '%s is in %s too' % (name, seen[name])
            seen[name] = path
            if (name if m.group(2) != 'raw' else 'sql_' + name) not in called:
                yield path, line, name, 'nobody calls the statement ' + name


def check_homes():
    """A list of matters says whether private ones are in it: each statement that reads the table, other than by an id it was given or by
    another row that names the matter, names matter.home."""
    for path in tree('src', '.sql'):
        if '/migrations/' in path:
            continue
        text = read(path)
        parts = dict(re.findall(r'^-- part: (\w+)\n(.*?)(?=\n\n)', text, re.M | re.S))
        for m in re.finditer(r'^--\s*name:\s*(\w+)[^\n]*\n(.*?)(?=^--\s*(?:name|part):|\Z)', text, re.M | re.S):
            body = re.sub(r'\{(\w+)\}', lambda p: parts.get(p.group(1), ''), bare_sql(m.group(2)))
            if not re.search(r'\b(FROM|JOIN)\s+matter\b', body) or re.search(r'\bhome\b', body):
                continue
            if not re.search(r'(?<![\w.])(matter\.)?id = \$\d', body) and not re.search(r'\bmatter\.id = \w', body):
                yield path, line_at(text, m.start()), m.group(1), 'does %s list private matters? name matter.home, or say why not' % m.group(1)


def check_pages():
    """Each template is rendered by somebody."""
    text = '\n'.join([blanked(read(p)) for p in tree('src', '.c', '.h')] + [read(p) for p in tree('src', '.html')])
    for path in tree('src', '.html'):
        name = os.path.basename(path)[:-5] + '_html'
        if not re.search(r'\b%s\b(?!\.h)' % name, text):
            yield path, 1, path, 'nobody renders ' + name


def check_forms():
    """Each form that writes carries form_guard: without it there is no protection against other sites and double submits."""
    for path in tree('src', '.html'):
        text = read(path)
        for m in re.finditer(r'<form\b[^>]*method="post"', text, re.I):
            end = text.find('</form>', m.end())
            if 'form_guard(' not in text[m.end():end if end >= 0 else len(text)]:
                yield path, line_at(text, m.start()), path, 'a form that posts without {{form_guard(rq)}}'


VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}
PIECE = re.compile(r'\{\{#.*?\}\}|\{\{%(?P<c>(?:"(?:\\\\.|[^"\\\\])*"|[^"])*?)\}\}|\{\{.*?\}\}|<!--.*?-->|(?P<raw><(script|style)\b.*?</\3>)|'
                   r'<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<rest>(?:\{\{.*?\}\}|"(?:\{\{.*?\}\}|[^"])*"|[^">{]|\{(?!\{))*)>', re.S)


class Tags:
    """Open elements of one template; a block of C must leave them as it found them, or all its branches the same."""
    def __init__(self):
        self.open, self.blocks, self.fault = [], [], None

    def statement(self, c):
        text = re.sub(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', '', c)
        if re.match(r'\s*(case\b|default\s*:|break\s*;)', text) and self.blocks:
            begin, ends, _ = self.blocks[-1]
            if 'break' not in text or re.search(r'\b(case|default)\b', text):
                ends += [list(self.open)] if self.open != begin else []
                self.open = list(begin)
            return
        for m in re.finditer(r'\}\s*else\b[^{};]*\{|\{|\}', text):
            if m.group(0) == '{':
                self.blocks.append((list(self.open), [], ['switch' in text]))
            elif not self.blocks:
                self.fault = '} without {'
                return
            elif len(m.group(0)) > 1:
                begin, ends, _ = self.blocks[-1]
                ends.append(list(self.open))
                self.open = list(begin)
                _[0] = _[0] or not re.search(r'\bif\b', m.group(0))
            else:
                begin, ends, whole = self.blocks.pop()
                ends = ends + [list(self.open)] + ([] if whole[0] else [begin])
                if any(e != ends[0] for e in ends):
                    self.fault = 'a block that leaves %s open or closed in one way only' % sorted(
                        {t for e in ends for t in e} - set(begin) or set(begin))

    def tag(self, end, name, rest):
        if name in VOID or rest.rstrip().endswith('/'):
            return
        if not end:
            self.open.append(name)
        elif not self.open or self.open[-1] != name:
            self.fault = '</%s> where <%s> is open' % (name, self.open[-1] if self.open else 'nothing')
        else:
            self.open.pop()


def check_tags():
    """Each template closes what it opens (the frame is exempt), whichever way its C goes."""
    for path in tree('src', '.html'):
        text, t = read(path), Tags()
        for m in PIECE.finditer(text):
            if m.group('c') is not None:
                t.statement(m.group('c'))
            elif m.group('tag') and not m.group('raw'):
                t.tag(m.group('end'), m.group('tag').lower(), m.group('rest'))
            if t.fault:
                break
        if t.fault or t.open:
            yield path, line_at(text, m.start()), path, t.fault or 'the template leaves <%s> open' % '> <'.join(t.open)


def check_traces():
    """No path of one machine in what everybody gets."""
    words = re.compile(r'(?<![\w.$}])/(?:work|root|home/\w+)/\w+')
    for path in tree('', '.c', '.h', '.py', '.mjs', '.js', '.html', '.sql', '.msg', '.md', '.build', '.yaml', '.txt', '.css', '.sh'):
        for i, text in enumerate(read(path).split('\n')):
            m = words.search(text)
            if m:
                yield path, i + 1, path, "a path of somebody's machine: " + m.group(0)


def check_keys_of_tables():
    """area is first in every primary key, unique key and foreign key (DESIGN §4)."""
    for path in tree('src', '.sql'):
        if '/migrations/' not in path:
            continue
        text = bare_sql(read(path))
        for t in re.finditer(r'CREATE TABLE\s+(\w+)\s*\((.*?)\)\s*(?:STRICT|WITHOUT ROWID|,|\s)*;', text, re.S):
            name, body, line = t.group(1), t.group(2), line_at(text, t.start())
            own = re.findall(r'(PRIMARY KEY|UNIQUE|FOREIGN KEY)\s*\(\s*(\w+)', body)
            if not any(kind == 'PRIMARY KEY' for kind, _ in own):
                yield path, line, name, '%s has no primary key that begins with area' % name
            for kind, first in own:
                if first != 'area':
                    yield path, line, name, '%s: %s begins with %s, not area' % (name, kind, first)
        for m in re.finditer(r'CREATE UNIQUE INDEX\s+(\w+)\s+ON\s+(\w+)\s*\(\s*(\w+)', text):
            if m.group(3) != 'area':
                yield path, line_at(text, m.start()), m.group(2), 'unique index %s begins with %s, not area' % (m.group(1), m.group(3))


def exemptions():
    """CHECK SUBJECT reason; SUBJECT may end in * ."""
    rows = []
    path = 'tools/exempt.txt'
    if os.path.exists(os.path.join(ROOT, path)):
        for i, text in enumerate(read(path).split('\n')):
            if text.strip() and not text.startswith('#'):
                parts = text.split(None, 2)
                rows.append({'line': i + 1, 'parts': parts, 'used': False})
    return rows


def exempted(rows, check, subject):
    hit = False
    for r in rows:
        p = r['parts']
        if len(p) == 3 and p[0] == check and (p[1] == subject or (p[1].endswith('*') and subject.startswith(p[1][:-1]))):
            r['used'] = hit = True
    return hit


def main():
    rows, failed, count = exemptions(), 0, 0
    checks = {n[6:]: f for n, f in globals().items() if n.startswith('check_')}
    for name, check in checks.items():
        count += 1
        bad = 0
        for path, line, subject, text in check():
            subject = subject.replace(ROOT + '/', '').replace(BUILD + '/', '')
            if not exempted(rows, name, subject):
                print('%s:%d: [%s] %s' % (path, line, name, text))
                bad += 1
        failed += bad > 0
    stale = [r for r in rows if not r['used'] or r['parts'][0] not in checks]
    for r in stale:
        print('tools/exempt.txt:%d: [exempt] nothing needs "%s", or its reason is missing' % (r['line'], ' '.join(r['parts'][:2])))
    print('lint: %d checks, %d failed' % (count + 1, failed + (len(stale) > 0)))
    return 1 if failed or stale else 0


sys.exit(main())
