/*
 * msg_key.h - the number of a sentence is made from its name alone, so that a new sentence changes no other's and
 * only the files that speak of its .msg file are compiled again. tools/msgc and msg.c share this.
 */
#ifndef QIAO_MSG_KEY_H
#define QIAO_MSG_KEY_H

#include <stdint.h>

/* FNV-1a of the name ("err.not_found"), folded to 31 bits and never 0 (Fowler, Noll, Vo; IETF draft-eastlake-fnv).
 * tools/msgc refuses two names with one number. */
static inline uint32_t
msg_number(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	h = (h >> 31) ^ (h & 0x7fffffffu);
	return h ? h : 1;
}

#endif
