"""Assessments to lay out: an invented one with every part filled, an empty one, and a very long one."""

from __future__ import annotations

from datetime import date
from typing import Any

from eligibility.domain.assessment import (
    Assessment,
    Contribution,
    DecidingFact,
    InstrumentResult,
    Planner,
    Prognosis,
    Task,
)
from eligibility.domain.cited import Cited, Extreme
from eligibility.domain.finding import Cite, Finding, GradedFinding, Threshold, Value
from tests.eligibility.report import example_parts as parts_of

AS_OF = date(2026, 6, 1)
CHECKED = date(2026, 11, 22)

TITLES = {
    "registered_trials": "Eligibility of registered lupus cell-therapy trials (52 read of 68)",
    "eular_acr": "EULAR/ACR classification criteria for SLE, 2019",
    "kdigo": "Guideline on the management of lupus nephritis",
    "sledai": "SLEDAI-2K, definition of the index",
    "cohort_ln": "Cohort of lupus nephritis with repeat biopsy",
    "local": "Local opinion of this team",
}


def cite(source: str, locator: str, evidence: str = "consensus", status: str = "checked") -> Cite:
    link = None if source == "local" else f"https://example.org/{source}"
    return Cite(
        source=source,
        title=TITLES[source],
        locator=locator,
        evidence=evidence,
        checked_on=CHECKED,
        status=status,
        link=link,
    )


def cited(value: Any, unit: str | None, source: str, locator: str, evidence: str = "consensus", **more: Any) -> Cited:
    return Cited(value=value, unit=unit, source=source, locator=locator, evidence=evidence, checked_on=CHECKED, **more)


def leaf(key: str, statement: str, verdict: str, value: Value | None, held: Threshold | None, *cites: Cite) -> Finding:
    return Finding(
        id=key,
        statement=statement,
        verdict=verdict,
        values=[value] if value else [],
        threshold=[held] if held else [],
        missing=[] if verdict != "unknown" or value else [key],
        cites=list(cites),
    )


def gates() -> list[GradedFinding]:
    total = Threshold(
        fact="eular_acr_2019.total",
        operator=">=",
        value=10,
        unit="point",
        cited=cited(10, "point", "eular_acr", "Figure 2", "guideline"),
    )
    activity = Threshold(
        fact="sledai_2k.total",
        operator=">=",
        value=8,
        unit="point",
        cited=cited(
            8,
            "point",
            "registered_trials",
            "inclusion: activity",
            strictest=Extreme(value=10, source="registered_trials"),
            laxest=Extreme(value=6, source="registered_trials"),
        ),
    )
    upcr = Threshold(
        fact="upcr_g_g",
        operator=">=",
        value=1.0,
        unit="g/g",
        cited=cited(1.0, "g/g", "registered_trials", "inclusion: proteinuria", "trial_criterion"),
    )
    return [
        GradedFinding(
            id="classified",
            statement="Classified as SLE",
            verdict="yes",
            grade_of="gate",
            because="EULAR/ACR 2019 total 18 with ANA and two clinical domains.",
            parts=[
                leaf(
                    "eular_total",
                    "EULAR/ACR 2019 total with entry criterion",
                    "yes",
                    Value(
                        fact="eular_acr_2019.total",
                        label="EULAR/ACR 2019 total",
                        value=18,
                        unit="point",
                        origin="derived",
                    ),
                    total,
                    cite("eular_acr", "Table 1", "guideline"),
                )
            ],
        ),
        GradedFinding(
            id="age",
            statement="Age within the profile",
            verdict="yes",
            grade_of="gate",
            values=[
                Value(fact="age_years", label="Age", value=24, unit="year"),
                Value(fact="sex", label="Sex", value="female"),
            ],
            threshold=[
                Threshold(
                    fact="age_years",
                    operator=">=",
                    value=18,
                    unit="year",
                    cited=cited(18, "year", "registered_trials", "inclusion: age"),
                )
            ],
        ),
        GradedFinding(
            id="autoantibody",
            statement="Lupus autoantibody present",
            verdict="caution",
            grade_of="gate",
            because="ANA alone.",
            cautions=["ANA without anti-dsDNA or anti-Sm."],
            values=[Value(fact="ana_titre", label="ANA", value=320, unit="reciprocal", on=date(2026, 3, 2))],
            cites=[cite("registered_trials", "inclusion: serology")],
        ),
        GradedFinding(
            id="active",
            statement="Active disease",
            verdict="yes",
            grade_of="gate",
            because="SLEDAI-2K 8 with 4 clinical points; UPCR above 1.0 g/g.",
            parts=[
                leaf(
                    "sledai_total",
                    "SLEDAI-2K total",
                    "yes",
                    Value(fact="sledai_2k.total", label="SLEDAI-2K", value=8, unit="point", on=AS_OF, origin="entered"),
                    activity,
                    cite("sledai", "item table", "cohort"),
                ),
                leaf(
                    "upcr",
                    "Proteinuria of active nephritis",
                    "yes",
                    Value(
                        fact="upcr_g_g",
                        label="UPCR",
                        value=">1.0",
                        unit="g/g",
                        on=date(2026, 5, 20),
                        origin="laboratory",
                    ),
                    upcr,
                ),
            ],
        ),
    ]


