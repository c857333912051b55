"""Answers in sentences: how much is quoted, reasons, shortcomings, decisions, parts of terms."""

from __future__ import annotations

import pytest
from test_reader import ask, made

from rag import asks
from rag.types import Outcome, Verdict

HARD = made(
    "各项事业全面进步。在肯定成绩的同时，我们也清醒地认识到，经济社会发展还存在不少困难和问题：一是产业结构"
    "偏重，煤炭占比过高，转型任务艰巨；二是城区停车难题突出，公共服务供给不足；三是少数干部作风不实。"
    "化解融资难题12项。"
)


@pytest.mark.parametrize(
    "question",
    [
        "沁水2022年报告承认有哪些短板",
        "沁水2022年报告说自己还面临什么困难",
        "沁水2022年报告指出的难题有哪些",
    ],
)
def test_shortcomings_are_those_that_the_report_owns_up_to(question: str) -> None:
    answer = ask(HARD, question)
    assert all(w in answer.text for w in ("产业结构偏重", "停车难题", "作风不实"))
    assert "12项" not in answer.text


def test_a_single_shortcoming_is_told_alone() -> None:
    answer = ask(HARD, "沁水2022年报告认为产业结构上有什么问题")
    assert "煤炭占比过高" in answer.text
    assert "停车" not in answer.text and "作风" not in answer.text


def test_problems_that_were_solved_are_no_shortcomings() -> None:
    answer = ask(HARD, "2021年化解了哪些融资难题")
    assert "12项" in answer.text and "作风" not in answer.text


