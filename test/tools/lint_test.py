#!/usr/bin/env python3
"""Plants one fault at a time into a small clean tree; tools/lint.py must find it, and nothing else.

lint_test.py LINT.py CC
"""
import os
import re
import subprocess
import sys
import tempfile

LINT, CC = sys.argv[1], sys.argv[2]
README = 'What lives here.\nWhere to start.\nWhat always holds.\n'
CLEAN = {
    'tools/README.md': README, 'lifecycles/README.md': README, 'build/base_msg.h': '#define M_a_b ((enum msg)7)\n',
    'src/base/README.md': README, 'src/store/README.md': README, 'src/web/README.md': README, 'src/people/README.md': README,
    'src/services/one/README.md': README, 'src/services/two/README.md': README, 'src/main/README.md': README,
    'src/base/base.h': '#ifndef B\n#define B\n#include <time.h>\nint base(void);\n#endif\n',
    'src/base/base.c': '#include "base/base.h"\nstatic const char *const names[] = { "a time() {" };\nstatic int twice(int n);\n'
                       'static const struct { int a; } rows[] = {\n\t{ 1 },\n};\n'
                       'int\nbase(void)\n{\n\tstatic const int n = 1;\n\n\t/* strcpy(a) and 中文 */\n\treturn twice(n) + M_a_b;\n}\n',
    'src/base/base.msg': '# c | d\na.b | 好 | Good\n',
    'src/store/store.h': '#include "base/base.h"\n#include <sqlite3.h>\n',
    'src/store/migrations/0001_a.sql': 'CREATE TABLE t (\n\tarea INTEGER NOT NULL,\n\tid INTEGER NOT NULL, -- (id)\n\tPRIMARY KEY (area, id)\n) STRICT;\n',
    'src/web/web.h': '#include "base/base.h"\n#include <stdbool.h>\n',
    'src/web/web.c': '#include "web/web.h"\n#include "web_sql.h"\n#include "hall_html.h"\nvoid\nweb(void)\n{\n\tt_get(1);\n\thall_html(0);\n}\n',
    'src/web/web.sql': '-- name: t_get one\nSELECT id FROM t WHERE area = $1;\n',
    'src/web/html/hall.html': '{{# 中文 }}<p>{{t:a.b}}</p><form method="post">{{form_guard(rq)}}</form>\n'
                              '<a title="{{f("}")}}>" {{% if (x) { }}class="b"{{% } }}>x</a><br><svg><path d=""/></svg>\n'
                              '{{% if (x) { }}<b class="a">{{% } else if (y) { }}<b>{{% } else { }}<b lang="en">{{% } }}x</b>\n'
                              '{{% switch (x) { case 1: }}<i>1</i>{{% break; case 2: }}<u>2</u>{{% break; default: }}{{% } }}\n'
                              '<script>if (a < b) { "<p>" }</script>{{% for (int i = 0; i < 3; i++) { }}<p>x</p>{{% } }}\n',
    'src/people/people_web.c': '#include "web/web.h"\n',
    'src/services/one/one.c': '#include "people/people.h"\n#include "services/one/one.h"\n',
    'src/services/one/one.h': '', 'src/services/one/one_page.h': '#include "web/web.h"\n',
    'src/people/people.h': '',
    'src/main/main.c': '#include "services/one/one.h"\nstatic int stop;\n',
}
LONG = 'int\nlong_one(void)\n{\n' + '\tbase();\n' * 77 + '}\n'
# check, what is added to which file (or a new file), what the finding says
FAULTS = [
    ('layers', 'src/base/base.c', '#include "web/web.h"\n', 'base.c:15: .*src/base may not know web'),
    ('layers', 'src/store/store.h', '#include "web_sql.h"\n', 'src/store may not know web'),
    ('layers', 'src/services/two/two.c', '#include "services/one/one.h"\n', 'two may not know services/one'),
    ('layers', 'src/people/people.c', '#include "web/web.h"\n', 'only files \\*_web \\*_api of src/people may know web'),
    ('layers', 'src/services/one/one.h', '#include "web/web.h"\n', 'only files .* of src/services/one may know web'),
    ('layers', 'src/services/one/one_rules.c', '#include "web/web.h"\n', 'only files .* of src/services/one may know web'),
    ('layers', 'src/services/one/one.c', '#include "store/store.h"\n', 'only files \\*_store'),
    ('layers', 'src/web/web.c', '#include <sqlite3.h>\n', 'sqlite3.h belongs to src/store alone'),
    ('layers', 'src/store/store.c', '#include <microhttpd.h>\n', 'microhttpd.h belongs to src/web alone'),
    ('layers', 'src/web/html/hall.html', '{{include "people/people.h"}}\n', 'src/web may not know people'),
    ('layers', 'src/web/web.c', '#include "no_such.h"\n', 'src/web may not know no_such.h'),
    ('size', 'src/base/long.c', LONG.replace('base();\n', 'base();\n\tbase();\n', 1), 'long.c:2: .*long_one has 81 lines'),
    ('size', 'src/base/tall.c', '\n' * 801, '801 lines'),
    ('banned', 'src/base/bad.c', 'int f(void)\n{\n\treturn time(0);\n}\n', 'bad.c:3: .*time'),
    ('banned', 'src/main/bad.c', 'void f(char *a)\n{\n\tstrcpy (a, "x");\n}\n', 'strcpy'),
    ('banned', 'src/base/bad.c', 'x = sprintf(a, b);\n', 'sprintf'),
    ('statics', 'src/base/bad.c', 'static int counter;\n', 'counter'),
    ('statics', 'src/base/bad.c', 'static const char *name = "x";\n', 'name'),
    ('statics', 'src/base/bad.c', 'int\nf(void)\n{\n\tstatic unsigned long calls[4] = { 0 };\n}\n', 'bad.c:4: .*calls'),
    ('statics', 'src/base/bad.c', 'static int (*hook)(void);\n', 'hook'),
    ('statics', 'src/base/bad.c', 'struct base *the_one;\n', 'the_one'),
    ('statics', 'src/base/bad.c', 'int open_files = 3;\n', 'open_files'),
    ('headers', 'src/base/bad.h', 'size_t f(void);\n', 'bad.h:1: .*alone.*size_t'),
    ('headers', 'src/base/bad.h', 'struct a { int b }\n', 'bad.h:1: .*alone'),
    ('readme', 'src/services/three/three.c', '', 'src/services/three:1: .*no README'),
    ('messages', 'src/base/base.msg', 'a.c | 好 | Good\n', 'base.msg:3: .*nobody uses the sentence a.c'),
    ('messages', 'src/base/base.msg', 'b.c_d | 好 | Good\n', 'nobody uses the sentence b.c_d'),
    ('messages', 'src/base/bad.c', 'enum msg m = M_a_z;\n', 'no sentence for M_a_z'),
    ('messages', 'src/web/html/hall.html', '{{t:a.z}}\n', 'hall.html:6: .*no sentence for a.z'),
    ('words', 'src/base/bad.c', 'f("好");\n', 'Chinese in C'),
    ('words', 'src/web/html/hall.html', '<p>好</p>\n', 'hall.html:6: .*Chinese in a template'),
    ('sql', 'src/web/web.sql', "-- PRAGMA\nUPDATE t SET a = 'GLOB', b = ifnull(c, 1) WHERE area = 1;\n", "SQLite's alone: ifnull"),
    ('sql', 'src/web/web.sql', 'INSERT OR REPLACE INTO t VALUES (1);\n', "SQLite's alone: INSERT OR"),
    ('sql', 'src/web/bad.c', 'f("SELECT id FROM t");\n', 'SQL in C'),
    ('statements', 'src/web/web.sql', '-- name: t_unused many\nSELECT id FROM t;\n', 'web.sql:3: .*nobody calls the statement t_unused'),
    ('statements', 'src/web/web.sql', '-- name: t_raw raw\nSELECT id FROM t;\n', 'nobody calls the statement t_raw'),
    ('statements', 'src/web/other.sql', '-- name: t_get many\nSELECT id FROM t;\n', 't_get is in'),
    ('pages', 'src/web/html/lost.html', 'x\n', 'nobody renders lost_html'),
    ('forms', 'src/web/html/hall.html', '<form method="post"></form><form method="get"></form>\n', 'hall.html:6: .*form_guard'),
    ('forms', 'src/web/html/hall.html', '<form\naction="/x" method="post"></form>{{form_guard(rq)}}\n', 'hall.html:6: .*form_guard'),
    ('tags', 'src/web/html/hall.html', '<p><b>x</p>\n', 'hall.html:.*</p> where <b> is open'),
    ('tags', 'src/web/html/hall.html', '<p>\n', 'leaves <p> open'),
    ('tags', 'src/web/html/hall.html', '</p>\n', '</p> where <nothing> is open'),
    ('tags', 'src/web/html/hall.html', '<ul>{{% if (x) { }}<li>{{% } }}</ul>\n', 'in one way only'),
    ('tags', 'src/web/html/hall.html', '{{% if (x) { }}<b>{{% } else { }}<i>{{% } }}</b>\n', 'in one way only'),
    ('tags', 'src/web/html/hall.html', '{{% if (x) { }}<b>{{% } else if (y) { }}<b>{{% } }}</b>\n', 'in one way only'),
    ('tags', 'src/web/html/hall.html', '{{% for (;;) { }}</div>{{% } }}\n', '</div> where <nothing>'),
    ('tags', 'src/web/html/hall.html', '{{% switch (x) { case 1: }}<b>{{% break; default: }}{{% } }}</b>\n', 'in one way only'),
    ('traces', 'src/base/README.md', 'See ' + '/wo' + 'rk/x.c\n', "README.md:4: .*machine"),
    ('keys_of_tables', 'src/store/migrations/0002_b.sql', 'CREATE TABLE u (\n\tid INTEGER PRIMARY KEY\n) STRICT;\n', 'u has no primary key'),
    ('keys_of_tables', 'src/store/migrations/0002_b.sql', 'CREATE TABLE u (\n\tarea INTEGER, id INTEGER,\n\tUNIQUE (id, area),\n'
     '\tPRIMARY KEY (area, id)\n) STRICT;\n', 'UNIQUE begins with id'),
    ('keys_of_tables', 'src/store/migrations/0002_b.sql', 'CREATE UNIQUE INDEX i ON t (id);\n', 'unique index i begins with id'),
    ('exempt', 'tools/exempt.txt', 'banned src/base/base.c:time never needed\n', 'exempt.txt:1: .*nothing needs'),
]
run = failed = 0


