/* password.c - which passwords are taken (NIST 800-63B-4 §3.1.1: length and a list of the common ones, no rules on
 * composition), and their hashes. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "people/account.h"
#include "people/people.h"
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

/* What most leaked passwords are once figures and marks before and behind are gone and 0 1 3 4 5 7 @ $ are read as letters: names,
 * words of love, animals, sport, keyboards, months. With the affixes people put to them these stand for far more than the three
 * thousand commonest (ASVS 5.0 6.2.4). */
static const char *const stems[] = {
	"aaron", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "access", "account", "adam", "admin", "adminadmin", "administrator",
	"alex", "alexander", "alice", "america", "amanda", "andrea", "andrew", "angel", "angela", "angels", "anna", "anthony", "apple", "april",
	"arsenal", "asdf", "asdfasdf", "asdfg", "asdfgh", "asdfghj", "asdfghjk", "asdfghjkl", "ashley", "august", "austin", "autumn", "azerty",
	"babygirl", "bailey", "banana", "barcelona", "baseball", "basketball", "batman", "beautiful", "beijing", "benjamin", "bigdog", "biteme",
	"blink", "brandon", "brian", "bubbles", "buster", "butterfly", "camaro", "changeit", "changeme", "charlie", "cheese", "chelsea", "chicago",
	"china", "chocolate", "chris", "christian", "christine", "christmas", "chunqiu", "coffee", "computer", "cookie", "cooper", "corvette",
	"cowboys", "daniel", "danielle", "david", "december", "default", "demo", "denis", "diamond", "doctor", "dolphin", "donald", "dragon",
	"eagles", "eminem", "england", "facebook", "falcon", "family", "february", "ferrari", "fish", "flower", "flowers", "football", "forever",
	"freedom", "friend", "friends", "fuckyou", "gateway", "george", "ginger", "golden", "golfer", "google", "guangzhou", "guest", "hahaha",
	"hannah", "happy", "harley", "heather", "hello", "helloworld", "hockey", "holiday", "hunter", "iceman", "iloveu", "iloveyou", "internet",
	"jackson", "james", "january", "jasmine", "jason", "jennifer", "jessica", "jiedao", "jordan", "joseph", "joshua", "julia", "july",
	"junior", "justin", "kevin", "killer", "king", "kitty", "ladybug", "laoban", "laopo", "letmein", "lianxinqiao", "liverpool", "login", "london",
	"lovely", "loveme", "loveyou", "lucky", "maggie", "manager", "manchester", "marina", "marlboro", "martin", "master", "matthew", "maverick",
	"melissa", "mercedes", "merlin", "michael", "michelle", "midnight", "mima", "minecraft", "miss", "monday", "money", "monkey",
	"monster", "morgan", "mother", "mustang", "myspace", "naruto", "nathan", "newyork", "nicole", "nihao", "nihaoma", "nirvana", "november",
	"october", "office", "oliver", "online", "orange", "pass", "passpass", "passw", "password", "patrick", "peanut", "pepper", "phoenix", "player",
	"playboy", "please", "pokemon", "porsche", "princess", "private", "purple", "qazwsx", "qazwsxedc", "qiao", "qq", "qwe", "qweasd",
	"qweasdzxc", "qweqwe", "qwer", "qwerqwer", "qwert", "qwerty", "qwertyu", "qwertyui", "qwertyuiop", "rabbit", "rachel", "rainbow", "ranger",
	"raiders", "rangers", "rebecca", "redsox", "richard", "robert", "root", "samantha", "samsung", "sandra", "saturday", "scooter", "secret",
	"security", "september", "server", "shadow", "shanghai", "shequ", "shengri", "silver", "slipknot", "snoopy", "soccer", "sophie",
	"spiderman", "spring", "starwars", "steven", "student", "summer", "sunday", "sunflower", "sunshine", "super", "superman", "support",
	"sweet", "system", "taylor", "teacher", "temp", "tennis", "test", "testing", "testtest", "thomas", "thunder", "tianjin", "tigger", "tiger",
	"toyota", "trustno", "tuesday", "user", "vanessa", "victoria", "victory", "vip", "wang", "wangyi", "warrior", "weixin", "welcome",
	"whatever", "william", "windows", "winner", "winter", "wizard", "woaini", "woaiwojia", "wodemima", "wolf", "xiaoming", "yankees",
	"yellow", "zaqwsx", "zhang", "zhongguo", "zhonghua", "zxc", "zxcv", "zxcvb", "zxcvbn", "zxcvbnm",
};

/* The word inside: marks and figures around it gone, the rest with its figures read as letters. "" when nothing is left. */
static const char *
stem(struct arena *a, const char *folded)
{
	static const char look[] = "0o1i3e4a5s7t@a$s";
	size_t n = strlen(folded);
	char *s = arena_dup(a, folded, n), *p;

	while (n > 0 && !(s[n - 1] >= 'a' && s[n - 1] <= 'z') && (unsigned char)s[n - 1] < 128)
		s[--n] = '\0';
	while (*s && !(*s >= 'a' && *s <= 'z') && (unsigned char)*s < 128 && !(strchr("@$", *s) && s[1] >= 'a'))
		s++;
	for (p = s; *p; p++) {
		const char *as = strchr(look, *p);

		if (as && (as - look) % 2 == 0)
			*p = as[1];
	}
	return s;
}

static bool
is_common(struct arena *a, const char *folded)
{
	const char *word = stem(a, folded);

	/* figures alone, as long as a telephone number at most: a day, a number, guessed as such */
	if (!*word && strlen(folded) <= 11)
		return true;
	for (size_t i = 0; i < COUNT(stems); i++)
		if (strcmp(word, stems[i]) == 0)
			return true;
	for (size_t i = 0; i < COUNT(common); i++)
		if (strcmp(folded, common[i]) == 0)
			return true;
	return false;
}

/* Words of this place and of the account: the sign-in name, the site's two names. */
static bool
is_ours(struct arena *a, const char *folded, const char *login)
{
	const char *words[] = { login, people_conf()->site[LANG_ZH], people_conf()->site[LANG_EN] };

	for (size_t i = 0; i < COUNT(words); i++)
		if (!text_empty(words[i]) && strstr(folded, text_fold(a, words[i])))
			return true;
	return false;
}

/* A line of the district's own list of leaked passwords. *ret is set. 503 when the file cannot be read: nothing is let through. */
static struct err
is_leaked(struct arena *a, const char *folded, bool *ret)
{
	const char *path = people_conf()->leaked;
	size_t cap = 0;
	ssize_t n;
	char *line = NULL;
	FILE *f;

	*ret = false;
	if (text_empty(path))
		return OK;
	f = fopen(path, "re");
	if (!f) {
		log_event(LOG_ERROR, "passwords", "people.leaked_passwords=%s cannot be read", path);
		return FAIL(503, M_err_busy);
	}
	while (!*ret && (n = getline(&line, &cap, f)) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		*ret = *line && n < 200 && strcmp(text_fold(a, line), folded) == 0;
	}
	free(line);
	fclose(f);
	return OK;
}

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
	bool leaked;

	if (n < (second ? LEN_SECOND : LEN_ALONE))
		return FAIL(422, second ? M_people_err_password_8 : M_people_err_password_15);
	if (n > LEN_MAX)
		return FAIL(422, M_people_err_password_long);
	TRY(is_leaked(a, folded, &leaked));
	if (leaked || is_pattern(folded) || is_ours(a, folded, login) || is_common(a, folded))
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