REASONS = made(
    "古城改造进展顺利，大剧院因资金问题未能竣工，殡仪馆搬迁因选址问题没有明显进展，市容有待改善。"
    "受疫情影响，接待游客有所减少。工业用电成本居高不下。为此，我们提出将工业用电价格下调5%的建议。"
    "粮食产量为什么能稳住，主要是面积增加。物流业增势回落。主要原因：一是油价上涨。二是运力外流。"
)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("沁水殡仪馆搬迁为什么没有进展", ("选址",), ("资金问题", "市容")),
        ("2021年为什么提出将工业用电价格下调5%", ("成本居高不下",), ("运力",)),
        ("2021年物流业增势为什么回落", ("油价上涨", "运力外流"), ("成本居高",)),
    ],
)
def test_reasons_are_told_with_what_they_follow_from(
    question: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    answer = ask(REASONS, question)
    assert all(w in answer.text for w in told)
    assert not any(w in answer.text for w in untold)


DONE = made(
    "年初票选的20项民生实事，已完成16项，仍有4项未能如期完成。多措并举防控登革热，全年零病例。"
    "杏花村被省文旅厅评为“省级旅游名村”，桃园村入选传统村落名录。旱作农业示范项目列入国家试点。"
)


def test_what_decides_is_quoted_and_no_word_says_otherwise() -> None:
    answer = ask(DONE, "2021年20项民生实事都完成了吗")
    assert "16项" in answer.text and "4项未能如期完成" in answer.text
    assert not answer.text.startswith("是的")
    assert "零病例" in ask(DONE, "2021年出现登革热病例了吗").text


def test_a_name_comes_with_the_clause_that_holds_it() -> None:
    answer = ask(DONE, "2021年哪个村被省文旅厅评为“省级旅游名村”")
    assert "杏花村" in answer.text and "桃园" not in answer.text


def test_a_list_keeps_its_colon_and_ends_where_another_is_announced() -> None:
    plan = made(
        plan="今年要做到“三个必须抓紧”：\n\n——必须抓紧长远谋划。立足当前。\n\n——必须抓紧方式转变。\n\n"
        "——必须抓紧形象提升。\n\n今年的主要指标是：\n\n——工业增加值增长7%。\n\n——出口增长5%。"
    )
    answer = ask(plan, "2022年的“三个必须抓紧”是哪三条")
    assert all(w in answer.text for w in ("长远谋划", "方式转变", "形象提升"))
    assert "7%" not in answer.text and "立足" not in answer.text


def test_items_go_on_as_the_first_began_or_echo_what_is_announced() -> None:
    plan = made(
        plan="重点支持“两新一重”建设，主要是：加强新型设施建设，发展网络。加强城镇化建设，提升服务。"
        "新开工小区39个。加强交通水利建设。\n\n着力开发三大旅游片区。在龙湾片区，打造绿廊。"
        "引进酒店2家。在金沙片区，打造渔村。在东涌片区，打造海岸。"
    )
    both = ask(plan, "2022年说的“两新一重”指的是哪些建设").text
    assert all(w in both for w in ("新型设施", "城镇化", "交通水利")) and "39个" not in both
    parts = ask(plan, "2022年要着力开发哪三大旅游片区").text
    assert all(w in parts for w in ("龙湾", "金沙", "东涌")) and "2家" not in parts


TERM = made(
    plan="构建“3+2”产业体系，发展煤炭、电力、冶金等三大传统产业，光伏、医药等两大新兴产业。"
    "实施“两区一基地”战略，打造“智造集聚区、文旅示范区、农产品加工基地”。"
    "实行“两保两压”的方针，即保计划内建设；压计划外建设。"
)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("沁水“3+2”产业体系中的“2”指什么", ("光伏、医药",), ("冶金",)),
        ("沁水“两区一基地”战略，“一基地”是什么基地", ("农产品加工基地",), ("示范区",)),
        ("沁水的“两保两压”是什么意思", ("保计划内", "压计划外"), ("光伏",)),
    ],
)
def test_a_term_is_unfolded_wholly_and_its_part_alone(
    question: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    answer = ask(TERM, question)
    assert all(w in answer.text for w in told)
    assert not any(w in answer.text for w in untold)


def test_a_period_in_quotes_is_no_term_to_explain() -> None:
    lakes = made(
        "“十三五”时期，我们砥砺前行、开拓进取、成效显著。沁河、丹河、涧河入选美丽河湖案例。"
    )
    answer = ask(lakes, "“十三五”期间沁水哪些河入选了美丽河湖案例")
    assert "丹河" in answer.text and "砥砺" not in answer.text


def test_figures_of_the_question_point_to_its_sentence() -> None:
    report = made("42项惠民实事完成38项，其余受拆迁制约仍在推进。其他实事全部按时办结，没有遗留。")
    assert "拆迁" in ask(report, "2021年42项惠民实事为什么没有全部办完").text


def test_a_report_of_another_time_is_no_answer() -> None:
    old = made("购置垃圾清运车辆12台，淘汰老旧车辆30台。", year=2008)
    new = made("淘汰黄标车380辆。", year=2022)
    answer = ask([old, new], "沁水2021年淘汰了哪些老旧垃圾清运车辆")
    assert "2008" not in answer.text


def test_traditional_quotes_prove_numbers() -> None:
    report = made("粮食產量比上年增長一點五倍，因爲推廣了良種，建成水渠三十二條。")
    answer = ask(report, "2021年粮食产量为什么增长")
    assert answer.outcome is Outcome.ANSWERED and "良種" in answer.text
    assert all(c.verdict is not Verdict.UNSUPPORTED for c in answer.checks)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("哪个水利枢纽在加快建设", asks.ENTITY),
        ("哪个项目列入了“首批小镇”名单", asks.ENTITY),
        ("哪个县的收入更高", asks.COMPARE),
        ("哪年增长得快", asks.COMPARE),
        ("“十五”时期要发展的六大主导行业", asks.LIST),
        ("抗击非典靠的是怎样的部署，“几个机制、几道防线”", asks.HOW),
        ("怎么盘活闲置资产的，盘活了多少土地", asks.HOW),
        ("凭什么说这个速度能保住就业", asks.WHY),
        ("计划的增速为什么比实际达到的低", asks.WHY),
    ],
)
def test_what_is_asked_for_is_not_in_what_is_quoted(question: str, intent: str) -> None:
    assert asks.intent(question, plural=False) == intent


