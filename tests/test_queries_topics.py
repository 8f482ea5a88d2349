"""The saved queries on topics, against values worked out by hand from the printed edition.

The numbers in the comments are lines of the edition (the first is 1).
"""

from __future__ import annotations

from pyoxigraph import Store

from tests.saved_queries import column, letters, rows


def test_about_topic_in_the_order_of_dates(store: Store) -> None:
    # The Chinese Eastern Railway: 600 (9 June), 1525 (23 June), 1605 (25 June), 1621 (26 June); the telegram of 28 June
    # to Troyanovsky, 1633.
    found = rows(store, "about-topic", topic="topic/chinese-eastern-railway")
    assert column(found, "date", "text") == [
        ("1932-06-09", "letter/l0022"),
        ("1932-06-23", "letter/l0054"),
        ("1932-06-25", "letter/l0057"),
        ("1932-06-26", "letter/l0058"),
        ("1932-06-28", "decision/d0068"),
    ]
    assert {(row["topic"], row["name"]) for row in found} == {
        ("topic/chinese-eastern-railway", "Chinese Eastern Railway")
    }
    assert found[-1]["title"].endswith(", 28 June 1932: " + found[-1]["subject"])


def test_about_topic_has_what_is_about_narrower_topics(store: Store) -> None:
    # The talks with the companies: letters 23, 174, 248, 299, 408, 445, 523, 616, 1163, 1521; the three decisions of
    # 186 and 1537. Oil itself: 521, 818, 875, 957, 1155, 1932, of which 521 and 1155 stand in letters of the talks.
    talks = letters(7, 10, 12, 15, 16, 19, 22, 39, 54, 1)
    decided = ["decision/d0002", "decision/d0003", "decision/d0062"]
    found = [row["text"] for row in rows(store, "about-topic", topic="oil")]
    assert sorted(found) == sorted([*talks, *letters(30, 32, 34, 70), *decided])
    assert sorted(row["text"] for row in rows(store, "about-topic", topic="oil-talks")) == sorted([*talks, *decided])


def test_about_topic_without_a_topic_has_every_one(store: Store) -> None:
    everything = rows(store, "about-topic")
    assert len({row["text"] for row in everything}) == 72 + 77
    assert [row for row in everything if row["topic"] == "topic/oil"] == rows(store, "about-topic", topic="oil")
    undated = {row["text"] for row in everything if not row["date"]}
    assert undated == {"decision/d0006", "decision/d0067"}  # 317, 1567


def test_topics(store: Store) -> None:
    counted = {
        row["topic"]: tuple(int(row[name]) for name in ("letters", "decisions", "texts"))
        for row in rows(store, "topics")
    }
    # Grain exports: 1513, 1772; the three decisions of 1784.
    assert counted["topic/grain-exports"] == (2, 3, 5)
    # Sugar beet: 467, 495, 923, 1043, 1419; a decision noted twice (487, 1065), another too (487, 1431), grain (971).
    assert counted["topic/sugar-beet"] == (5, 3, 8)
    # Health resorts: 1866, 1878; the three decisions of 1882.
    assert counted["topic/health-resorts"] == (2, 3, 5)
    # Mongolia: 289, 445, 642, 668, 824; two decisions in 315, 656, 838.
    assert counted["topic/mongolia"] == (5, 4, 9)
    listed = rows(store, "about-topic")
    for topic, (_, _, texts) in counted.items():
        assert texts == sum(row["topic"] == topic for row in listed), topic
    order = [texts for _, _, texts in counted.values()]
    assert order == sorted(order, reverse=True)


def test_topics_stand_under_broader_ones(store: Store) -> None:
    broader = {row["name"]: row["broader"] for row in rows(store, "topics")}
    assert broader["Chinese Eastern Railway"] == "Manchuria"
    assert broader["Manchuria"] == "Foreign affairs"
    assert broader["Foreign affairs"] == ""


def test_a_decision_bears_its_subject_in_its_label(store: Store) -> None:
    titles = {row["decision"]: row["title"] for row in rows(store, "decisions")}
    assert titles["decision/d0034"] == "Politburo, decision, 16 June 1932: timber export plan and foreign currency"
    assert len(set(titles.values())) == len(titles) == 77
