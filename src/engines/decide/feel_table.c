/*
 * feel_table.c - the builtin functions of FEEL (DMN 1.5, 10.3.4), one row for each way of calling them. Rows of one
 * name stand together; the first whose parameters fit is called.
 */
#include "engines/decide/fn.h"

#define P(name, kind)   { name, kind, false }
#define OPT(name, kind) { name, kind, true }

const struct builtin builtins[] = {
	/* conversion */
	{ "date and time", fn_date_and_time, { P("from", 'a') }, 0 },
	{ "date and time", fn_date_and_time, { P("date", 'a'), P("time", 'a') }, 1 },
	{ "date", fn_date, { P("from", 'a') }, 0 },
	{ "date", fn_date_parts, { P("year", 'n'), P("month", 'n'), P("day", 'n') }, 0 },
	{ "time", fn_time, { P("from", 'a') }, 0 },
	{ "time", fn_time_parts, { P("hour", 'n'), P("minute", 'n'), P("second", 'n'), OPT("offset", 'a') }, 0 },
	{ "number", fn_number, { P("from", 's') }, 0, 'n' },
	{ "number", fn_number, { P("from", 's'), OPT("grouping separator", 's'), OPT("decimal separator", 's') }, 1, 'n' },
	{ "string", fn_string, { P("from", 'a') }, 0, 's' },
	{ "duration", fn_duration, { P("from", 's') }, 0 },
	{ "years and months duration", fn_years_and_months, { P("from", 'a'), P("to", 'a') }, 0 },
	{ "range", fn_range, { P("from", 's') }, 0, 'r' },
	/* truth, text */
	{ "not", fn_not, { P("negand", 'a') }, 0, 'b' },
	{ "substring", fn_substring, { P("string", 's'), P("start position", 'n'), OPT("length", 'n') }, 0, 's' },
	{ "string length", fn_string_length, { P("string", 's') }, 0, 'n' },
	{ "upper case", fn_case, { P("string", 's') }, 1, 's' },
	{ "lower case", fn_case, { P("string", 's') }, 0, 's' },
	{ "substring before", fn_cut, { P("string", 's'), P("match", 's') }, 0, 's' },
	{ "substring after", fn_cut, { P("string", 's'), P("match", 's') }, 1, 's' },
	{ "replace", fn_replace, { P("input", 's'), P("pattern", 's'), P("replacement", 's'), OPT("flags", 's') }, 0, 's' },
	{ "contains", fn_contains, { P("string", 's'), P("match", 's') }, 0, 'b' },
	{ "starts with", fn_contains, { P("string", 's'), P("match", 's') }, 1, 'b' },
	{ "ends with", fn_contains, { P("string", 's'), P("match", 's') }, 2, 'b' },
	{ "matches", fn_matches, { P("input", 's'), P("pattern", 's'), OPT("flags", 's') }, 0, 'b' },
	{ "split", fn_split, { P("string", 's'), P("delimiter", 's') }, 0, 'l' },
	{ "string join", fn_string_join, { P("list", 'l'), OPT("delimiter", 's') }, 0, 's' },
	/* lists */
	{ "list contains", fn_list_contains, { P("list", 'l'), P("element", 'a') }, 0, 'b' },
	{ "list replace", fn_list_replace, { P("list", 'l'), P("position", 'a'), P("newItem", 'a') }, 0, 'l' },
	{ "list replace", fn_list_replace, { P("list", 'l'), P("match", 'a'), P("newItem", 'a') }, 1, 'l' },
	{ "count", fn_count, { P("list", 'l') }, 0, 'n' },
	{ "min", fn_extreme, { P("list", 't') }, 0 },
	{ "max", fn_extreme, { P("list", 't') }, 1 },
	{ "sum", fn_sum, { P("list", 't') }, 0 },
	{ "mean", fn_mean, { P("list", 't') }, 0 },
	{ "all", fn_all, { P("list", 't') }, 0, 'b' },
	{ "any", fn_all, { P("list", 't') }, 1, 'b' },
	{ "sublist", fn_sublist, { P("list", 'l'), P("start position", 'n'), OPT("length", 'n') }, 0, 'l' },
	{ "append", fn_append, { P("list", 'l'), P("item", 'V') }, 0, 'l' },
	{ "concatenate", fn_concatenate, { P("list", 'V') }, 0, 'l' },
	{ "insert before", fn_insert, { P("list", 'l'), P("position", 'n'), P("newItem", 'a') }, 0, 'l' },
	{ "remove", fn_remove, { P("list", 'l'), P("position", 'n') }, 0, 'l' },
	{ "reverse", fn_reverse, { P("list", 'l') }, 0, 'l' },
	{ "index of", fn_index_of, { P("list", 'l'), P("match", 'a') }, 0, 'l' },
	{ "union", fn_union, { P("list", 'V') }, 0, 'l' },
	{ "distinct values", fn_distinct, { P("list", 'l') }, 0, 'l' },
	{ "duplicate values", fn_duplicates, { P("list", 'l') }, 0, 'l' },
	{ "flatten", fn_flatten, { P("list", 'l') }, 0, 'l' },
	{ "product", fn_product, { P("list", 't') }, 0, 'n' },
	{ "median", fn_median, { P("list", 't') }, 0, 'n' },
	{ "stddev", fn_stddev, { P("list", 't') }, 0, 'n' },
	{ "mode", fn_mode, { P("list", 't') }, 0, 'l' },
	{ "sort", fn_sort, { P("list", 'l'), P("precedes", 'f') }, 0, 'l' },
	{ "partition", fn_partition, { P("list", 'l'), P("size", 'n') }, 0, 'l' },
	/* numbers */
	{ "decimal", fn_decimal, { P("n", 'n'), P("scale", 'n') }, 0, 'n' },
	{ "floor", fn_whole, { P("n", 'n'), OPT("scale", 'n') }, DEC_FLOOR, 'n' },
	{ "ceiling", fn_whole, { P("n", 'n'), OPT("scale", 'n') }, DEC_CEILING, 'n' },
	{ "round up", fn_round, { P("n", 'n'), P("scale", 'n') }, DEC_UP, 'n' },
	{ "round down", fn_round, { P("n", 'n'), P("scale", 'n') }, DEC_DOWN, 'n' },
	{ "round half up", fn_round, { P("n", 'n'), P("scale", 'n') }, DEC_HALF_UP, 'n' },
	{ "round half down", fn_round, { P("n", 'n'), P("scale", 'n') }, DEC_HALF_DOWN, 'n' },
	{ "abs", fn_abs, { P("n", 'a') }, 0 },
	{ "modulo", fn_modulo, { P("dividend", 'n'), P("divisor", 'n') }, 0, 'n' },
	{ "sqrt", fn_math, { P("number", 'n') }, 0, 'n' },
	{ "log", fn_math, { P("number", 'n') }, 1, 'n' },
	{ "exp", fn_math, { P("number", 'n') }, 2, 'n' },
	{ "odd", fn_odd, { P("number", 'n') }, 1, 'b' },
	{ "even", fn_odd, { P("number", 'n') }, 0, 'b' },
	{ "random number", fn_random, { { NULL, 0, false } }, 0, 'n' },
	/* dates */
	{ "day of year", fn_calendar, { P("date", 'a') }, 0, 'n' },
	{ "day of week", fn_calendar, { P("date", 'a') }, 1, 's' },
	{ "month of year", fn_calendar, { P("date", 'a') }, 2, 's' },
	{ "week of year", fn_calendar, { P("date", 'a') }, 3, 'n' },
	{ "last day of month", fn_calendar, { P("date", 'a') }, 4, 'n' },
	{ "now", fn_now, { { NULL, 0, false } }, 0 },
	{ "today", fn_today, { { NULL, 0, false } }, 0 },
	/* ranges: the row's number is the relation, fn_range.c */
	{ "before", fn_interval, { P("point1", 'a'), P("point2", 'a') }, 0, 'b' },
	{ "before", fn_interval, { P("point", 'a'), P("range", 'a') }, 0, 'b' },
	{ "before", fn_interval, { P("range", 'a'), P("point", 'a') }, 0, 'b' },
	{ "before", fn_interval, { P("range1", 'a'), P("range2", 'a') }, 0, 'b' },
	{ "after", fn_interval, { P("point1", 'a'), P("point2", 'a') }, 1, 'b' },
	{ "after", fn_interval, { P("point", 'a'), P("range", 'a') }, 1, 'b' },
	{ "after", fn_interval, { P("range", 'a'), P("point", 'a') }, 1, 'b' },
	{ "after", fn_interval, { P("range1", 'a'), P("range2", 'a') }, 1, 'b' },
	{ "meets", fn_interval, { P("range1", 'r'), P("range2", 'r') }, 2, 'b' },
	{ "met by", fn_interval, { P("range1", 'r'), P("range2", 'r') }, 3, 'b' },
	{ "overlaps", fn_interval, { P("range1", 'r'), P("range2", 'r') }, 4, 'b' },
	{ "overlaps before", fn_interval, { P("range1", 'r'), P("range2", 'r') }, 5, 'b' },
	{ "overlaps after", fn_interval, { P("range1", 'r'), P("range2", 'r') }, 6, 'b' },
	{ "finishes", fn_interval, { P("point", 'a'), P("range", 'r') }, 7, 'b' },
	{ "finishes", fn_interval, { P("range1", 'a'), P("range2", 'r') }, 7, 'b' },
	{ "finished by", fn_interval, { P("range", 'r'), P("point", 'a') }, 8, 'b' },
	{ "finished by", fn_interval, { P("range1", 'r'), P("range2", 'a') }, 8, 'b' },
	{ "includes", fn_interval, { P("range", 'r'), P("point", 'a') }, 9, 'b' },
	{ "includes", fn_interval, { P("range1", 'r'), P("range2", 'a') }, 9, 'b' },
	{ "during", fn_interval, { P("point", 'a'), P("range", 'r') }, 10, 'b' },
	{ "during", fn_interval, { P("range1", 'a'), P("range2", 'r') }, 10, 'b' },
	{ "starts", fn_interval, { P("point", 'a'), P("range", 'r') }, 11, 'b' },
	{ "starts", fn_interval, { P("range1", 'a'), P("range2", 'r') }, 11, 'b' },
	{ "started by", fn_interval, { P("range", 'r'), P("point", 'a') }, 12, 'b' },
	{ "started by", fn_interval, { P("range1", 'r'), P("range2", 'a') }, 12, 'b' },
	{ "coincides", fn_interval, { P("point1", 'a'), P("point2", 'a') }, 13, 'b' },
	{ "coincides", fn_interval, { P("range1", 'a'), P("range2", 'a') }, 13, 'b' },
	/* contexts */
	{ "get value", fn_get_value, { P("m", 'c'), P("key", 's') }, 0 },
	{ "get entries", fn_get_entries, { P("m", 'c') }, 0, 'l' },
	{ "context", fn_context, { P("entries", 'l') }, 0, 'c' },
	{ "context put", fn_context_put, { P("context", 'c'), P("key", 'a'), P("value", 'a') }, 0, 'c' },
	{ "context put", fn_context_put_list, { P("context", 'c'), P("keys", 'l'), P("value", 'a') }, 0, 'c' },
	{ "context merge", fn_context_merge, { P("contexts", 'l') }, 0, 'c' },
	{ "is", fn_is, { OPT("value1", 'a'), OPT("value2", 'a') }, 0, 'b' },
};
const size_t builtins_count = COUNT(builtins);

enum value_kind
kind_of_letter(char letter)
{
	switch (letter) {
	case 's':
		return V_STRING;
	case 'n':
		return V_NUMBER;
	case 'b':
		return V_BOOLEAN;
	case 'l': case 't':
		return V_LIST;
	case 'c':
		return V_CONTEXT;
	case 'f':
		return V_FUNCTION;
	case 'r':
		return V_RANGE;
	default:
		return V_KINDS;
	}
}

const struct builtin *
builtin_named(const char *name)
{
	for (size_t i = 0; i < builtins_count; i++)
		if (strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	return NULL;
}
