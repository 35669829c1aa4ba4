"""TRIPOD+AI item by item, and a self-assessment in the manner of PROBAST+AI, each answered for the version at hand."""

from __future__ import annotations

from eligibility.domain.model_card import BiasDomain, ReportingItem

# number, part, topic, state, answer. Where a registry changes the answer, `after_registry` below replaces it.
_ITEMS: tuple[tuple[str, str, str, str, str], ...] = (
    ("1", "Title", "Title", "met", "The card's title names the model, the outcome and the population."),
    ("2", "Abstract", "Summary", "met", "The first lines of this card."),
    ("3a", "Introduction", "Health context", "met", "Intended use, and docs/intended_use.md."),
    ("3b", "Introduction", "Target population, users, place in the pathway", "met", "Intended use and Not for."),
    (
        "3c",
        "Introduction",
        "Known inequalities between groups",
        "partly",
        "Subgroups: crude differences by ethnicity and income are known, and the model reads neither.",
    ),
    ("4", "Introduction", "Objectives", "met", "Development from the literature; learning; no external evaluation."),
    (
        "5a",
        "Methods",
        "Data sources",
        "partly",
        "Published effects and baselines, listed with each coefficient; no data of patients.",
    ),
    ("5b", "Methods", "Dates of the data", "not_met", "Publications of several decades; no accrual of its own."),
    ("6a", "Methods", "Study setting", "partly", "Three named settings stand for trial, referral and everyday care."),
    ("6b", "Methods", "Eligibility of participants", "partly", "Active nephritis, or active extrarenal SLE; 18 to 70."),
    ("6c", "Methods", "Treatments received", "partly", "Conventional therapy as a whole; drugs are no predictors."),
    ("7", "Methods", "Preparation of data", "met", "One coding for each predictor, with limits, in cited files."),
    ("8a", "Methods", "Outcome and when it is judged", "met", "Outcome, with the window of 11 to 14 months."),
    ("8b", "Methods", "Who judges the outcome, where it takes judgement", "not_met", "Sources differ, and few say."),
    ("8c", "Methods", "Outcome assessed blind to predictors", "does_not_apply", "No outcome was assessed for it."),
    ("9a", "Methods", "Choice of predictors", "met", "By published effect; the list stands under Coefficients."),
    ("9b", "Methods", "Definition of predictors", "met", "Cited cut-offs and codings; the record's own vocabulary."),
    ("9c", "Methods", "Who judges predictors, where it takes judgement", "partly", "As they are reported."),
    ("10", "Methods", "Sample size", "does_not_apply", "No patients; judgement sets how much a registry may move."),
    ("11", "Methods", "Missing data", "met", "Averaged over a reference cohort, with worst-case bounds beside it."),
    ("12a", "Methods", "Use of the data", "met", "Development."),
    ("12b", "Methods", "Handling of predictors", "met", "Development and Coefficients: form, clipping, order."),
    ("12c", "Methods", "Type of model and how it was built", "met", "Development."),
    ("12d", "Methods", "Differences between centres", "partly", "A named setting for the level; no centre effects."),
    ("12e", "Methods", "Measures of performance", "met", "Log loss, Brier score, calibration intercept and slope."),
    ("12f", "Methods", "Updating", "met", "Learning from a registry."),
    ("12g", "Methods", "How predictions were made in an evaluation", "does_not_apply", "There is no evaluation yet."),
    ("13", "Methods", "Imbalance of classes", "met", "None corrected: rebalancing would spoil the level."),
    ("14", "Methods", "Fairness", "partly", "Ethnicity is left out on evidence; effects on groups are unmeasured."),
    ("15", "Methods", "Output of the model", "met", "A probability per 100 with an interval; no threshold, no class."),
    ("16", "Methods", "Development against evaluation data", "does_not_apply", "There is no evaluation yet."),
    ("17", "Methods", "Ethical approval", "does_not_apply", "No patient data in the shipped version."),
    ("18a", "Open science", "Funding", "not_met", "Not stated by the project."),
    ("18b", "Open science", "Conflicts of interest", "not_met", "Not stated by the project."),
    ("18c", "Open science", "Protocol", "not_met", "No protocol was published beforehand."),
    ("18d", "Open science", "Registration", "not_met", "Not registered."),
    ("18e", "Open science", "Availability of data", "met", "All knowledge files and the generator are in the package."),
    ("18f", "Open science", "Availability of code", "met", "All code is in the package; a build gives the same bytes."),
    ("19", "Involvement", "Patients and the public", "not_met", "Nobody with lupus took part so far."),
    ("20a", "Results", "Flow of participants", "does_not_apply", "There are none."),
    ("20b", "Results", "Characteristics of participants", "partly", "The reference cohorts are synthetic."),
    ("20c", "Results", "Comparison of development and evaluation data", "does_not_apply", "No evaluation yet."),
    ("21", "Results", "Numbers of participants and events", "does_not_apply", "None."),
    ("22", "Results", "Full specification of the model", "met", "Coefficients, levels and draws, as readable JSON."),
    ("23a", "Results", "Performance with limits", "not_met", "None in patients. None is claimed from synthetic data."),
    ("23b", "Results", "Differences between centres and groups", "not_met", "None in patients."),
    ("24", "Results", "Results of updating", "does_not_apply", "The shipped version has not been updated."),
    ("25", "Discussion", "Interpretation", "met", "How to read it, and Limits."),
    ("26", "Discussion", "Limitations", "met", "Limits and Weakest inputs."),
    ("27a", "Discussion", "Poor or missing input at use", "met", "Ranges are checked; a gap widens the bounds."),
    ("27b", "Discussion", "What users must know and do", "met", "Intended use; the assessment names every caution."),
    ("27c", "Discussion", "Next steps", "partly", "External evaluation on a registry comes before any reliance."),
)

