/* qr.c - over libqrencode (its functions keep no state between calls). */
#include "formats/qr.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <errno.h>
#include <qrencode.h>

struct err
qr_make(struct arena *a, const char *text, struct qr *ret)
{
	size_t n = strlen(text), i, count;
	unsigned char *dark;
	QRcode *code;

	if (n == 0 || n > 2331)			/* version 40, level M */
		return FAIL(422, M_qr_too_long);
	code = QRcode_encodeData((int)n, (const unsigned char *)text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return errno == ERANGE ? FAIL(422, M_qr_too_long) : FAIL(503, M_err_busy);
	count = (size_t)code->width * (size_t)code->width;
	dark = arena_alloc(a, count);
	for (i = 0; i < count; i++)
		dark[i] = code->data[i] & 1;
	*ret = (struct qr){ code->width, dark };
	QRcode_free(code);
	return OK;
}

int
qr_side(const struct qr *q)
{
	return q->size + 2 * QR_QUIET;
}

/* One rectangle for each run of dark modules in a row. */
const char *
qr_path(struct arena *a, const struct qr *q)
{
	struct out o;
	int x, y, from;

	out_init(&o, a);
	for (y = 0; y < q->size; y++) {
		const unsigned char *row = q->dark + (size_t)y * (size_t)q->size;

		for (x = 0; x < q->size; x++) {
			if (!row[x])
				continue;
			for (from = x; x < q->size && row[x]; x++)
				;
			out_fmt(&o, "M%d %dh%dv1h-%dz", from + QR_QUIET, y + QR_QUIET, x - from, x - from);
		}
	}
	return out_cstr(&o);
}