def grounds() -> dict[str, GradedFinding]:
    weeks = Threshold(
        fact="treatments",
        operator="count",
        value=2,
        unit="class",
        cited=cited(2, None, "registered_trials", "inclusion: prior treatment", "trial_criterion"),
    )
    return {
        "refractory": GradedFinding(
            id="refractory",
            statement="Enough adequate classes have failed",
            verdict="early",
            grade_of="ground",
            because="Glucocorticoid and one adequate class (mycophenolate, 30 weeks) failed; the second course has no "
            "recorded dose.",
            cautions=["One failure under doubtful adherence does not count."],
            possible=["early"],
            parts=[
                leaf(
                    "failed_classes",
                    "Classes failed at adequate dose and time, adherent",
                    "no",
                    Value(fact="treatments", label="Classes failed", value=1, unit="class", origin="derived"),
                    weeks,
                ),
                leaf(
                    "steroid",
                    "Glucocorticoid failed or contraindicated",
                    "yes",
                    Value(fact="is_steroid_failed", label="Glucocorticoid failed", value=True),
                    None,
                    cite("local", "profile note", "local", "provisional"),
                ),
            ],
            cites=[cite("registered_trials", "inclusion: refractory")],
        ),
        "renal": GradedFinding(
            id="renal",
            statement="Class III or IV nephritis with a missed response milestone",
            verdict="unknown",
            grade_of="ground",
            because="The biopsy is older than six months.",
            possible=["none", "early"],
            missing=["ln_class"],
            parts=[
                leaf(
                    "biopsy",
                    "Renal biopsy within six months",
                    "unknown",
                    None,
                    Threshold(
                        fact="biopsy_on",
                        operator="within",
                        value=6,
                        unit="month",
                        cited=cited(6, "month", "local", "profile note", "local", status="provisional"),
                    ),
                    cite("kdigo", "chapter 10, practice point 3", "guideline"),
                ),
                leaf(
                    "chronicity",
                    "Chronicity index below the caution",
                    "yes",
                    Value(fact="chronicity_index", label="Chronicity index", value=2, unit="point", on="2025-09"),
                    Threshold(
                        fact="chronicity_index",
                        operator="<",
                        value=4,
                        unit="point",
                        cited=cited(4, "point", "cohort_ln", "Table 3", "cohort", status="provisional"),
                    ),
                ),
            ],
            cites=[cite("kdigo", "chapter 10, recommendation 2", "guideline")],
        ),
        "compliance": GradedFinding(
            id="compliance",
            statement="Objective non-adherence despite support",
            verdict="none",
            grade_of="ground",
            because="Structured support has not been tried.",
            action="Offer structured adherence support and an observed infusion.",
            cites=[cite("local", "profile note", "local", "provisional")],
        ),
    }


