/* password.c - which passwords are taken (NIST 800-63B-4 §3.1.1: length and a list of the common ones, no rules on
 * composition), and their hashes. */
#include <sodium.h>

#include "base/text.h"
#include "people/account.h"
#include "base_msg.h"
#include "people_sign_msg.h"

/* OWASP's second argon2id setting, 19 MiB: many sign-ins at once must fit a small machine. */
#define ARGON_OPS 3
#define ARGON_MEM (19 * 1024 * 1024)
#define LEN_SECOND 8		/* beside a second factor */
#define LEN_ALONE  15
#define LEN_MAX    128

/* Of eight characters and more, lower case: the lists of leaked ones begin with these. */
static const char *const common[] = {
	"12345678", "123456789", "1234567890", "87654321", "987654321", "0987654321", "11111111", "111111111", "1111111111",
	"00000000", "000000000", "0000000000", "88888888", "888888888", "66666666", "666666666", "99999999", "22222222", "33333333",
	"123123123", "12341234", "11223344", "1122334455", "112233445566", "12344321", "123654789", "147258369", "123321123",
	"1234567a", "a1234567", "a12345678", "a123456789", "123456789a", "1234567890a", "12345678a", "aa123456", "aa12345678",
	"abc12345", "abc123456", "abcd1234", "abcd123456", "abcdefgh", "abcdefg1", "abcabc123", "1q2w3e4r", "1q2w3e4r5t",
	"1qaz2wsx", "1qaz2wsx3edc", "qazwsxedc", "qwer1234", "qwerty12", "qwerty123", "qwertyui", "qwertyuiop", "asdfghjk",
	"asdfghjkl", "zxcvbnm1", "zxcvbnm123", "zxcvbnm,./", "asdf1234", "q1w2e3r4", "q1w2e3r4t5", "1a2b3c4d", "password",
	"password1", "password12", "password123", "passw0rd", "p@ssw0rd", "p@ssword", "admin123", "admin1234", "admin123456",
	"administrator", "adminadmin", "root1234", "letmein1", "welcome1", "welcome123", "iloveyou", "iloveyou1", "sunshine",
	"princess", "football", "baseball", "superman", "computer", "internet", "changeme", "test1234", "test123456", "guest123",
	"woaini123", "woaini1314", "woaini520", "woaini5201314", "5201314a", "52013140", "5201314520", "1314520520", "13145201314",
	"woaiwojia", "wodemima", "mima1234", "mima123456", "nihao123", "nihaoma123", "zhongguo", "zhonghua", "beijing2008",
	"shanghai", "tianjin123", "qq123456", "qq123456789", "wx123456", "weixin123", "zhang123", "wang1234", "asd123456",
	"qwe123456", "zxc123456", "asdasd123", "qweasdzxc", "qwe123qwe", "1qazxsw2", "q123456789", "w123456789", "z123456789",
	"123456qq", "123456aa", "123456abc", "123qweasd", "123qwe123", "31415926", "314159265", "10101010", "20082008",
	"20202020", "12121212", "13131313", "78787878", "159357159", "741852963", "963852741", "789456123", "qiaoqiao",
	"shequ123", "shequ123456", "jiedao123", "lianxinqiao",
};

/* Mostly one character over and over, or neighbours counting up or down: "aaaaaaaa", "1234567890123456". */
static bool
is_pattern(const char *s)
{
	size_t n = strlen(s), steps[3] = { 0 };

	for (size_t i = 1; i < n; i++) {
		int step = s[i] - s[i - 1];

		if (step >= -1 && step <= 1)
			steps[step + 1]++;
	}
	for (int i = 0; i < 3; i++)
		if (steps[i] * 4 >= (n - 1) * 3)
			return true;
	return false;
}

struct err
password_fits(struct arena *a, const char *password, const char *login, bool second)
{
	const char *folded = text_fold(a, password);
	size_t n = text_len(password);

	if (n < (second ? LEN_SECOND : LEN_ALONE))
		return FAIL(422, second ? M_people_err_password_8 : M_people_err_password_15);
	if (n > LEN_MAX)
		return FAIL(422, M_people_err_password_long);
	if (is_pattern(folded) || (!text_empty(login) && strstr(folded, text_fold(a, login))))
		return FAIL(422, M_people_err_password_common);
	for (size_t i = 0; i < COUNT(common); i++)
		if (strcmp(folded, common[i]) == 0)
			return FAIL(422, M_people_err_password_common);
	return OK;
}

/* Groups of letters that nobody mistakes for one another: 4 × 4 out of 31, some 79 bits. */
const char *
password_random(struct arena *a, struct env *e)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	char buf[20] = "";

	for (int i = 0; i < 19; i++) {
		unsigned char r;

		if (i % 5 == 4) {
			buf[i] = '-';
			continue;
		}
		do
			e->random(e, &r, 1);
		while (r >= 256 / 31 * 31);
		buf[i] = letters[r % 31];
	}
	return arena_str(a, buf);
}

struct err
password_hash(struct arena *a, const char *password, const char **ret)
{
	char buf[crypto_pwhash_STRBYTES];

	if (crypto_pwhash_str_alg(buf, password, strlen(password), ARGON_OPS, ARGON_MEM, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return FAIL(503, M_err_busy);
	*ret = arena_str(a, buf);
	return OK;
}

bool
password_check(const char *hash, const char *password)
{
	/* The hash of a thrown-away password, same cost: who has no account waits as long as who has. */
	static const char nobody[] = "$argon2id$v=19$m=19456,t=3,p=1$Vf1zveV+dOErmva97zYTKg$ga8UHX1x0CNFzzcslcRQScAimylP/xYVDqx8XPDQbO0";
	bool right = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;

	return hash && right;
}
