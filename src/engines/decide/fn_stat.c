/* fn_stat.c - median, mode, stddev, product. */
#include "engines/decide/fn.h"
#include "decide_msg.h"

#include <stdlib.h>

static int
by_number(const void *a, const void *b)
{
	return dec_cmp(((const struct value *)a)->num, ((const struct value *)b)->num);
}

/* The numbers in order; NULL: something else is among them. */
static struct value *
sorted(struct call *c)
{
	const struct list *l = c->v[0].list;
	struct value *v = NEWN(c->run->a, struct value, l->n + 1);

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].kind != V_NUMBER)
			return NULL;
		v[i] = l->v[i];
	}
	if (!step(c->run, c->n, l->n * 2))
		return NULL;
	qsort(v, l->n, sizeof(*v), by_number);
	return v;
}

FN(fn_median)
{
	struct value *v = sorted(c);
	size_t n = c->v[0].list->n;

	if (!v || n == 0)
		return fn_bad(c, "list", c->v[0]);
	if (n % 2)
		return v[n / 2];
	return arith(c->run, c->n, N_DIV, arith(c->run, c->n, N_ADD, v[n / 2 - 1], v[n / 2]), v_int(2));
}

FN(fn_mode)
{
	struct value *v = sorted(c);
	size_t n = c->v[0].list->n, most = 0, out = 0;

	if (!v)
		return fn_bad(c, "list", c->v[0]);
	struct value *w = NEWN(c->run->a, struct value, n + 1);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i; k < n && dec_cmp(v[k].num, v[i].num) == 0;)
			k++;
		if (k - i > most)
			out = 0;
		if (k - i >= most) {
			most = k - i;
			w[out++] = v[i];
		}
	}
	return v_list(c->run->a, w, out);
}

/* Of a sample: divided by n - 1. */
FN(fn_stddev)
{
	const struct list *l = c->v[0].list;
	struct decimal mean = dec_int(0), sum = dec_int(0), d;

	if (l->n < 2 || !sorted(c))
		return fn_bad(c, "list", c->v[0]);
	bool ok = true;
	for (size_t i = 0; i < l->n; i++)
		ok &= dec_add(mean, l->v[i].num, &mean);
	ok = ok && dec_div(mean, dec_int((int64_t)l->n), &mean);
	for (size_t i = 0; i < l->n && ok; i++)
		ok = dec_sub(l->v[i].num, mean, &d) && dec_mul(d, d, &d) && dec_add(sum, d, &sum);
	ok = ok && dec_div(sum, dec_int((int64_t)l->n - 1), &d) && dec_sqrt(d, &d);
	return ok ? v_num(d) : fail(c->run, c->n, M_feel_out_of_range, NOTHING, NOTHING);
}

FN(fn_product)
{
	const struct list *l = c->v[0].list;
	struct decimal d = dec_int(1);

	if (l->n == 0)
		return fn_bad(c, "list", c->v[0]);
	for (size_t i = 0; i < l->n && step(c->run, c->n, 1); i++) {
		if (l->v[i].kind != V_NUMBER)
			return fn_bad(c, "list", c->v[0]);
		if (!dec_mul(d, l->v[i].num, &d))
			return fail(c->run, c->n, M_feel_out_of_range, NOTHING, NOTHING);
	}
	return v_num(d);
}