def safety() -> list[GradedFinding]:
    clear = [
        ("hiv", "HIV negative"),
        ("hepatitis_b", "No active hepatitis B"),
        ("hepatitis_c", "No active hepatitis C"),
        ("malignancy", "No active malignancy"),
        ("pregnancy", "Not pregnant"),
        ("lvef", "LVEF 50% or more"),
        ("thrombosis", "No recent thrombosis"),
        ("vaccine", "No recent live vaccine"),
        ("diabetes", "Diabetes controlled or absent"),
    ]
    found = [
        GradedFinding(
            id=key,
            statement=statement,
            verdict="clear",
            grade_of="safety",
            cites=[cite("registered_trials", f"exclusion: {key}")],
        )
        for key, statement in clear
    ]
    return [
        *found,
        GradedFinding(
            id="infection",
            statement="No active infection",
            verdict="defer",
            grade_of="safety",
            because="Urinary tract infection under treatment.",
            values=[
                Value(fact="active_infection", label="Active infection", value="urinary_tract", on=date(2026, 5, 28))
            ],
            action="Repeat culture after treatment.",
            until=date(2026, 6, 15),
            cites=[cite("registered_trials", "exclusion: infection", "trial_criterion")],
        ),
        GradedFinding(
            id="neutrophils",
            statement="Neutrophils sufficient for collection",
            verdict="caution",
            grade_of="safety",
            because="Low, probably from lupus itself: a caution, not a bar.",
            values=[
                Value(fact="neutrophils_10_9_l", label="Neutrophils", value=0.9, unit="10^9/L", on=date(2026, 5, 20))
            ],
            cites=[cite("registered_trials", "exclusion: counts")],
        ),
        *(
            GradedFinding(
                id=key,
                statement=statement,
                verdict="unknown",
                grade_of="safety",
                possible=possible,
                missing=[key],
                cites=[cite("registered_trials", f"exclusion: {key}")],
            )
            for key, statement, possible in (
                ("tuberculosis", "No active tuberculosis", ["clear", "caution", "defer"]),
                ("igg_g_l", "IgG sufficient", ["clear", "caution"]),
            )
        ),
    ]


def readiness() -> list[Finding]:
    rows = [
        ("consent", "Consents to the discussion", "yes"),
        ("capacity", "Has capacity for the decision", "yes"),
        ("preference", "Wants or is unsure about CAR-T", "yes"),
        ("attendance", "Attends appointments", "yes"),
        ("staying_near", "Can stay near the centre", "unknown"),
        ("caregiver", "Has a caregiver for the first weeks", "no"),
        ("contraception", "Contraception in place", "yes"),
        ("fertility", "Fertility discussed", "unknown"),
    ]
    return [
        Finding(id=key, statement=statement, verdict=verdict, cites=[cite("local", "profile note", "local")])
        for key, statement, verdict in rows
    ]


def deciding_facts() -> list[DecidingFact]:
    return [
        DecidingFact(
            fact="ln_class",
            label="Renal biopsy class",
            question="What class does a current renal biopsy show?",
            is_decisive=True,
            settles=0.7,
            outcomes=[
                {"answer": "III or IV", "lanes": ["deferred", "ready"]},
                {"answer": "VI", "lanes": ["not_candidate"]},
            ],
        ),
        DecidingFact(
            fact="treatments",
            label="Second induction",
            question="What dose of cyclophosphamide was given, and for how long?",
            is_decisive=False,
            settles=0.2,
            outcomes=[{"answer": "an adequate course", "lanes": ["deferred", "ready"]}],
        ),
        DecidingFact(
            fact="tuberculosis_status",
            label="Tuberculosis",
            question="What did the interferon-gamma release assay show?",
            is_decisive=False,
            settles=0.1,
        ),
    ]


