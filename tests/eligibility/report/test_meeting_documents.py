"""Minutes and meeting pack read back: who was there, what was decided, in which order, and that nothing is hidden."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from eligibility.domain.meeting import Minutes, Quorum
from eligibility.report.verification import check_pdf
from eligibility.services.report import meeting_pack_pdf, minutes_pdf
from tests.eligibility.report import example_meeting as meetings
from tests.eligibility.report.test_rationale_pages import FORBIDDEN, structure


def pack(count: int = 3, **changes) -> bytes:
    parts = {"agenda": meetings.agenda(), **changes}
    cards = [meetings.card(i % 3, count) for i in range(count)]
    return meeting_pack_pdf(meetings.meeting(), cards, meetings.ranking(count), **parts)


def read(data: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(data))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_minutes_hold_everything_that_was_said_and_decided():
    _, words = read(minutes_pdf(meetings.minutes()))
    for said in (
        "Quorate: the outcomes stand as decisions. 5 present, at least 4 asked.",
        "Ελένη Παπαδοπούλου Cell therapist In the room",
        "Dr A. Chair Whole meeting Advisory board No vote",
        "Outcome: Complete the work-up first; because of: results are missing; Complete tuberculosis screening",
        "Own view of Dr B. Nephro, coordinator: Complete the work-up first; TB first.",
        "Beside the assessment: Differs from the tool. The meeting weighs the second flare more",
        "Override: Second flare within a year.",
        "Dissent: Dr D. Rheum: Rituximab should come first.",
        "Listed although incomplete (Renal biopsy class): Biopsy is booked for tomorrow. (Dr A. Chair, 2 Jun 2026).",
        "Outcome: Not decided at this meeting.",
        "EXAMPLE-9: was Work-up needed, now Blocked. Cancer found.",
        "Interferon-gamma release assay EXAMPLE-1 Dr B. Nephro 12 Jun 2026 open",
        "Case 1 Outcome, words TB screening Tuberculosis screening Abbreviation (R. Okafor, 3 Jun 2026 15:20 UTC)",
        "Signed by Dr A. Chair",
    ):
        assert said in words, said


def test_minutes_say_who_wrote_each_outcome_and_which_case_an_interest_is_about():
    found = meetings.minutes()
    (interest,) = found.interests
    of_a_case = interest.model_copy(update={"item": "item-1"})
    _, words = read(minutes_pdf(found.model_copy(update={"interests": [of_a_case]})))
    assert "Written 3 Jun 2026 15:20 UTC by R. Okafor, coordinator, on the assessment of 1 Jun 2026" in words
    assert "Dr A. Chair Case 2 Advisory board No vote" in words


def test_the_day_of_a_patient_view_stays_whole_beside_a_name_from_right_to_left():
    found = meetings.minutes()
    first = found.cases[0]
    heard = first.patient_view.model_copy(update={"heard_by": "فاطمة الزهراء"})
    cases = [first.model_copy(update={"patient_view": heard}), *found.cases[1:]]
    _, words = read(minutes_pdf(found.model_copy(update={"cases": cases})))
    assert "(heard 1 Jun 2026 by" in words


def test_minutes_without_a_quorum_are_advice_only_and_unsigned_ones_say_so():
    quorum = Quorum(is_met=False, present=2, least=4, missing_roles=["nephrology"])
    _, words = read(minutes_pdf(meetings.minutes(quorum=quorum, sign_off=None)))
    assert "ADVICE ONLY. Not quorate: advice only. 2 present, at least 4 asked. Missing: Nephrologist." in words
    assert "DRAFT · NOT SIGNED" in words and "Not signed yet." in words


def test_minutes_of_an_empty_meeting_can_be_drawn():
    empty = Minutes(meeting=meetings.meeting(), quorum=Quorum(is_met=False, present=0, least=4))
    _, words = read(minutes_pdf(empty))
    assert "Nobody is recorded." in words and "No case is recorded." in words


def test_the_pack_holds_agenda_cards_and_order_by_lane():
    _, words = read(pack())
    for said in (
        "Agenda",
        "listed by Dr A. Chair although incomplete: Biopsy is booked for tomorrow.",
        "Work-up needed, early tier beyond published eligibility",
        "EXAMPLE-1 A or B 1–2 precedes in 85 of 100",
        "cannot be told apart (55 of 100)",
        "Weights of 100: Need 38, Urgency 31, Reversibility 23, Burden 8 (shipped with the product, local opinion).",
        "Case 1 of 3: EXAMPLE-1",
        "Treat now: Rapidly progressive nephritis",
        "Earliest collection: 29 Jun 2026",
        "Not ranked: record key-bloc.",
    ):
        assert said in words, said


def test_each_case_takes_one_page_of_the_pack():
    reader, _ = read(pack(12))
    starts = [sum(f"Case {n} of" in page.extract_text() for n in range(1, 13)) for page in reader.pages]
    assert max(starts) == 1


def test_no_decimal_of_a_rank_is_printed():
    _, words = read(pack())
    order = words[words.index("Order of discussion") : words.index("Case 1 of 3")]
    assert not re.search(r"(?<![\d.])0\.\d+(?!\.)\b", order)


@pytest.mark.parametrize("make", [lambda: minutes_pdf(meetings.minutes()), pack])
def test_they_are_tagged_marked_as_practice_and_the_same_bytes_twice(make):
    data = make()
    reader, words = read(data)
    assert make() == data
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "en-GB"
    kinds = [element["/S"] for element in structure(reader)]
    assert kinds.count("/THead") == kinds.count("/Table") >= 2 and "/H1" in kinds
    assert all("PRACTICE" in page.extract_text() for page in reader.pages)
    assert not FORBIDDEN.search(words)
    assert check_pdf(data).passed


def test_a_case_whose_name_the_fonts_lack_is_told_apart_by_its_code():
    agenda = [meetings.agenda()[0].model_copy(update={"pseudonym": name}) for name in ("李", "王")]
    _, words = read(meeting_pack_pdf(meetings.meeting(), [], None, agenda=agenda))
    assert "[U+674E]" in words and "[U+738B]" in words


def test_the_names_in_an_alphabet_of_its_own_do_not_break_the_export():
    _, words = read(pack())
    assert set("قمر") <= set(words)
