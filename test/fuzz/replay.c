/*
 * replay - runs a fuzz target without libFuzzer: every file of a corpus, then for some seconds mutations of them
 * (bytes changed, cut, joined, words of the target's language put in), always the same ones. replay FOLDER SECONDS
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX 20000

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seed {
	uint8_t p[MAX];
	size_t n;
};

static uint64_t state = 0x9E3779B97F4A7C15u;

static uint32_t
chance(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 11) % n;
}

static void
mutate(struct seed *s, const struct seed *other)
{
	static const char *const words[] = { "(", ")", "[", "]", "{", "}", "..", ",", ":", "\"", "-", "**", "/", "function(a) ", "for i in ", " return ",
		"if ", " then ", " else ", " in ", " between ", "null", "1e6144", "@\"", "?", "a", "partial", "[item]", "999999999", " instance of ",
		"string(", "sort(", "<text>", "</text>", "&lt;", "\\u0000", "年", "P1D",
		/* of the other targets: HTML templates, YAML, JSON, forms, tables */
		"{{", "}}", "{{% if (a) { }}", "{{% } }}", "<a href=\"", "<!--", "\n  - ", ": ", "\n", "'", "&", "=", "%00", "%e4%b8%ad", "--B\r\n",
		"\r\n\r\n", "filename=\"", "session=", ";", "{\"a\":", "[[[[[[[[", "\"\"", "<row r=\"", "<c t=\"s\"><v>", "</v></c>", "2026-02-30", "T24:00Z" };
	uint32_t at = s->n ? chance((uint32_t)s->n) : 0, len;

	switch (chance(5)) {
	case 0:
		s->p[at] = (uint8_t)chance(256);
		break;
	case 1:
		len = 1 + chance(8);
		if (at + len < s->n && at > 0) {
			memmove(s->p + at, s->p + at + len, s->n - at - len);
			s->n -= len;
		}
		break;
	case 2: case 3: {
		const char *w = words[chance(sizeof(words) / sizeof(words[0]))];
		len = (uint32_t)strlen(w);
		if (s->n + len < MAX && at > 0) {
			memmove(s->p + at + len, s->p + at, s->n - at);
			memcpy(s->p + at, w, len);
			s->n += len;
		}
		break;
	}
	default:
		if (other->n > 1 && s->n > 0) {
			uint32_t from = 1 + chance((uint32_t)other->n - 1);
			len = (uint32_t)other->n - from;
			if (at + len < MAX && at > 0) {
				memcpy(s->p + at, other->p + from, len);
				s->n = at + len;
			}
		}
	}
}

int
main(int argc, char **argv)
{
	static struct seed seeds[512], s;
	int n = 0;
	long runs = 0;
	DIR *d = argc > 2 ? opendir(argv[1]) : NULL;

	if (!d)
		return 2;
	for (struct dirent *e = readdir(d); e && n < 512; e = readdir(d)) {
		char path[1024];
		snprintf(path, sizeof(path), "%s/%s", argv[1], e->d_name);
		FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
		if (!f)
			continue;
		seeds[n].n = fread(seeds[n].p, 1, MAX, f);
		fclose(f);
		LLVMFuzzerTestOneInput(seeds[n].p, seeds[n].n);
		n++;
	}
	closedir(d);
	for (time_t end = time(NULL) + atoi(argv[2]); n && time(NULL) < end; runs++) {
		s = seeds[chance((uint32_t)n)];
		for (uint32_t k = 1 + chance(4); k > 0; k--)
			mutate(&s, &seeds[chance((uint32_t)n)]);
		uint8_t *exact = malloc(s.n + 1);	/* so that a byte too far is seen */
		memcpy(exact, s.p, s.n);
		FILE *last = getenv("REPLAY_LAST") ? fopen(getenv("REPLAY_LAST"), "wb") : NULL;
		if (last) {
			fwrite(exact, 1, s.n, last);
			fclose(last);
		}
		LLVMFuzzerTestOneInput(exact, s.n);
		free(exact);
	}
	printf("%d files, %ld mutations\n", n, runs);
	return n ? 0 : 1;
}