def prognosis() -> Prognosis:
    ln = cite("cohort_ln", "Table 2", "cohort")
    parts = [
        ("upcr", "Proteinuria", "renal", "UPCR above 1.0 g/g", 0.62, True, [ln]),
        ("egfr", "eGFR deficit", "renal", "90 mL/min/1.73m² or more", 0.0, True, [ln]),
        ("chronicity", "Chronicity index", "renal", "2", 0.24, True, [cite("cohort_ln", "Table 3", "cohort")]),
        ("failures", "Inductions failed", "treatment", "1", 0.41, True, []),
        ("hcq", "On hydroxychloroquine", "treatment", "yes", -0.35, True, [cite("kdigo", "chapter 10", "guideline")]),
        ("adherence", "Adherence", "adherence", "not measured", 0.11, False, [cite("local", "prior", "local")]),
    ]
    return Prognosis(
        model="published-effects-1",
        setting="referral",
        setting_title="Referral centre",
        target="not in complete renal response at 12 months on conventional therapy",
        status="provisional",
        estimate=0.72,
        interval=(0.58, 0.83),
        missing_bounds=(0.55, 0.86),
        intercept=0.05,
        contributions=[
            Contribution(
                predictor=key, label=label, domain=domain, value=value, log_odds=move, is_known=known, cites=cites
            )
            for key, label, domain, value, move, known, cites in parts
        ],
        missing=["adherence_level"],
        other_settings={"trial": 0.64, "real_world": 0.78},
        cites=[ln],
    )


def instruments() -> dict[str, InstrumentResult]:
    return {
        "eular_acr_2019": InstrumentResult(
            id="eular_acr_2019",
            title="EULAR/ACR 2019",
            version="2019",
            status="checked",
            outputs={"total": 18.0, "is_classified": True},
            cites=[cite("eular_acr", "Figure 2", "guideline")],
        ),
        "sledai_2k": InstrumentResult(
            id="sledai_2k",
            title="SLEDAI-2K",
            version="2002",
            status="checked",
            outputs={"total": 8.0, "clinical": [4.0, 8.0]},
            missing=["sledai_fever", "sledai_rash"],
            notes=["A bare total bounds its sub-scores."],
            cites=[cite("sledai", "item table", "cohort")],
        ),
        "ckd_epi_2021": InstrumentResult(
            id="ckd_epi_2021",
            title="CKD-EPI 2021",
            version="2021",
            status="provisional",
            outputs={"egfr": 91.73456},
        ),
        "slicc_di": InstrumentResult(
            id="slicc_di", title="SLICC/ACR damage index", version="1996", status="checked", outputs={"total": None}
        ),
    }


def full(**changes: Any) -> Assessment:
    """Every part filled; invented, and marked as an example."""
    parts: dict[str, Any] = {
        "patient_id": "EXAMPLE-1",
        "as_of": AS_OF,
        "profile": "early_cart",
        "is_example": True,
        "headline": "One adequate induction missed its milestone; a current biopsy is missing.",
        "reason": "Refractory at the early grade: mycophenolate for 30 weeks did not bring a response. An infection is "
        "being treated, and three results are missing.",
        "tier": "early",
        "urgent": [],
        "lane": "deferred",
        "lane_title": "Deferred",
        "possible_lanes": ["deferred", "ready"],
        "deferred_until": date(2026, 6, 15),
        "gates": gates(),
        "grounds": grounds(),
        "safety": safety(),
        "readiness": readiness(),
        "planner": Planner(
            earliest_leukapheresis=date(2026, 6, 29),
            is_complete=False,
            tasks=[
                Task(
                    id="mmf",
                    what="Stop mycophenolate",
                    why="Wash-out before collection; ask for bridging, since stopping can bring a flare.",
                    earliest=date(2026, 6, 29),
                    cites=[cite("registered_trials", "wash-out table")],
                ),
                Task(
                    id="prednisone",
                    what="Prednisone to 10 mg/day or less",
                    why="Above this most trials wait.",
                    cites=[cite("local", "profile note", "local", "provisional")],
                ),
            ],
        ),
        "deciding_facts": deciding_facts(),
        "prognosis": prognosis(),
        "instruments": instruments(),
        "treatments": parts_of.treatments(),
        "adherence": parts_of.adherence(),
        "renal_standards": parts_of.renal_standards(),
        "harms": parts_of.harms(),
        "trials": parts_of.trials(),
        "warnings": ["Creatinine and eGFR were entered from different days."],
        "versions": {
            "app": "0.1.0",
            "knowledge": "3f9c" * 16,
            "model": "published-effects-1",
            "profile": {"name": "early_cart", "version": "1", "hash": "ab12" * 16},
        },
    }
    return Assessment(**{**parts, **changes})


