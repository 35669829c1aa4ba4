"""More parts of the invented assessment: courses, adherence, standards of renal response, harms, trials, a waiver."""

from __future__ import annotations

from datetime import date
from typing import Any

from eligibility.domain.adherence import (
    AdherenceReason,
    AdherenceSource,
    AdherenceView,
    Capacity,
    CourseUnderQuestion,
    ExplainedFailure,
    Measurement,
)
from eligibility.domain.cited import Cited
from eligibility.domain.finding import Cite, Threshold
from eligibility.domain.harms import Harm, HarmStudy
from eligibility.domain.renal import RenalStandard, RenalStandards
from eligibility.domain.treatment import DoseWorking, LabelledCourse

CHECKED = date(2026, 11, 22)


def cite(source: str, title: str, locator: str, evidence: str = "cohort") -> Cite:
    return Cite(source=source, title=title, locator=locator, evidence=evidence, checked_on=CHECKED, status="checked")


def cited(value: Any, unit: str, source: str, locator: str) -> Cited:
    return Cited(value=value, unit=unit, source=source, locator=locator, evidence="trial_criterion", checked_on=CHECKED)


def treatments() -> list[LabelledCourse]:
    floor = cited(12, "week", "registered_trials", "duration of failed therapy")
    shared: dict[str, Any] = {
        "floor_weeks": floor,
        "required_weeks": "24",
        "is_counted": True,
        "dose_rules": [DoseWorking(least="2 g/day", cited=cited(2, "g/day", "registered_trials", "dose"))],
        "cites": [cite("registered_trials", "Registered trials", "duration of failed therapy", "trial_criterion")],
    }
    return [
        LabelledCourse(
            position=0,
            drug="Mycophenolate mofetil (MMF)",
            drug_class="mycophenolate",
            label="failed",
            dose="2.5 g/day",
            is_dose_adequate="yes",
            weeks="30",
            is_time_adequate="yes",
            adherence="documented",
            is_adherent="yes",
            indication="nephritis",
            outcome="no response",
            fell_short="yes",
            **shared,
        ),
        LabelledCourse(
            position=1,
            drug="Cyclophosphamide",
            drug_class="cyclophosphamide",
            label="unknown",
            dose="not known",
            is_dose_adequate="unknown",
            weeks="not known",
            is_time_adequate="unknown",
            adherence="not known",
            is_adherent="unknown",
            indication="not known",
            outcome="not known",
            fell_short="unknown",
            **shared,
        ),
    ]


def adherence() -> AdherenceView:
    return AdherenceView(
        measured=Measurement(
            summary="Measured objectively in 1 of 3 ways (Refills).",
            sources=[
                AdherenceSource(
                    id="pdc_pct",
                    title="Refills",
                    says="missed",
                    value="45 %",
                    because="held against 80% of days covered",
                    on="2026-06-01",
                    origin="pharmacy",
                    is_objective=True,
                    cites=[cite("pdc_review", "Adherence by refills", "cut-off")],
                )
            ],
            disagreements=["Refills say missed, the patient says taken."],
            not_measured=["Hydroxychloroquine level"],
        ),
        explains=ExplainedFailure(
            summary="Left open: Cyclophosphamide.",
            courses=[
                CourseUnderQuestion(
                    position=1,
                    drug="Cyclophosphamide",
                    effect="open",
                    because="How it was taken is not known.",
                    put_back="Document how the drug was taken.",
                )
            ],
            classes_failed="1",
            classes_failed_if_taken="2",
        ),
        reasons=[
            AdherenceReason(
                reason="access", label="Access or cost", is_recorded="yes", is_fixable="yes", action="Solve supply."
            )
        ],
        capacity=[
            Capacity(fact="can_attend", label="Can attend the pathway", verdict="yes"),
            Capacity(fact="caregiver", label="Has a caregiver", verdict="unknown", action="Ask."),
        ],
        equity_note="Unequal access is a common cause of missed doses.",
        equity_cites=[cite("a4r_2023", "Mitigating inequity", "an approach", "consensus")],
    )


def renal_standards() -> RenalStandards:
    def standard(key: str, title: str, says: str, is_on_target: Any) -> RenalStandard:
        return RenalStandard(
            id=key,
            title=title,
            says=says,
            is_on_target=is_on_target,
            due="6 months",
            thresholds=[Threshold(fact="upcr_g_g", operator="<", value=0.5, unit="g/g")],
            cites=[cite(key, title, "table of response", "guideline")],
        )

    return RenalStandards(
        standards=[
            standard("kdigo_2024", "KDIGO 2024", "partial response", "no"),
            standard("eular_2023", "EULAR 2023", "target met", "yes"),
        ],
        values={"Fall of proteinuria since then": "52%"},
        differ=["KDIGO 2024 and EULAR 2023 contradict each other."],
    )


def harms() -> list[Harm]:
    review = cite("review_2025", "CAR-T in 145 people with SLE", "safety table")

    def counted(key: str, title: str, events: int, low: float, high: float) -> Harm:
        study = HarmStudy(name="Review", events=events, of=145, cite=review)
        return Harm(
            id=key,
            title=title,
            meaning=title,
            per_100=100 * events / 145,
            low=low,
            high=high,
            events=events,
            of=145,
            studies=[study],
        )

    return [
        counted("crs_any", "Cytokine release syndrome, any grade", 81, 47.7, 63.7),
        counted("serious_infection", "Serious infection", 11, 4.3, 13.1),
        counted("death", "Death after CAR-T", 1, 0.1, 3.8),
        Harm(id="fertility", title="Fertility", meaning="Having children later", cites=[review]),
        Harm(id="second_cancer", title="Second cancer", meaning="A cancer after CAR-T", cites=[review]),
    ]


def trials(count: int = 8) -> list[dict[str, Any]]:
    verdicts = ("no_criterion_failed", "unknown", "does_not_fit")
    return [
        {
            "nct": f"NCT0{i:07d}",
            "title": f"Trial number {i}",
            "status": "recruiting",
            "status_seen_on": "2026-08-22",
            "verdict": verdicts[i % 3],
            "modelled": 12,
            "to_check": 4,
            "reason": "No criterion failed on 12 modelled criteria; 4 more to check by hand.",
            "caution": "Read from a summary: check the registry.",
        }
        for i in range(count)
    ]
