/*
 * regex_class.c - character classes of XML Schema's patterns for PCRE2. Subtraction becomes a look-ahead, blocks
 * become ranges (PCRE2 knows scripts, not blocks), \i \c \w \s are spelt out.
 */
#include "engines/decide/regex.h"

#include <stdio.h>

struct span {
	uint32_t from, to;
};

/* XML 1.0, productions 4 and 4a. */
static const struct span name_begin[] = {
	{ ':', ':' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' }, { 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2FF }, { 0x370, 0x37D },
	{ 0x37F, 0x1FFF }, { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF }, { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF },
	{ 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF },
};
static const struct span name_char[] = {
	{ '-', '.' }, { '0', ':' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' }, { 0xB7, 0xB7 }, { 0xC0, 0xD6 }, { 0xD8, 0xF6 },
	{ 0xF8, 0x37D }, { 0x37F, 0x1FFF }, { 0x200C, 0x200D }, { 0x203F, 0x2040 }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
	{ 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF },
};
static const struct span blank[] = { { 9, 10 }, { 13, 13 }, { ' ', ' ' } };

/* Unicode's Blocks.txt, names without blanks, hyphens and underscores. */
static const struct {
	const char *name;
	struct span span;
} blocks[] = {
	{ "BasicLatin", { 0, 0x7F } }, { "Latin1Supplement", { 0x80, 0xFF } }, { "LatinExtendedA", { 0x100, 0x17F } },
	{ "LatinExtendedB", { 0x180, 0x24F } }, { "IPAExtensions", { 0x250, 0x2AF } }, { "SpacingModifierLetters", { 0x2B0, 0x2FF } },
	{ "CombiningDiacriticalMarks", { 0x300, 0x36F } }, { "Greek", { 0x370, 0x3FF } }, { "GreekandCoptic", { 0x370, 0x3FF } },
	{ "Cyrillic", { 0x400, 0x4FF } }, { "CyrillicSupplement", { 0x500, 0x52F } }, { "Armenian", { 0x530, 0x58F } },
	{ "Hebrew", { 0x590, 0x5FF } }, { "Arabic", { 0x600, 0x6FF } }, { "Syriac", { 0x700, 0x74F } }, { "Thaana", { 0x780, 0x7BF } },
	{ "Devanagari", { 0x900, 0x97F } }, { "Bengali", { 0x980, 0x9FF } }, { "Gurmukhi", { 0xA00, 0xA7F } },
	{ "Gujarati", { 0xA80, 0xAFF } }, { "Oriya", { 0xB00, 0xB7F } }, { "Tamil", { 0xB80, 0xBFF } }, { "Telugu", { 0xC00, 0xC7F } },
	{ "Kannada", { 0xC80, 0xCFF } }, { "Malayalam", { 0xD00, 0xD7F } }, { "Sinhala", { 0xD80, 0xDFF } }, { "Thai", { 0xE00, 0xE7F } },
	{ "Lao", { 0xE80, 0xEFF } }, { "Tibetan", { 0xF00, 0xFFF } }, { "Myanmar", { 0x1000, 0x109F } }, { "Georgian", { 0x10A0, 0x10FF } },
	{ "HangulJamo", { 0x1100, 0x11FF } }, { "Ethiopic", { 0x1200, 0x137F } }, { "Cherokee", { 0x13A0, 0x13FF } },
	{ "UnifiedCanadianAboriginalSyllabics", { 0x1400, 0x167F } }, { "Ogham", { 0x1680, 0x169F } }, { "Runic", { 0x16A0, 0x16FF } },
	{ "Khmer", { 0x1780, 0x17FF } }, { "Mongolian", { 0x1800, 0x18AF } }, { "LatinExtendedAdditional", { 0x1E00, 0x1EFF } },
	{ "GreekExtended", { 0x1F00, 0x1FFF } }, { "GeneralPunctuation", { 0x2000, 0x206F } },
	{ "SuperscriptsandSubscripts", { 0x2070, 0x209F } }, { "CurrencySymbols", { 0x20A0, 0x20CF } },
	{ "CombiningMarksforSymbols", { 0x20D0, 0x20FF } }, { "CombiningDiacriticalMarksforSymbols", { 0x20D0, 0x20FF } },
	{ "LetterlikeSymbols", { 0x2100, 0x214F } }, { "NumberForms", { 0x2150, 0x218F } }, { "Arrows", { 0x2190, 0x21FF } },
	{ "MathematicalOperators", { 0x2200, 0x22FF } }, { "MiscellaneousTechnical", { 0x2300, 0x23FF } },
	{ "ControlPictures", { 0x2400, 0x243F } }, { "OpticalCharacterRecognition", { 0x2440, 0x245F } },
	{ "EnclosedAlphanumerics", { 0x2460, 0x24FF } }, { "BoxDrawing", { 0x2500, 0x257F } }, { "BlockElements", { 0x2580, 0x259F } },
	{ "GeometricShapes", { 0x25A0, 0x25FF } }, { "MiscellaneousSymbols", { 0x2600, 0x26FF } }, { "Dingbats", { 0x2700, 0x27BF } },
	{ "BraillePatterns", { 0x2800, 0x28FF } }, { "CJKRadicalsSupplement", { 0x2E80, 0x2EFF } }, { "KangxiRadicals", { 0x2F00, 0x2FDF } },
	{ "IdeographicDescriptionCharacters", { 0x2FF0, 0x2FFF } }, { "CJKSymbolsandPunctuation", { 0x3000, 0x303F } },
	{ "Hiragana", { 0x3040, 0x309F } }, { "Katakana", { 0x30A0, 0x30FF } }, { "Bopomofo", { 0x3100, 0x312F } },
	{ "HangulCompatibilityJamo", { 0x3130, 0x318F } }, { "Kanbun", { 0x3190, 0x319F } }, { "BopomofoExtended", { 0x31A0, 0x31BF } },
	{ "CJKStrokes", { 0x31C0, 0x31EF } }, { "KatakanaPhoneticExtensions", { 0x31F0, 0x31FF } },
	{ "EnclosedCJKLettersandMonths", { 0x3200, 0x32FF } }, { "CJKCompatibility", { 0x3300, 0x33FF } },
	{ "CJKUnifiedIdeographsExtensionA", { 0x3400, 0x4DBF } }, { "YijingHexagramSymbols", { 0x4DC0, 0x4DFF } },
	{ "CJKUnifiedIdeographs", { 0x4E00, 0x9FFF } }, { "YiSyllables", { 0xA000, 0xA48F } }, { "YiRadicals", { 0xA490, 0xA4CF } },
	{ "HangulSyllables", { 0xAC00, 0xD7AF } }, { "PrivateUse", { 0xE000, 0xF8FF } }, { "PrivateUseArea", { 0xE000, 0xF8FF } },
	{ "CJKCompatibilityIdeographs", { 0xF900, 0xFAFF } }, { "AlphabeticPresentationForms", { 0xFB00, 0xFB4F } },
	{ "ArabicPresentationFormsA", { 0xFB50, 0xFDFF } }, { "VariationSelectors", { 0xFE00, 0xFE0F } },
	{ "VerticalForms", { 0xFE10, 0xFE1F } }, { "CombiningHalfMarks", { 0xFE20, 0xFE2F } },
	{ "CJKCompatibilityForms", { 0xFE30, 0xFE4F } }, { "SmallFormVariants", { 0xFE50, 0xFE6F } },
	{ "ArabicPresentationFormsB", { 0xFE70, 0xFEFF } }, { "HalfwidthandFullwidthForms", { 0xFF00, 0xFFEF } },
	{ "Specials", { 0xFFF0, 0xFFFF } }, { "OldItalic", { 0x10300, 0x1032F } }, { "Gothic", { 0x10330, 0x1034F } },
	{ "Deseret", { 0x10400, 0x1044F } }, { "ByzantineMusicalSymbols", { 0x1D000, 0x1D0FF } },
	{ "MusicalSymbols", { 0x1D100, 0x1D1FF } }, { "MathematicalAlphanumericSymbols", { 0x1D400, 0x1D7FF } },
	{ "Emoticons", { 0x1F600, 0x1F64F } }, { "MiscellaneousSymbolsandPictographs", { 0x1F300, 0x1F5FF } },
	{ "CJKUnifiedIdeographsExtensionB", { 0x20000, 0x2A6DF } }, { "CJKUnifiedIdeographsExtensionC", { 0x2A700, 0x2B73F } },
	{ "CJKUnifiedIdeographsExtensionD", { 0x2B740, 0x2B81F } }, { "CJKUnifiedIdeographsExtensionE", { 0x2B820, 0x2CEAF } },
	{ "CJKCompatibilityIdeographsSupplement", { 0x2F800, 0x2FA1F } }, { "Tags", { 0xE0000, 0xE007F } },
};

static void
spans(struct out *o, const struct span *s, size_t n, bool negated)
{
	uint32_t from = 0;

	for (size_t i = 0; i < n; i++) {
		if (!negated)
			out_fmt(o, "\\x{%x}-\\x{%x}", s[i].from, s[i].to);
		else if (s[i].from > from)
			out_fmt(o, "\\x{%x}-\\x{%x}", from, s[i].from - 1);
		from = s[i].to + 1;
	}
	if (negated && from <= 0x10FFFF)
		out_fmt(o, "\\x{%x}-\\x{10ffff}", from);
}

/* {Lu} or {IsBasicLatin} behind \p, \P */
static bool
property(struct pattern *r, bool negated)
{
	static const char *const kinds[] = { "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
		"Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn" };
	char name[64];
	size_t n = 0;

	if (r->p == r->end || *r->p++ != '{')
		return false;
	while (r->p < r->end && *r->p != '}') {
		if (*r->p != '-' || n < 2)		/* hyphens of block names do not count */
			name[n++] = *r->p;
		r->p++;
		if (n == sizeof(name) - 1)
			return false;
	}
	name[n] = '\0';
	if (r->p++ == r->end)
		return false;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i], name) == 0) {
			out_fmt(r->o, "\\%c{%s}", negated ? 'P' : 'p', name);
			return true;
		}
	for (size_t i = 0; i < COUNT(blocks) && strncmp(name, "Is", 2) == 0; i++)
		if (strcmp(blocks[i].name, name + 2) == 0) {
			spans(r->o, &blocks[i].span, 1, negated);
			return true;
		}
	return false;
}

