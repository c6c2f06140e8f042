/* image_scale.c - smaller and upright. */
#include "formats/image_int.h"

#include <math.h>

struct span {
	int from, n;				/* source columns of one target column */
	float first, last;			/* share of the outermost two; those between count whole */
};

struct scaler {
	int w, h, y;				/* source, and rows seen */
	struct raster out;
	int oy;					/* target rows done */
	struct span *span;
	float *sum;				/* of the target row being gathered */
};

bool
raster_new(struct arena *a, int w, int h, struct raster *ret)
{
	*ret = (struct raster){ w, h, arena_try(a, (size_t)w * (size_t)h * 3) };
	return ret->p != NULL;
}

void
raster_fit(int w, int h, int side, int *fw, int *fh)
{
	int more = w > h ? w : h;

	*fw = w;
	*fh = h;
	if (more <= side)
		return;
	*fw = (int)(((int64_t)w * side + more / 2) / more);
	*fh = (int)(((int64_t)h * side + more / 2) / more);
	*fw = *fw < 1 ? 1 : *fw;
	*fh = *fh < 1 ? 1 : *fh;
}

struct scaler *
scaler_new(struct arena *a, int w, int h, int tw, int th)
{
	struct scaler *s = NEW(a, struct scaler);
	int x;

	assert(tw >= 1 && th >= 1 && tw <= w && th <= h);
	s->w = w;
	s->h = h;
	s->span = arena_try(a, (size_t)tw * sizeof(*s->span));
	s->sum = arena_try(a, (size_t)tw * 3 * sizeof(*s->sum));
	if (s->span == NULL || s->sum == NULL || !raster_new(a, tw, th, &s->out))
		return NULL;
	for (x = 0; x < tw; x++) {
		double from = (double)x * w / tw, to = (double)(x + 1) * w / tw;
		int i0 = (int)floor(from), i1 = (int)ceil(to);

		i1 = i1 > w ? w : i1;
		s->span[x] = (struct span){ i0, i1 - i0, (float)(i0 + 1 - from), (float)(to - (i1 - 1)) };
		if (i1 - i0 == 1)
			s->span[x].first = (float)(to - from);
	}
	return s;
}

/* Adds share × the row, narrowed, to the sums. */
static void
gather(struct scaler *s, const unsigned char *rgb, float share)
{
	int x, i, c;

	for (x = 0; x < s->out.w; x++) {
		const struct span *sp = &s->span[x];
		const unsigned char *p = rgb + (size_t)sp->from * 3;

		for (c = 0; c < 3; c++) {
			float v = sp->first * p[c];

			for (i = 1; i < sp->n - 1; i++)
				v += p[i * 3 + c];
			if (sp->n > 1)
				v += sp->last * p[(sp->n - 1) * 3 + c];
			s->sum[x * 3 + c] += share * v;
		}
	}
}

static void
flush(struct scaler *s)
{
	unsigned char *p = s->out.p + (size_t)s->oy++ * (size_t)s->out.w * 3;
	float area = (float)s->w / (float)s->out.w * ((float)s->h / (float)s->out.h);
	int i;

	for (i = 0; i < s->out.w * 3; i++) {
		float v = s->sum[i] / area + 0.5f;

		p[i] = v >= 255 ? 255 : (unsigned char)v;
		s->sum[i] = 0;
	}
}

void
scaler_row(struct scaler *s, const unsigned char *rgb)
{
	/* in units of 1 / (h * th): this row ends at (y + 1) * th, the target row at (oy + 1) * h */
	int64_t end = ((int64_t)s->y + 1) * s->out.h, border = ((int64_t)s->oy + 1) * s->h;
	float over;

	assert(s->y < s->h);
	s->y++;
	if (s->out.w == s->w && s->out.h == s->h) {
		memcpy(s->out.p + (size_t)s->oy++ * (size_t)s->w * 3, rgb, (size_t)s->w * 3);
		return;
	}
	if (end < border) {
		gather(s, rgb, 1);
		return;
	}
	over = (float)(end - border) / (float)s->out.h;
	gather(s, rgb, 1 - over);
	flush(s);
	if (end > border)
		gather(s, rgb, over);
}

const struct raster *
scaler_end(const struct scaler *s)
{
	assert(s->y == s->h && s->oy == s->out.h);
	return &s->out;
}

bool
raster_scale(struct arena *a, const struct raster *in, int side, struct raster *ret)
{
	struct scaler *s;
	int w, h, y;

	raster_fit(in->w, in->h, side, &w, &h);
	s = scaler_new(a, in->w, in->h, w, h);
	if (s == NULL)
		return false;
	for (y = 0; y < in->h; y++)
		scaler_row(s, in->p + (size_t)y * (size_t)in->w * 3);
	*ret = *scaler_end(s);
	return true;
}

bool
raster_turn(struct arena *a, const struct raster *in, int orientation, struct raster *ret)
{
	bool swap = orientation >= 5 && orientation <= 8;
	int x, y;

	if (orientation <= 1 || orientation > 8) {
		*ret = *in;
		return true;
	}
	if (!raster_new(a, swap ? in->h : in->w, swap ? in->w : in->h, ret))
		return false;
	for (y = 0; y < ret->h; y++)
		for (x = 0; x < ret->w; x++) {
			/* where the upright pixel (x, y) lies in the picture as it was stored */
			int sx = swap ? y : x, sy = swap ? x : y;

			if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
				sx = in->w - 1 - sx;
			if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
				sy = in->h - 1 - sy;
			memcpy(ret->p + ((size_t)y * (size_t)ret->w + (size_t)x) * 3,
			       in->p + ((size_t)sy * (size_t)in->w + (size_t)sx) * 3, 3);
		}
	return true;
}
