/* queue.c - complete requests wait here for a worker. Bounded: more than max waiting is 503, not memory. */
#include "web/web_int.h"

void
queue_init(struct queue *q, size_t max)
{
	memset(q, 0, sizeof *q);
	q->max = max;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->some, NULL);
}

void
queue_release(struct queue *q)
{
	assert(!q->head);
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->some);
}

bool
queue_put(struct queue *q, struct job *j, bool force)
{
	bool room;

	pthread_mutex_lock(&q->lock);
	room = force || q->n < q->max;
	if (room) {
		j->next = NULL;
		if (q->tail)
			q->tail->next = j;
		else
			q->head = j;
		q->tail = j;
		q->n++;
		pthread_cond_signal(&q->some);
	}
	pthread_mutex_unlock(&q->lock);
	return room;
}

struct job *
queue_take(struct queue *q)
{
	struct job *j;

	pthread_mutex_lock(&q->lock);
	while (!q->head && !q->stopping)
		pthread_cond_wait(&q->some, &q->lock);
	j = q->head;
	if (j) {
		q->head = j->next;
		if (!q->head)
			q->tail = NULL;
		q->n--;
	}
	pthread_mutex_unlock(&q->lock);
	return j;
}

void
queue_stop(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->stopping = true;
	pthread_cond_broadcast(&q->some);
	pthread_mutex_unlock(&q->lock);
}
