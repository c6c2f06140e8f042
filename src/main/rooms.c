/* rooms.c - what the rooms offer to the whole (DESIGN §2, second knot). */
#include "main/rooms.h"

#include "matter/gather.h"
#include "matter/history.h"
#include "matter/matter.h"
#include "people/people.h"
#include "post/post.h"
#include "services/council/council.h"
#include "services/finance/finance.h"
#include "main_msg.h"

static size_t
add_council(const struct route **v, struct arena *a)
{
	const struct api_op **ops = NEWN(a, const struct api_op *, 2);
	size_t n = 0;

	ops[0] = finance_api_ops();
	v[n++] = council_page_routes();
	v[n++] = council_voice_routes();
	v[n++] = council_paper_routes();
	v[n++] = council_open311_routes();
	v[n++] = council_api_page_routes();
	v[n++] = council_api_routes(a, ops);
	v[n++] = council_api_hook_routes();
	v[n++] = council_file_routes();
	v[n++] = council_quick_routes();
	v[n++] = council_again_routes();
	v[n++] = council_mine_routes();
	v[n++] = council_own_routes();
	v[n++] = council_desk_routes();
	v[n++] = council_case_routes();
	v[n++] = council_moderate_routes();
	v[n++] = council_template_routes();
	v[n++] = council_dispatch_routes();
	v[n++] = council_several_routes();
	v[n++] = council_ruling_routes();
	v[n++] = council_fix_routes();
	v[n++] = council_blur_routes();
	v[n++] = council_clip_routes();
	v[n++] = council_map_routes();
	v[n++] = council_walk_routes();
	v[n++] = council_move_routes();
	v[n++] = council_drawn_routes();
	v[n++] = council_alert_routes();
	v[n++] = council_meet_routes();
	v[n++] = council_convene_routes();
	v[n++] = council_door_routes();
	v[n++] = council_minutes_routes();
	v[n++] = council_survey_routes();
	v[n++] = council_plan_routes();
	v[n++] = council_unit_routes();
	v[n++] = council_proof_routes();
	v[n++] = council_open_routes();
	v[n++] = council_witness_routes();
	v[n++] = council_intake_routes();
	v[n++] = council_figures_routes();
	v[n++] = council_call_routes();
	v[n++] = council_letters_routes();
	v[n++] = council_report_routes();
	v[n++] = council_settled_routes();
	v[n++] = council_poll_routes();
	v[n++] = council_vote_routes();
	v[n++] = council_poll_desk_routes();
	v[n++] = council_booth_routes();
	return n;
}

static size_t
add_finance(const struct route **v)
{
	size_t n = 0;

	v[n++] = finance_routes();
	v[n++] = finance_match_routes();
	v[n++] = finance_firm_routes();
	v[n++] = finance_figure_routes();
	v[n++] = finance_consent_routes();
	v[n++] = finance_look_routes();
	v[n++] = finance_bank_routes();
	v[n++] = finance_bureau_routes();
	v[n++] = finance_need_routes();
	v[n++] = finance_choose_routes();
	v[n++] = finance_referral_routes();
	v[n++] = finance_watch_routes();
	v[n++] = finance_return_routes();
	v[n++] = finance_figures_routes();
	v[n++] = finance_fair_routes();
	v[n++] = finance_fair_join_routes();
	v[n++] = finance_fair_desk_routes();
	v[n++] = finance_fair_times_routes();
	v[n++] = finance_team_routes();
	v[n++] = finance_year_routes();
	return n;
}

const struct route *const *
rooms_routes(struct arena *a)
{
	const struct route **v = NEWN(a, const struct route *, 96);
	size_t n = add_council(v, a);

	n += add_finance(v + n);
	v[n++] = matter_routes();
	v[n++] = gather_routes();
	v[n++] = people_routes();
	v[n++] = metrics_routes();
	v[n++] = post_routes(a, RIGHT_PUBLIC, RIGHT_OUTBOX);
	return v;
}

const struct menu_item *
rooms_menu(void)
{
	static const struct menu_item menu[] = {
		{ "home", "/", M_main_menu_home, RIGHT_PUBLIC, MENU_ALL },
		{ "hall", "/hall", M_main_menu_hall, RIGHT_PUBLIC, MENU_ALL },
		{ "meetings", "/meetings", M_main_menu_meetings, RIGHT_PUBLIC, MENU_ALL },
		{ "file", "/file", M_main_menu_file, RIGHT_PUBLIC, MENU_RESIDENT },
		{ "mine", "/mine", M_main_menu_mine, RIGHT_PUBLIC, MENU_RESIDENT },
		{ "desk", "/desk", M_main_menu_desk, RIGHT_DESK, MENU_WORK },
		{ "unit", "/unit", M_main_menu_unit, RIGHT_ANSWER, MENU_WORK },
		{ "bank", "/bank", M_main_menu_bank, RIGHT_BANK, MENU_WORK },
		{ "bureau", "/bureau", M_main_menu_bureau, RIGHT_BUREAU, MENU_WORK },
		{ "adviser", "/adviser", M_main_menu_adviser, RIGHT_ADVISE, MENU_WORK },
		{ "users", "/admin/users", M_main_menu_users, RIGHT_USERS, MENU_WORK },
		{ "account", "/account", M_main_menu_account, RIGHT_MINE, MENU_ALL },
		{ "sign-in", "/sign-in", M_main_menu_sign_in, RIGHT_PUBLIC, MENU_ALL },
		{ 0 },
	};

	return menu;
}

const struct shown *const *
rooms_shown(struct arena *a)
{
	const struct shown *const *of[] = { council_shown(), finance_shown() };
	const struct shown **v = NEWN(a, const struct shown *, 64);
	size_t n = 0;

	for (size_t i = 0; i < COUNT(of); i++)
		for (size_t k = 0; of[i][k]; k++)
			v[n++] = of[i][k];
	return v;
}