bool
regex_set(struct pattern *r, uint32_t c, bool inside)
{
	bool ok = true;

	if (!c || c > 0x7F || !strchr("dDwWsSiIcCpP", (int)c))
		return false;
	if (!inside)
		out_str(r->o, "[");
	switch (c) {
	case 'd':
		out_str(r->o, "\\p{Nd}");
		break;
	case 'D':
		out_str(r->o, "\\P{Nd}");
		break;
	case 'w':
		out_str(r->o, "\\p{L}\\p{M}\\p{N}\\p{S}");
		break;
	case 'W':
		out_str(r->o, "\\p{P}\\p{Z}\\p{C}");
		break;
	case 's': case 'S':
		spans(r->o, blank, COUNT(blank), c == 'S');
		break;
	case 'i': case 'I':
		spans(r->o, name_begin, COUNT(name_begin), c == 'I');
		break;
	case 'c': case 'C':
		spans(r->o, name_char, COUNT(name_char), c == 'C');
		break;
	default:
		ok = property(r, c == 'P');
	}
	if (!inside)
		out_str(r->o, "]");
	return ok;
}

uint32_t
regex_escaped(uint32_t c)
{
	if (c == 'n' || c == 'r' || c == 't')
		return c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
	return c && c < 0x80 && strchr("\\|.-^?*+{}()[]$", (int)c) ? c : 0;
}

