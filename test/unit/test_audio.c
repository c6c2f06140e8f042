/* test_audio.c - what a phone's recorder sends, and what is no sound. */
#include "unit.h"
#include "formats/audio.h"

#define ROW(bytes, type) { { (const unsigned char *)(bytes), sizeof(bytes) - 1 }, type }

static void
kinds(void **state)
{
	static const struct { struct bytes in; const char *type; } rows[] = {
		ROW("\0\0\0\x1c" "ftypM4A \0\0\0\0", "audio/mp4"), ROW("\0\0\0\x18" "ftyp3gp4\0\0", "audio/mp4"),
		ROW("OggS\0\2", "audio/ogg"), ROW("RIFF\x24\0\0\0WAVEfmt ", "audio/wav"), ROW("#!AMR\n", "audio/amr"),
		ROW("ID3\3\0", "audio/mpeg"), ROW("\xff\xfb\x90\x64", "audio/mpeg"), ROW("\xff\xf1\x50\x80", "audio/aac"), ROW("\xff\xf9\x50\x80", "audio/aac"), ROW("\xff\xfb\x0c\x64", NULL),
		ROW("\x1a\x45\xdf\xa3\x01", "audio/webm"), ROW("", NULL), ROW("\xff", NULL), ROW("\xff\xd8\xff\xe0", NULL),
		ROW("RIFF\x24\0\0\0WEBPVP8 ", NULL), ROW("%PDF-1.7", NULL), ROW("MZ\x90\0", NULL), ROW("\x89PNG\r\n\x1a\n", NULL),
		ROW("\0\0\0\x1c" "ftypqt  ", NULL), ROW("<html>", NULL), ROW("\xff\xfb\xff\xff", NULL),
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *type = audio_type(rows[i].in);

		if ((type == NULL) != (rows[i].type == NULL) || (type && strcmp(type, rows[i].type) != 0))
			fail_msg("row %zu: %s", i, type ? type : "none");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(kinds) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
