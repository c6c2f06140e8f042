/* audio.h - what kind of sound some bytes are: told by their content, as a phone's recorder writes them. Nothing is decoded. */
#ifndef QIAO_AUDIO_H
#define QIAO_AUDIO_H

#include "base/base.h"

#define AUDIO_BYTES_MAX ((size_t)8 * 1024 * 1024)	/* some ten minutes of speech in any of them */

/* "audio/mp4" (M4A, 3GP: ISO 14496-12), "audio/mpeg" (MP3, with or without ID3), "audio/ogg" (RFC 3533), "audio/wav",
 * "audio/amr" (RFC 4867), "audio/webm", "audio/aac" (ADTS); NULL: none of them. */
const char *audio_type(struct bytes in);

#endif