_AFTER_REGISTRY: dict[str, tuple[str, str]] = {
    "5a": ("partly", "Published effects, and one registry (see What this registry taught)."),
    "8c": ("not_met", "Whether outcomes were judged without knowing the prediction is for the registry to say."),
    "10": ("partly", "Events against parameters stand under What this registry taught; the limits are judgement."),
    "12g": ("met", "By repeated cross-validation; no row is predicted by a version that learnt from it."),
    "16": ("not_met", "Cross-validation inside one registry is not external evaluation."),
    "17": ("not_met", "For the centre that holds the registry to state."),
    "20a": ("met", "Rows read, left out by reason, and learnt from."),
    "20c": ("not_met", "One registry alone."),
    "21": ("met", "Rows, failures and responses of each model."),
    "23a": ("partly", "Inside the registry alone, with limits."),
    "24": ("met", "Before and after, with limits, and what may be said of them."),
}

_BIAS: tuple[tuple[str, str, str, str], ...] = (
    (
        "development",
        "Participants and data sources",
        "high",
        "No patients. Effects come from trials, cohorts and case series of different decades and populations.",
    ),
    (
        "development",
        "Predictors",
        "unclear",
        "Each is defined and read before the outcome, but sources define them differently.",
    ),
    (
        "development",
        "Outcome",
        "high",
        "Effects on response, flare, damage and kidney failure stand in for one target at 12 months.",
    ),
    (
        "development",
        "Analysis",
        "high",
        "Coefficients are expert judgement, shrunk from univariable effects; levels are tuned.",
    ),
    ("evaluation", "Participants and data sources", "high", "No external evaluation has been done."),
    ("evaluation", "Predictors", "high", "No external evaluation has been done."),
    ("evaluation", "Outcome", "high", "No external evaluation has been done."),
    ("evaluation", "Analysis", "high", "No external evaluation has been done; synthetic performance is not counted."),
)
OVERALL = "High risk of bias: not externally validated."


def reporting_items(is_updated: bool) -> tuple[ReportingItem, ...]:
    """Every item, answered for the shipped version or for one that a registry has updated."""
    found = []
    for number, part, topic, state, answer in _ITEMS:
        if is_updated:
            state, answer = _AFTER_REGISTRY.get(number, (state, answer))
        found.append(ReportingItem(number=number, part=part, topic=topic, state=state, answer=answer))  # type: ignore[arg-type]
    return tuple(found)


def bias_domains() -> tuple[BiasDomain, ...]:
    """The four domains, for how the model was made and for how it was tried."""
    return tuple(
        BiasDomain(phase=phase, domain=domain, concern=concern, why=why)  # type: ignore[arg-type]
        for phase, domain, concern, why in _BIAS
    )