def lint(extra, cc='true'):
    """Exit code and words; without a compiler (the program true finds nothing) unless headers are the matter."""
    with tempfile.TemporaryDirectory() as t:
        tree = dict(CLEAN)
        for path, text in extra:
            tree[path] = tree.get(path, '') + text
        for path, text in tree.items():
            os.makedirs(os.path.dirname(os.path.join(t, path)), exist_ok=True)
            with open(os.path.join(t, path), 'w', encoding='utf-8') as f:
                f.write(text)
        p = subprocess.run([sys.executable, LINT, t, t + '/build', cc], capture_output=True, text=True)
        return p.returncode, (p.stdout + p.stderr).replace(t + '/', '')


def report(name, fine, text):
    global run, failed
    run += 1
    if not fine:
        failed += 1
        print('FAILED %s:\n%s' % (name, text))


code, text = lint([], CC)
report('the clean tree is clean', code == 0 and re.fullmatch(r'lint: (\d+) checks, 0 failed\n', text), text)
for check, path, added, want in FAULTS:
    code, text = lint([(path, added)], CC if check == 'headers' else 'true')
    lines = text.splitlines()
    others = [x for x in lines[:-1] if '[%s]' % check not in x]
    report('%s: %r' % (check, added[:60]), code == 1 and len(lines) >= 2 and re.search(want, text) and not others, text)

code, text = lint([('src/base/bad.c', 'static int counter;\n'), ('tools/exempt.txt', 'statics src/base/bad.c:counter a counter that may race\n')])
report('an exemption with a reason', code == 0, text)
code, text = lint([('src/base/bad.c', 'static int counter;\n'), ('tools/exempt.txt', 'statics src/base/bad.c:counter\n')])
report('an exemption without a reason', code == 1 and '[statics]' in text and '[exempt]' in text, text)
code, text = lint([('src/base/base.msg', 'state.open | 好 | Good\n'), ('tools/exempt.txt', '# x\nmessages state.* made from life cycles\n')])
report('an exemption with a star', code == 0, text)
code, text = lint([('src/base/base.msg', 'b.c_d | 好 | Good\ne.f | 好 | Good\n'),
                   ('src/base/ok.c', '#define X(x) M_b_c_##x\nenum msg m = msg_find(arena_fmt(a, "e.%s", x));\n')])
report('keys made in C', code == 0, text)
code, text = lint([('src/base/ok.c', LONG)])
report('80 lines are allowed', code == 0, text)
print('lint_test: %d run, %d failed' % (run, failed))
sys.exit(failed > 0 or run < 40)
