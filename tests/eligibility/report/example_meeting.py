"""A meeting to lay out: three invented cases, one of them decided with a dissent; and a ranking."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from eligibility.domain.meeting import (
    ActionItem,
    AgendaItem,
    Attendance,
    CaseRecord,
    Correction,
    Dissent,
    Interest,
    Left,
    Meeting,
    Minutes,
    Outcome,
    Override,
    OwnView,
    PatientView,
    Place,
    Quorum,
    ReadinessWaiver,
    SignOff,
)
from eligibility.domain.meeting_case import AssessmentRef, CaseCard, CaseLine, CaseOption, Change
from eligibility.domain.ranking import AxisDefinition, AxisReading, Pool, RankedPatient, Ranking, Weights

AT = datetime(2026, 6, 3, 15, 20, tzinfo=UTC)
BY: dict[str, Any] = {"by": "R. Okafor", "role": "coordinator", "at": AT}
MEETING_ID = "4d0f6c1e-0000-4000-8000-000000000001"
KEYS = [f"9b1deb4d-0000-4000-8000-00000000000{number}" for number in range(1, 4)]
NAMES = ["EXAMPLE-1", "EXAMPLE-2", "قمر-3"]


def meeting(**changes: Any) -> Meeting:
    parts = {"id": MEETING_ID, **BY, "held_on": date(2026, 6, 3), "title": "Lupus cell therapy MDT", "place": "Room 4"}
    return Meeting(**{**parts, "is_practice": True, "own_view_first": True, **changes})


def ref(number: int) -> AssessmentRef:
    return AssessmentRef(
        assessment=f"assessment-{number}",
        as_of=date(2026, 6, 1),
        lane="work_up",
        lane_title="Work-up needed",
        tier="early tier, beyond published eligibility",
        profile="early_cart",
        profile_hash="ab12" * 16,
        knowledge="3f9c" * 16,
        model="published-1",
        app="0.1.0",
    )


def agenda() -> list[AgendaItem]:
    waiver = ReadinessWaiver(by="Dr A. Chair", reason="Biopsy is booked for tomorrow.", on=date(2026, 6, 2))
    return [
        AgendaItem(
            id=f"item-{i}",
            **BY,
            meeting=MEETING_ID,
            patient=KEYS[i],
            pseudonym=NAMES[i],
            position=i + 1,
            question="Is early CAR-T worth discussing after one failed induction?",
            missing=["Renal biopsy class"] if i == 1 else [],
            waiver=waiver if i == 1 else None,
        )
        for i in range(3)
    ]


def card(i: int, of: int = 3) -> CaseCard:
    return CaseCard(
        item=f"item-{i}",
        number=i + 1,
        of=of,
        masked_name="E…1",
        who="34 years, female",
        question="Is early CAR-T worth discussing after one failed induction?",
        ref=ref(i),
        headline="One adequate induction missed its milestone; two safety results are missing.",
        reason="Refractory and renal grounds are early: mycophenolate for 31 weeks brought no response.",
        urgent=["Rapidly progressive nephritis"] if i == 2 else [],
        gates=[CaseLine(scale="gate", verdict="yes", words=f"Gate {n}") for n in range(1, 5)],
        grounds=[
            CaseLine(scale="ground", verdict="early", words="Refractory disease"),
            CaseLine(scale="ground", verdict="unknown", words="Renal involvement", action="Repeat the biopsy."),
            CaseLine(scale="ground", verdict="none", words="Compliance problems"),
        ],
        safety=[
            CaseLine(
                scale="safety", verdict="defer", words="Active infection until 15 Jun 2026", action="Culture again."
            ),
            CaseLine(scale="safety", verdict="caution", words="Neutrophils 0.9"),
        ],
        safety_open=2,
        safety_clear=21,
        readiness_met=7,
        readiness_of=10,
        readiness_open=["Caregiver", "Can stay near the site"],
        deciding=["What did the interferon-gamma release assay show?", "What class does a current biopsy show?"],
        preference="Wants to know more before saying yes.",
        options=[
            CaseOption(id="rituximab", title="Rituximab", used="no"),
            CaseOption(id="voclosporin", title="Voclosporin", used="yes", words="8 weeks, not tolerated"),
        ],
        earliest_collection=date(2026, 6, 29),
        fludarabine="dose by eGFR 83",
        estimate="About 74 of 100 not in complete renal response at 12 months (57 to 87). Not validated.",
        changes=[Change(kind="fact", what="UPCR", before="3.1 g/g", after="2.4 g/g")],
        changed_since=date(2026, 5, 6),
        days_waiting=41,
    )


def minutes(**changes: Any) -> Minutes:
    items = agenda()
    outcome = Outcome(
        id="outcome-0",
        **BY,
        item="item-0",
        code="work_up_first",
        reasons=["missing_results"],
        words="Complete tuberculosis screening, then refer for trial screening.",
        agreement="differs",
        why_differs="The meeting weighs the second flare more than the profile does.",
        relist_on=date(2026, 7, 1),
        basis=ref(0),
    )
    action = ActionItem(
        id="action-0",
        **BY,
        meeting=MEETING_ID,
        item="item-0",
        patient=KEYS[0],
        pseudonym=NAMES[0],
        what="Interferon-gamma release assay",
        owner="Dr B. Nephro",
        due_on=date(2026, 6, 12),
    )
    decided = CaseRecord(
        item=items[0],
        card=card(0),
        patient_view=PatientView(
            id="view-0",
            **BY,
            item="item-0",
            words="Wants to know more.",
            heard_by="Sr. C. Nurse",
            heard_on=date(2026, 6, 1),
        ),
        own_views=[
            OwnView(id="own-0", **BY, item="item-0", name="Dr B. Nephro", code="work_up_first", note="TB first.")
        ],
        places=[Place(id="place-0", **BY, item="item-0", place="bridging", answer="yes", words="Prednisone 10 mg.")],
        outcome=outcome,
        outcome_title="Complete the work-up first",
        dissents=[
            Dissent(id="dissent-0", **BY, item="item-0", name="Dr D. Rheum", words="Rituximab should come first.")
        ],
        actions=[action],
        overrides=[
            Override(
                id="override-0",
                **BY,
                meeting=MEETING_ID,
                item="item-0",
                patient=KEYS[0],
                code="work_up_first",
                why="Second flare within a year.",
                overrode=ref(0),
            )
        ],
    )
    quorum = Quorum(is_met=True, present=5, least=4)
    parts: dict[str, Any] = {
        "meeting": meeting(is_signed=True),
        "attendance": [
            Attendance(id=f"seat-{i}", **BY, meeting=MEETING_ID, name=name, clinical_role=role, presence=presence)
            for i, (name, role, presence) in enumerate(
                [
                    ("Dr A. Chair", "rheumatology", "present"),
                    ("Dr B. Nephro", "nephrology", "present"),
                    ("Dr D. Rheum", "rheumatology", "remote"),
                    ("Ελένη Παπαδοπούλου", "cell_therapy", "present"),
                    ("李明", "pharmacy", "apologies"),
                ]
            )
        ],
        "interests": [
            Interest(
                id="interest-0", **BY, meeting=MEETING_ID, name="Dr A. Chair", what="Advisory board", handling="No vote"
            )
        ],
        "quorum": quorum,
        "cases": [decided, *(CaseRecord(item=items[i], card=card(i)) for i in (1, 2))],
        "left": [Left(patient="x", pseudonym="EXAMPLE-9", was="Work-up needed", now="Blocked", why="Cancer found.")],
        "actions": [action],
        "sign_off": SignOff(
            id="sign-0", **BY, meeting=MEETING_ID, chair="Dr A. Chair", digest="ab" * 32, quorum=quorum
        ),
        "corrections": [
            Correction(
                id="correction-0",
                **BY,
                meeting=MEETING_ID,
                item="item-0",
                field="Outcome, words",
                before="TB screening",
                after="Tuberculosis screening",
                reason="Abbreviation",
            )
        ],
        "role_titles": {
            "rheumatology": "Rheumatologist",
            "nephrology": "Nephrologist",
            "cell_therapy": "Cell therapist",
        },
        "code_titles": {"work_up_first": "Complete the work-up first"},
        "reason_titles": {"missing_results": "Results are missing"},
        "place_titles": {"bridging": "Bridging"},
    }
    return Minutes(**{**parts, **changes})


AXES = ("need", "urgency", "reversibility", "burden")


def ranking(count: int = 3) -> Ranking:
    axes = [AxisDefinition(id=axis, label=axis.capitalize(), question="?", least="least", most="most") for axis in AXES]
    keys = [KEYS[i] if i < 3 else f"key-{i}" for i in range(count)]
    patients = [
        RankedPatient(
            key=key,
            lane="work_up",
            tier="early",
            place=i + 1,
            of=count,
            band="A" if i == 0 else "B",
            band_chances={"A": 60, "B": 40},
            rank_low=max(1, i),
            rank_high=min(count, i + 2),
            rank_best=1,
            rank_worst=count,
            bands_possible=["A", "B"],
            next_key=keys[i + 1] if i + 1 < count else None,
            precedes_next=None if i + 1 == count else 85 if i == 0 else 55,
            is_tied_with_next=i != 0,
            waiting_days=41 - i % 30,
            axes=[
                AxisReading(
                    axis=axis, low=0.2, middle=0.5, high=0.7, words=f"{axis} is middling", missing=["sdi_total"]
                )
                for axis in AXES
            ],
        )
        for i, key in enumerate(keys)
    ]
    return Ranking(
        as_of=date(2026, 6, 3),
        weights=Weights(
            id="shipped",
            points={"need": 100, "urgency": 80, "reversibility": 60, "burden": 20},
            set_by="shipped",
            set_at=None,
            reason="Local opinion.",
            is_shipped=True,
        ),
        axes=axes,
        draws=10000,
        seed=7,
        setting="referral",
        told_apart_at=80,
        pools=[Pool(lane="work_up", tier="early", patients=patients)],
        not_ranked=["key-blocked"],
    )
