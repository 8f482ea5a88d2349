"""Extraction from an invented page: what is adopted, who is named, what is answered, and what the notes say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from invented import PAGE
from pages_read import NOTED, SHORT, found

from kg.adopt import replies
from kg.extract import Extraction
from kg.records import Authorities, Letter


@pytest.fixture(scope="module")
def page(authorities: Authorities) -> Extraction:
    return found(PAGE, authorities)


@pytest.fixture(scope="module")
def letter(page: Extraction) -> Callable[[int], Letter]:
    return lambda index: page.letters[index]


# --- adoption -------------------------------------------------------------------------------------------------------


def test_the_heading_is_read_the_other_way_round(authorities: Authorities) -> None:
    page = (
        "Stalin to Molotov, Kaganovich May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nTov. Stalin.\n"
        "All is well.\n"
    )
    (record,) = found(page, authorities).letters
    assert (record.senders, record.recipients) == (("Molotov", "Kaganovich"), ("Stalin",))
    assert record.conflicts == ("recipient", "sender")


def test_an_answer_on_the_leaf_goes_to_the_senders_of_the_telegram(letter: Callable[[int], Letter]) -> None:
    assert (letter(5).senders, letter(5).recipients) == (("Stalin",), ("Molotov", "Kaganovich"))


def test_conflicts_name_what_differs(letter: Callable[[int], Letter]) -> None:
    assert letter(4).conflicts == ("recipient", "sender")
    assert letter(3).conflicts == ("sender",)
    assert letter(6).conflicts == ()


def test_replies_carry_their_evidence(page: Extraction) -> None:
    linked = {(reply.letter, reply.answered): reply.evidence for reply in replies(page.letters)}
    leaf = (page.letters[5].letter, page.letters[4].letter)
    assert linked[leaf] == ("shared-leaf",)  # type: ignore[index]


def test_of_two_letters_of_one_day_on_one_leaf_the_one_printed_after_is_the_answer(authorities: Authorities) -> None:
    page = (
        "Molotov, Kaganovich to Stalin May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Original. Typescript.\n"
        "Tov. Stalin.\n\nAll is well.\n\nMolotov, Kaganovich.\n\n3/V 34\n\n\n"
        "Stalin to Molotov, Kaganovich May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n"
        "Molotov, Kaganovich.\n\nAgreed.\n\nStalin.\n\n3/V 34\n"
    )
    came, answer = found(page, authorities).letters
    assert [(reply.letter, reply.answered) for reply in replies((came, answer))] == [(answer.letter, came.letter)]


# --- names ----------------------------------------------------------------------------------------------------------


def test_mentions(letter: Callable[[int], Letter]) -> None:
    assert [mention.text for mention in letter(0).mentions][:2] == ["Ustrichny", "Karakhan"]
    known = {mention.text: mention.person for mention in letter(0).mentions}
    assert known["Karakhan"] and known["Ustrichny"] is None
    assert "Petrovsky" not in known  # a plant
    assert [mention.text for mention in letter(1).mentions] == ["Snegirev"]
    assert letter(3).mentions == ()  # "We ask you, Comrade Stalin": spoken to


def test_a_name_that_nobody_knows_is_a_problem(page: Extraction) -> None:
    problems = {problem.raw for problem in page.problems if problem.kind == "unknown-name"}
    assert {"Ustrichny", "Snegirev"} <= problems
    assert all(problem.hint and problem.message for problem in page.problems)


def test_a_correspondent_whom_nobody_knows_is_a_problem(authorities: Authorities) -> None:
    page = "Zubrov to Stalin May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nTov. Stalin.\nYes.\nO. Zubrov.\n"
    extraction = found(page, authorities)
    assert extraction.letters[0].senders == ("Zubrov",)
    assert [(p.kind, p.raw, p.line, p.column) for p in extraction.problems] == [("unknown-name", "Zubrov", 1, 1)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Kuibyshev factory and the battleship Karakhan did well.", []),
        ("I asked Rosengolz's men, and Rozengolts said no.", ["Rosengolz"]),
        ("Comrades M. Lodkin and S. Veslov agree.", ["Lodkin", "Veslov"]),
        ("In Sochi the Germans and the Narkomles were busy.", []),
        ("We spoke to S. V. Kosior and to I. V. Kosior.", ["Kosior", "Kosior"]),
        ("Sergo agreed; Ordzhonikidze wrote.", ["Sergo"]),
        ("The riders of Ma-Jun-In came.", ["Ma-Jun-In"]),
        ("In the morning it rained in Gorky and in the Kirov Territory.", []),
        ("We met Cedric Wimbleton there.", ["Wimbleton"]),
        ("Is it by the PB. Mezhlauk thinks so. Mr. Kozlovsky and Kozlovsky agree.", ["Mezhlauk", "Kozlovsky"]),
    ],
)
def test_who_is_named(authorities: Authorities, text: str, names: list[str]) -> None:
    page = f"{SHORT}{text}\nStalin.\n"
    (record,) = found(page, authorities).letters
    assert [mention.text for mention in record.mentions] == names


@pytest.mark.parametrize(
    ("note", "dates"),
    [
        ("The certified typewritten copy bears the date May 2 (Ibid. L. 9).", ["1934-05-02"]),
        ("The copy is dated 2/V 34.", ["1934-05-02"]),
        ("The copy bears the date of the meeting.", []),
    ],
)
def test_the_date_that_a_copy_bears(authorities: Authorities, note: str, dates: list[str]) -> None:
    (record,) = found(f"{NOTED}1 {note}\n", authorities).letters
    assert [witness.value for witness in record.witnesses if witness.type == "copy-note"] == dates


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Smith wrote to us.", ["Smith"]),
        ("It is late. Brubaker's plan is good.", ["Brubaker"]),
        ("Zhou and Li came.", ["Zhou", "Li"]),
        ("Indeed, we can't. Whoever asks is told. Ya. K. wrote.", []),
    ],
)
def test_a_first_word_that_acts_may_be_a_name(authorities: Authorities, text: str, names: list[str]) -> None:
    extraction = found(f"{SHORT}{text}\nStalin.\n", authorities)
    assert [problem.raw for problem in extraction.problems if problem.kind == "possible-name"] == names
    assert extraction.letters[0].mentions == ()


def test_a_sending_dates_a_letter_that_nothing_else_dates(authorities: Authorities) -> None:
    page = (
        "Stalin to Kaganovich May 3, 1934\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nYes.\nStalin.\n3/V 34\n"
        "Archive: RGASPI F. 1. Op. 2. D. 3. L. 9.\nNo.\nStalin.\n___________\n"
        "1 Sent in code from Sochi on May 4 at 18:00. 7 min.\n"
    )
    (_, record) = found(page, authorities).letters
    assert record.sent is not None
    assert (record.date, record.sent.at) == ("1934-05-04", "1934-05-04T18:07")


def test_namesakes_are_kept_apart_by_initials(authorities: Authorities) -> None:
    page = (
        "Stalin to Molotov May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nMolotov.\n"
        "S. V. Kosior and I. V. Kosior came.\nStalin.\n"
    )
    (record,) = found(page, authorities).letters
    labels = [authorities.person_by_id[str(mention.person)].label for mention in record.mentions]
    assert labels == ["Stanislav Kosior", "Iosif Kosior"]


# --- letters answered -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Your letter of 2/V received.", ["1934-05-02"]),
        ("Just received your letter of 28/IV.", ["1934-04-28"]),
        ("I received a letter from the 1st.", ["1934-05-01"]),
        ("Received your letter of the 29th yesterday.", ["1934-04-29"]),
        ("I have just received your letter dated April 30, 34.", ["1934-04-30"]),
        ("I have read the letter of Karakhan dated May 1.", []),
        ("Your letter arrived in time.", []),
    ],
)
def test_letters_answered(authorities: Authorities, sentence: str, dates: list[str]) -> None:
    page = f"{SHORT}{sentence}\nStalin.\n"
    (record,) = found(page, authorities).letters
    assert list(record.answers) == dates


# --- notes ----------------------------------------------------------------------------------------------------------


def test_ibid(page: Extraction) -> None:
    cited = [(c.raw, c.path.get("opis"), c.path.get("delo"), c.leaves, c.ibid) for c in page.citations]
    assert ("RGASPI. F. 17. Op. 3. D. 891. L. 2, 14–16", "3", "891", "2, 14-16", False) in cited
    assert ("Ibid. L. 30", "3", "891", "30", True) in cited
    assert ("Ibid. D. 892. L. 4", "3", "892", "4", True) in cited
    assert ("D. 893. L. 5", "3", "893", "5", False) in cited  # goes on after a semicolon
    assert ("Ibid. L. 16", "11", "78", "16", True) in cited  # a secretary's note: the telegram's own file


def test_the_first_ibid_means_the_archive_line(page: Extraction) -> None:
    (whole,) = [c for c in page.citations if c.raw in ("Ibid", "Ibid.")]
    own = page.letters[1].shelfmarks[-1]
    assert (whole.path, whole.leaves) == (own.path, own.leaves)
    assert whole.antecedent and whole.antecedent.line == own.line


def test_a_lost_mark_is_completed_only_when_one_unit_can_be_meant(authorities: Authorities) -> None:
    one = found(NOTED + "1 See this (RGASPI. F. 17. Op. 9. D. 12. L. 1).\n2 Lost 9. D. 12. L. 183).\n", authorities)
    assert (one.citations[-1].path, one.citations[-1].corrected) == ({"fond": "17", "opis": "9", "delo": "12"}, True)
    several = "1 See this (RGASPI. F. 17. Op. 9. D. 12. L. 1; F. 17. Op. 8. D. 12. L. 1). Lost 9. D. 12. L. 183)."
    assert found(NOTED + several, authorities).citations[-1].leaves == "183"


def test_printed_works(page: Extraction) -> None:
    note = "1 So it was (DVP. T. XV. C. 734-736; Tales of the north. Vol. 17. 1988. P. 660). Also (Ibid. L. 5).\n"
    cited = found(NOTED + note, Authorities()).citations
    assert [(c.kind, c.volume, c.pages) for c in cited[1:3]] == [("printed", "XV", "734-736"), ("printed", "17", "660")]
    assert cited[2].work == "Tales of the north"
    assert (cited[3].path["delo"], cited[3].leaves) == ("3", "5")  # a printed work between them does not count


def test_decisions(page: Extraction) -> None:
    known = [(d.body, d.date, d.action, [c.leaves for c in d.citations]) for d in page.decisions]
    assert known[1:] == [
        ("Politburo", "1932-07-05", "instructed", ["2, 14-16"]),
        ("Politburo", "1932-07-09", "accepted", ["30"]),
        ("Politburo", "1932-07-10", "released", ["4"]),
        ("Politburo", "1932-07-20", "released", ["5"]),
        ("Politburo", "1932-08-01", "accepted", ["90"]),
    ]


@pytest.mark.parametrize(
    ("note", "decisions"),
    [
        ("On May 4, Karakhan replied by cable (Ibid.).", []),
        ("The PB repeatedly considered the matter.", []),
        ("On May 4, the PB decided to finish before October 1, 1934 (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("It was decided at a meeting of the PB on May 4, 1934 (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("On May 4, 1934, the Bureau of the Central Committee of the Communist Party of Armenia heard it.",
         [("Bureau of the CC of the CP(b) of Armenia", "1934-05-04")]),
        ("4 April 1, 1934, it was decided by the PB (Ibid. L. 5).", [("Politburo", "1934-04-01")]),
        ("The 2nd PB instructed him (Ibid. L. 5).", [("Politburo", None)]),
        ("On May 4, 1934, the PB painted it green (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("On the same day, the PB agreed (Ibid. L. 5).", [("Politburo", "1934-05-03")]),
        ("On May 4 he asked. On the same day, the PB agreed (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("On 20.V.1934 the PB reinstated him (Ibid. L. 5).", [("Politburo", "1934-05-20")]),
        ("The PB discussed it on May 4, May 7 and June 2.",
         [("Politburo", "1934-05-04"), ("Politburo", "1934-05-07"), ("Politburo", "1934-06-02")]),
        ("On May 4 the PB removed him, and on May 6 the SNK appointed another (Ibid. L. 5).",
         [("Politburo", "1934-05-04"), ("Council of People's Commissars", "1934-05-06")]),
    ],
)  # fmt: skip
def test_what_is_a_decision(authorities: Authorities, note: str, decisions: list[tuple[str, str | None]]) -> None:
    assert [(d.body, d.date) for d in found(NOTED + note, authorities).decisions] == decisions


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("On May 4, 1934, after receiving Stalin's telegram, the PB agreed (Ibid. L. 5).", ("Stalin",)),
        ("On May 4, 1934, at the suggestion of Stalin, the PB agreed (Ibid. L. 5).", ("Stalin",)),
        ("On May 4, 1934, the PB instructed Molotov to answer (Ibid. L. 5).", ()),
    ],
)
def test_who_moved_the_body_to_decide(authorities: Authorities, note: str, names: tuple[str, ...]) -> None:
    (decided,) = found(NOTED + note, authorities).decisions
    assert decided.prompted_by == names


def test_each_line_keeps_the_spelling_of_a_name(authorities: Authorities) -> None:
    page = SHORT + "Ordzhonikidze agrees.\nSergo wrote.\nAsk Ordzhonikidze.\nStalin.\n"
    (record,) = found(page, authorities).letters
    (mention,) = record.mentions
    assert (mention.text, mention.lines) == ("Ordzhonikidze", (5, 6, 7))
    assert mention.spellings == ("Ordzhonikidze", "Sergo", "Ordzhonikidze")


def test_the_same_decision_in_two_notes_is_one(authorities: Authorities) -> None:
    filler = "".join(f"Harbour number {number} is empty.\n" for number in range(60))
    notes = (
        "1 On May 4, 1934, the PB decided to sell the herring barrels (RGASPI. F. 17. Op. 3. D. 9. L. 1).\n"
        "2 On May 4, 1934, the PB approved a cathedral organ (Ibid. L. 1).\n"
        "3 On May 4, 1934, the PB heard of herring barrels to sell (Ibid. L. 1, 7).\n"
        "4 On May 4, 1934, the PB heard of herring barrels to sell (Ibid. L. 2).\n"
    )
    extraction = found(filler + NOTED + notes, authorities)
    herring, organ, again, elsewhere = extraction.decisions
    assert [d.same_as for d in (herring, organ, again, elsewhere)] == [None, None, herring.id, None]
    # The organ stands on the herring's leaf: two decisions, until a curator looks.
    assert [p.raw for p in extraction.problems if p.kind == "same-decision"] == ["Ibid. L. 1"]
