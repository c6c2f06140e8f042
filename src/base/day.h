/* day.h - days in the district's zone, and working days by a calendar that is data. */
#ifndef QIAO_DAY_H
#define QIAO_DAY_H

#include "base/base.h"

#define US_SECOND INT64_C(1000000)
#define US_DAY    (INT64_C(86400) * US_SECOND)

/* A day is a count of days since 1970-01-01. Proleptic Gregorian calendar. */
int32_t day_from_ymd(int y, int m, int d);
void day_to_ymd(int32_t day, int *y, int *m, int *d);
int32_t day_of(const struct env *e, int64_t us);		/* the district's day of an instant */
int64_t day_start(const struct env *e, int32_t day);		/* its first instant, UTC microseconds */
int day_weekday(int32_t day);					/* 1 Monday … 7 Sunday */
/* "2023-04-05" and nothing else; false leaves *ret. */
bool day_parse(const char *s, int32_t *ret);
const char *day_iso(struct arena *a, int32_t day);
/* "2023年4月5日" / "5 April 2023"; "4月5日 14:05" / "5 April, 14:05" in the district's zone. */
const char *day_text(struct arena *a, enum lang l, int32_t day);
const char *time_text(struct arena *a, const struct env *e, enum lang l, int64_t us);
/* "14:05" in the zone, and such a time of a day as microseconds; false: not one, *us untouched. */
const char *hour_text(struct arena *a, const struct env *e, int64_t us);
bool hour_parse(const char *s, int64_t *us);
/* RFC 3339 in UTC, seconds: "2023-04-05T06:07:08Z"; and in the zone "…+08:00". */
const char *time_rfc3339(struct arena *a, int64_t us);
/* The other way: a whole date and time with its zone ("Z", "+08:00"), seconds and their parts may be left out as W3C's note
 * on ISO 8601 allows. False, *ret untouched: anything else, a date alone too. */
bool time_parse(const char *s, int64_t *ret);
const char *time_rfc3339_zone(struct arena *a, const struct env *e, int64_t us);

/*
 * Working days. The built-in calendar lists the State Council's yearly notices (holidays, and weekend days worked in
 * exchange); a district can bring its own file for years that are newer than the program: a line "year 2027", then that
 * notice's days: "2027-02-06 2027-02-12 off 春节", "2027-02-14 2027-02-14 work 春节". Beyond its last year only weekends
 * are off and *beyond is set, so that the page can warn (rule: nobody promises a date on a calendar that has not been
 * published). Whoever has a struct env uses env->calendar.
 */
struct calendar;
const struct calendar *calendar_builtin(void);
/* Text of such a file over a base: the years it names are the file's alone. 422 with *line set: a line that cannot be read,
 * a day or a year twice, a day outside its year. The calendar lives in the arena; the base must outlive it. */
struct err calendar_parse(struct arena *a, const char *text, const struct calendar *base, const struct calendar **ret, int *line);
/* A number that differs when any day differs: what was counted by another calendar is counted anew. */
uint32_t calendar_print(const struct calendar *c);
int32_t calendar_last(const struct calendar *c);		/* last day of its last year */
bool calendar_is_work(const struct calendar *c, int32_t day);
/* The n-th working day after `day` (day itself does not count; n = 0 gives day). beyond may be NULL. */
int32_t calendar_add(const struct calendar *c, int32_t day, int n, bool *beyond);
/* Working days in (from, to]; negative when to < from. */
int calendar_between(const struct calendar *c, int32_t from, int32_t to);

#endif