def urgent_finding() -> Finding:
    return Finding(
        id="rpgn",
        statement="Rapidly progressive nephritis",
        verdict="yes",
        because="Creatinine doubled within a month.",
        cites=[cite("kdigo", "chapter 10", "guideline")],
    )


def empty(**changes: Any) -> Assessment:
    """Nothing known: no yes anywhere, no estimate."""
    unknown_gates = [
        GradedFinding(**{**gate.model_dump(), "verdict": "unknown", "possible": ["no", "caution", "yes"]})
        for gate in (
            GradedFinding(id="classified", statement="Classified as SLE", verdict="unknown", missing=["ana_titre"]),
            GradedFinding(id="age", statement="Age within the profile", verdict="unknown", missing=["age_years"]),
        )
    ]
    parts: dict[str, Any] = {
        "patient_id": "EMPTY-1",
        "as_of": AS_OF,
        "profile": "early_cart",
        "headline": "Cannot tell yet",
        "reason": "Nothing is known that a gate or a ground could read.",
        "tier": "",
        "lane": "not_assessable",
        "lane_title": "Cannot tell yet",
        "possible_lanes": ["not_candidate", "blocked", "deferred", "ready"],
        "gates": unknown_gates,
        "grounds": {
            key: GradedFinding(
                id=key, statement="Ground of this profile", verdict="unknown", possible=["none", "early"]
            )
            for key in ("refractory", "renal", "compliance")
        },
        "safety": [],
        "readiness": [],
        "planner": Planner(),
    }
    return Assessment(**{**parts, **changes})


def very_long() -> Assessment:
    """The longest plausible record, and longer: many parts, long sentences, words without a place to break."""
    many = [
        GradedFinding(
            id=f"gate_{i}",
            statement=f"Gate number {i} with a statement that goes on over more than one line of the table",
            verdict=("yes", "caution", "unknown", "no")[i % 4],
            because="A reason that needs a whole sentence, and then another one to be complete. " * 2,
            values=[Value(fact=f"fact_{i}", label="A fact with a long label", value=1234.5678901, unit="mg/kg/day")],
            missing=[f"missing_fact_{i}"],
            parts=[
                leaf(f"part_{i}_{j}", f"Part {j} of gate {i}", "unknown", None, None, cite("kdigo", f"section {i}.{j}"))
                for j in range(8)
            ],
        )
        for i in range(30)
    ]
    items = [
        GradedFinding(
            id=f"safety_{i}",
            statement=f"Safety item {i} with its own long statement",
            verdict=("caution", "defer", "block", "unknown")[i % 4],
            because="Because of a long reason that has to be read in full by somebody. " * 3,
            until=date(2027, 1, 1 + i % 28),
        )
        for i in range(40)
    ]
    return full(
        patient_id="PSEUDONYM-" + "LONG" * 40,
        reason="A very long reason. " * 60,
        gates=many,
        safety=items,
        urgent=[urgent_finding()],
        warnings=["W" * 400, *("A warning about the record that is repeated. " * 4 for _ in range(20))],
        deciding_facts=deciding_facts() * 10,
        trials=parts_of.trials(60),
        treatments=parts_of.treatments() * 12,
    )