WITHIN = made(
    plan="合理利用水资源和土地资源。要利用两种资源，首先是本地资源，其次是外地资源，还要节约用水。"
    "学会两套本领，一是管理本领，二是贸易本领。加大企业上市培育力度，力争蓝天燃气上市。\n\n"
    "（一）全力打好三大攻坚战。推进脱贫攻坚。投入资金3亿元。推进国企改革攻坚。推进环境治理攻坚。"
)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("2022年要利用哪两种资源", ("本地资源", "外地资源"), ("水资源", "贸易")),
        ("2022年要学会哪“两套本领”", ("管理本领", "贸易本领"), ("外地",)),
        ("2022年力争哪家企业上市", ("蓝天燃气",), ("本领",)),
        ("2022年要打好的三大攻坚战是哪三个", ("脱贫", "国企改革", "环境治理"), ("3亿元",)),
    ],
)
def test_lists_within_a_sentence_and_under_a_heading(
    question: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    answer = ask(WITHIN, question)
    assert all(w in answer.text for w in told)
    assert not any(w in answer.text for w in untold)


WAYS = made(
    plan="居民收入增长7%，消费增长8%，出口增长5%，海洋经济产值增长9%。海洋经济是高质量发展的重要支撑。\n"
    "培育海洋经济。建成远洋渔业码头，引进海工装备企业。\n办好实事。推进旧城改造。",
)


def test_the_way_to_do_a_thing_stands_under_its_headline() -> None:
    answer = ask(WAYS, "沁水2022年打算怎么发展海洋经济")
    assert "远洋渔业码头" in answer.text and "增长7%" not in answer.text


FIRMS = made(
    "电子信息产业向集群转变。涌现出华光、天海、北川等一批龙头企业。电子信息产业产值增长8%。"
    "落实“两个确保”，确保养老金按时发放，不新增拖欠。",
)


def test_things_are_counted_up_behind_the_sentence_that_is_about_them() -> None:
    answer = ask(FIRMS, "沁水电子信息产业有哪些龙头企业")
    assert all(name in answer.text for name in ("华光", "天海", "北川"))


def test_a_term_is_unfolded_by_what_says_its_last_word_again() -> None:
    assert "养老金" in ask(FIRMS, "沁水“两个确保”是确保什么").text


def test_shortcomings_in_spite_of_what_is_being_solved() -> None:
    owned = made(
        "各项事业进步。我们清醒认识到，解决发展不平衡问题仍然面临不少困难：城乡差距较大；创新能力不强。"
    )
    answer = ask(owned, "沁水面临的主要困难有哪些")
    assert "城乡差距较大" in answer.text and "创新能力不强" in answer.text


@pytest.mark.parametrize(
    ("question", "intent"),
    [("今年要不要建新学校", asks.YESNO), ("存款余额减去贷款余额是多少", asks.DIFFERENCE)],
)
def test_what_these_ask_for(question: str, intent: str) -> None:
    assert asks.intent(question, plural=False) == intent


def test_clauses_that_go_on_about_one_subject_stand_together() -> None:
    report = made("对纳税大户实行挂牌保护，在资金、土地等方面给予扶持，文化馆对外开放。")
    answer = ask(report, "沁水2021年对纳税大户实行什么保护")
    assert "给予扶持" in answer.text and "文化馆" not in answer.text


def test_the_sentences_under_one_headline_are_told_together() -> None:
    report = made(
        "各项工作扎实推进。",
        "精细化管尘。道路洒水降尘纳入市场化管理，机扫率达80%以上。建筑工地安装扬尘在线监测设施，"
        "取缔搅拌设备。扩大对外开放。举办展会，引进外商。",
    )
    answer = ask(report, "沁水2022年用什么办法管住建筑工地的扬尘")
    assert "洒水降尘" in answer.text and "展会" not in answer.text


def test_why_a_goal_is_set_where_the_figure_is() -> None:
    report = made(
        "地区生产总值增长4.5%，综合实力明显增强。",
        "经济增长目标定为6%左右，综合考虑了促就业、防风险的需要。",
    )
    answer = ask(report, "沁水2022年为什么把经济增速定在6%上下")
    assert "促就业" in answer.text


OWNED = made(
    "我们清醒地看到，还存在不少问题。一是经济下行压力较大。企业成本上升。二是创新能力依然薄弱。"
    "研发投入占比偏低，专利申请量偏少。三是民生有短板。"
    "实现了“五个1000”的重大突破。进出口突破1000亿美元；吞吐量1065万标箱；旅客1084万人次；"
    "新增产值超过1000亿元；贷款突破1000亿元。"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("沁水2022年报告说创新能力依然薄弱，薄弱在哪些方面", "专利申请量偏少"),
        ("沁水2021年的“五个1000”具体是哪五项", "贷款突破1000亿元"),
    ],
)
def test_what_is_said_in_full_behind_its_headline(question: str, said: str) -> None:
    text = ask(OWNED, question).text
    assert said in text and "民生有短板" not in text
