/* totp.h - one-time codes from a phone (RFC 6238): SHA-1, 6 digits, 30 seconds, one step of patience each way. */
#ifndef QIAO_TOTP_H
#define QIAO_TOTP_H

#include "base/base.h"

#define TOTP_SECRET 20				/* bytes of a new secret (RFC 4226 §4 R6) */
#define TOTP_DIGITS 6
#define TOTP_PERIOD 30				/* seconds */

int64_t totp_counter(int64_t us);		/* the step of an instant (UTC microseconds) */
/* RFC 4226 §5.3; digits 6 to 8. */
uint32_t totp_code(const void *secret, size_t n, int64_t counter, int digits);
/*
 * True when what was typed (full-width digits and blanks forgiven) is the code of now, the step before or the one
 * after, and that step is later than `last`. Then *counter is its step: keep it as the next `last`, so that a code
 * works once. `last` of somebody who never signed in is 0. Counting failures is the caller's.
 */
bool totp_check(struct arena *a, const void *secret, size_t n, const char *typed, int64_t now, int64_t last, int64_t *counter);
/* RFC 4648 base32 without padding; and back: blanks and dashes, lower case and padding forgiven, NULL when malformed. */
const char *totp_base32(struct arena *a, const void *p, size_t n);
unsigned char *totp_unbase32(struct arena *a, const char *s, size_t *n);
/* "otpauth://totp/ISSUER:ACCOUNT?secret=…" for the QR code an authenticator reads. */
const char *totp_url(struct arena *a, const char *issuer, const char *account, const void *secret, size_t n);

#endif