/* One character of a class or a set; *set: it was a set, already written. */
static bool
member(struct pattern *r, uint32_t *c, bool *set)
{
	*set = false;
	*c = utf8_next(&r->p, r->end);
	if (*c == '[' || *c == ']')
		return false;
	if (*c != '\\')
		return true;
	if (r->p == r->end)
		return false;
	uint32_t e = utf8_next(&r->p, r->end);
	*set = regex_set(r, e, true);
	*c = *set ? 0 : regex_escaped(e);
	return *set || *c;
}

static bool
at(const struct pattern *r, const char *s)
{
	size_t n = strlen(s);

	return (size_t)(r->end - r->p) >= n && memcmp(r->p, s, n) == 0;
}

/* What stands in [ ] into r->o, from behind the [ to behind the ]; subtracted parts go before it as look-aheads. */
bool
regex_class(struct pattern *r)
{
	struct out body, *into = r->o;
	bool set, set2, any = false, ok = true;
	uint32_t from, to;

	if (++r->depth > 20)
		return false;
	out_init(&body, into->a);
	out_str(into, "(?:");
	r->o = &body;
	out_str(&body, "[");
	if (at(r, "^")) {
		out_str(&body, "^");
		r->p++;
	}
	for (;;) {
		if (r->p >= r->end || !ok) {
			ok = false;
			break;
		}
		if (at(r, "]")) {
			r->p++;
			ok = any;
			break;
		}
		if (at(r, "-[")) {
			r->p += 2;
			r->o = into;
			out_str(into, "(?!");
			ok = any && regex_class(r) && at(r, "]");
			out_str(into, ")");
			r->p += ok;
			break;
		}
		ok = member(r, &from, &set);
		any = true;
		if (!ok || set)
			continue;
		to = from;
		if (at(r, "-") && !at(r, "-]") && !at(r, "-[") && from != '-') {
			const char *back = r->p++;
			size_t len = body.len;
			ok = member(r, &to, &set2);
			if (set2) {		/* [a-\d]: the hyphen is itself */
				body.len = len;
				r->p = back;
				to = from;
			}
			ok = ok && to >= from;
		}
		out_fmt(&body, "\\x{%x}", from);
		if (to != from)
			out_fmt(&body, "-\\x{%x}", to);
	}
	r->o = into;
	r->depth--;
	out_put(into, body.p, body.len);
	out_str(into, "])");
	return ok;
}
