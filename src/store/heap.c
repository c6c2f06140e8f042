/*
 * heap.c - SQLite's memory, with the pieces of the statement journal kept at hand. Each member of a group is a savepoint: before it
 * first changes a page SQLite copies it, in pieces of 1,024 bytes (memjournal.c) that are all freed when the member is done. A
 * submission takes and frees some 150 of them; malloc and free cost more than the copying. So pieces of that size go into a list
 * and are taken from there again: one for the process, as SQLite's allocator is. Who finds it in use does not wait.
 */
#include "store/store_int.h"

#define PIECE	   1024
#define PIECE_LAST (PIECE + 8)		/* what malloc_usable_size calls such a piece */
#define PIECES_MAX 2048			/* 2 MB; more than that goes back */

struct piece {
	struct piece *next;
};

/* The process's, as SQLite's allocator is: no context reaches it. */
static struct {
	sqlite3_mem_methods was;	/* SQLite's own; set before SQLite starts */
	atomic_flag busy;
	struct piece *first;
	int n;
} heap = { .busy = ATOMIC_FLAG_INIT };

static void *
piece_malloc(int n)
{
	struct piece *p = NULL;

	if (n == PIECE && !atomic_flag_test_and_set_explicit(&heap.busy, memory_order_acquire)) {
		p = heap.first;
		if (p != NULL) {
			heap.first = p->next;
			heap.n--;
		}
		atomic_flag_clear_explicit(&heap.busy, memory_order_release);
	}
	return p != NULL ? p : heap.was.xMalloc(n);
}

static void
piece_free(void *p)
{
	int size = heap.was.xSize(p);
	bool kept = false;

	if (size >= PIECE && size <= PIECE_LAST && !atomic_flag_test_and_set_explicit(&heap.busy, memory_order_acquire)) {
		kept = heap.n < PIECES_MAX;
		if (kept) {
			*(struct piece *)p = (struct piece){ heap.first };
			heap.first = p;
			heap.n++;
		}
		atomic_flag_clear_explicit(&heap.busy, memory_order_release);
	}
	if (!kept)
		heap.was.xFree(p);
}

void
heap_start(void)
{
	sqlite3_mem_methods m;

	/* Once in a process: refused while SQLite runs, and somebody may have put an allocator of their own before this one. */
	if (heap.was.xMalloc != NULL || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &m) != SQLITE_OK)
		return;
	heap.was = m;
	m.xMalloc = piece_malloc;
	m.xFree = piece_free;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &m);
}
