/* audio.c - kinds of sound by their first bytes. */
#include "formats/audio.h"

static bool
begins(struct bytes in, size_t at, const char *with, size_t n)
{
	return in.n >= at + n && memcmp(in.p + at, with, n) == 0;
}

/* The frame's head of MPEG audio: 11 bits of sync, a layer that is not reserved, a bit rate that is not bad (ISO 11172-3). */
static bool
mpeg_frame(struct bytes in)
{
	return in.n >= 4 && in.p[0] == 0xff && (in.p[1] & 0xe0) == 0xe0 && (in.p[1] & 0x06) == 0x02 && (in.p[2] & 0xf0) != 0xf0 &&
		(in.p[2] & 0x0c) != 0x0c;
}

/* The box of a sound's file type. Films carry a picture in the same box: what only a film's brand says is none. */
static bool
mp4_sound(struct bytes in)
{
	static const char *const brands[] = { "M4A ", "M4B ", "mp41", "mp42", "isom", "iso2", "3gp4", "3gp5", "3gp6", "3g2a", "dash" };

	for (size_t i = 0; i < COUNT(brands); i++)
		if (begins(in, 4, "ftyp", 4) && begins(in, 8, brands[i], 4))
			return true;
	return false;
}

const char *
audio_type(struct bytes in)
{
	if (mp4_sound(in))
		return "audio/mp4";
	if (begins(in, 0, "OggS", 4))
		return "audio/ogg";
	if (begins(in, 0, "RIFF", 4) && begins(in, 8, "WAVE", 4))
		return "audio/wav";
	if (begins(in, 0, "#!AMR", 5))
		return "audio/amr";
	if (begins(in, 0, "\x1a\x45\xdf\xa3", 4))
		return "audio/webm";
	if (begins(in, 0, "ID3", 3) || mpeg_frame(in))
		return "audio/mpeg";
	if (begins(in, 0, "\xff\xf1", 2) || begins(in, 0, "\xff\xf9", 2))
		return "audio/aac";
	return NULL;
}
