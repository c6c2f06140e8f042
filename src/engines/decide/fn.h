/* fn.h - the builtins of each fn_*.c, for the table in feel_table.c. */
#ifndef QIAO_DECIDE_FN_H
#define QIAO_DECIDE_FN_H

#include "engines/decide/feel_int.h"

#define FN(name) struct value name(struct call *c)

/* fn_number.c */
FN(fn_number); FN(fn_decimal); FN(fn_round); FN(fn_whole); FN(fn_abs); FN(fn_modulo); FN(fn_math); FN(fn_odd); FN(fn_random);
/* fn_text.c */
FN(fn_string); FN(fn_substring); FN(fn_string_length); FN(fn_case); FN(fn_cut); FN(fn_replace); FN(fn_contains);
FN(fn_matches); FN(fn_split); FN(fn_string_join);
/* fn_list.c */
FN(fn_list_contains); FN(fn_count); FN(fn_extreme); FN(fn_sum); FN(fn_mean); FN(fn_all); FN(fn_sublist); FN(fn_append);
FN(fn_concatenate); FN(fn_insert); FN(fn_remove); FN(fn_list_replace); FN(fn_reverse); FN(fn_index_of); FN(fn_union);
FN(fn_distinct); FN(fn_duplicates); FN(fn_flatten); FN(fn_sort); FN(fn_partition);
/* fn_stat.c */
FN(fn_median); FN(fn_mode); FN(fn_stddev); FN(fn_product);
/* fn_time.c */
FN(fn_date); FN(fn_date_parts); FN(fn_time); FN(fn_time_parts); FN(fn_date_and_time); FN(fn_duration); FN(fn_years_and_months);
FN(fn_now); FN(fn_today); FN(fn_calendar);
/* fn_range.c */
FN(fn_interval); FN(fn_range);
/* fn_context.c */
FN(fn_get_value); FN(fn_get_entries); FN(fn_context); FN(fn_context_put); FN(fn_context_put_list); FN(fn_context_merge); FN(fn_not); FN(fn_is);

/* A null that says the argument of that name is not good. */
struct value fn_bad(struct call *c, const char *param, struct value v);
bool fn_strings(struct call *c, struct value list);	/* all items are strings or null */

#endif
