#!/usr/bin/env python3
"""Damaged input: the generators answer with exit 0 or 1, never with a crash (real under -Db_sanitize).

mutate.py SOURCE_ROOT PAGEC SQLC MSGC [SEED [ROUNDS]]
"""
import glob
import random
import subprocess
import sys
import tempfile

ROOT, PAGEC, SQLC, MSGC = sys.argv[1:5]
SEED, ROUNDS = (int(sys.argv[i]) if len(sys.argv) > i else d for i, d in ((5, 652), (6, 60)))
PIECES = [b'{{', b'}}', b'{{%', b'{', b'}', b'"', b"'", b'<', b'>', b'<!--', b'-->', b'</script>', b'$1', b'--', b'/*', b'*/', b'-- in:', b'-- part: x\nid\n\n', b'{x}',
          b'-- name: x one\n', b'|', b'\n', b'?', b';', b'\\', b'{{t:a.b,', b'{{# ', b'(', b')', b'{{% } }}', b'-- out: ', b'else {', b'case 1:']


def damaged(data):
    b = bytearray(data)
    for _ in range(random.randint(1, 6)):
        i, r = random.randrange(len(b) + 1), random.random()
        if r < .4:
            b[i:i] = random.choice(PIECES)
        elif r < .7:
            del b[i:i + random.randint(1, 8)]
        elif r < .85 and i < len(b):
            b[i] = random.randrange(256)
        else:
            del b[i:]
    return bytes(b)


def main():
    random.seed(SEED)
    run = failed = 0
    with tempfile.TemporaryDirectory() as t:
        c, h, index = t + '/out.c', t + '/out.h', t + '/index.txt'
        with open(index, 'w') as f:
            f.write('M_a_b base_msg.h\n')
        kinds = (('pagec', '.html', lambda p: [PAGEC, p, c, h, index]), ('msgc', '.msg', lambda p: [MSGC, t, p]),
                 ('sqlc', '.sql', lambda p: [SQLC, ROOT + '/test/tools/sqlc/migrations', p, c, h]))
        for folder, suffix, command in kinds:
            pool = [open(f, 'rb').read() for f in sorted(glob.glob('%s/test/tools/%s/*%s' % (ROOT, folder, suffix)) +
                                                        glob.glob(ROOT + '/src/web/html/*' + suffix))]
            for i in range(ROUNDS):
                path, data = t + '/in' + suffix, damaged(random.choice(pool))
                with open(path, 'wb') as f:
                    f.write(data)
                p = subprocess.run(command(path), capture_output=True, timeout=20)
                run += 1
                if p.returncode not in (0, 1) or b'Sanitizer' in p.stderr or b'runtime error' in p.stderr:
                    failed += 1
                    print('FAILED %s, exit %d, input %r\n%s' % (folder, p.returncode, data, p.stderr.decode(errors='replace')))
    print('mutate: %d run, %d failed (seed %d)' % (run, failed, SEED))
    return failed > 0 or run == 0


sys.exit(main())
