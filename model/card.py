"""The model card: what the estimate is for, what it rests on, and what it does not know."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import MODELS, OutcomeModel, PrognosisKnowledge
from model.published import published

INTENDED_USE = (
    "Supports a multidisciplinary team that discusses early CAR-T in systemic lupus erythematosus: out of a hundred "
    "such patients, how many are not in response a year later on conventional therapy.",
    "It is shown beside the criteria, with its interval and what is missing, and never decides anything.",
)
NOT_FOR = (
    "Choosing a treatment alone, children (it was built for 18 to 70 years), patients on dialysis, or predicting "
    "benefit from CAR-T.",
    "A high risk of failure is not the same as benefit: chronic damage and a low eGFR raise the one and lower the "
    "other; poor adherence raises the risk and also makes the time after infusion harder.",
)
DEVELOPMENT = (
    "No patient data were fitted. Coefficients are judgements, shrunk from the published effects that are listed with "
    "each; the effects are univariable or partly adjusted, overlap, and stand on mixed endpoints.",
    "Each intercept is solved on a synthetic cohort, drawn from published baselines, so that its share of failures "
    "reaches the level of a named setting. That is tuning. How well the model does on such a cohort is a property of "
    "the generator and is not reported as performance.",
    "Unmeasured frailty is integrated out, so that the figure is the share among patients with these findings.",
    "Drug level and refills are one ordered term: severe non-adherence by level outranks low refills; they never add.",
)
READING = (
    "Missing answers are averaged over the named reference cohort, each independently of what is known of the patient; "
    "the sum of what is missing is taken as normal with that cohort's means and covariances.",
    "The interval is the central 90% over the published ranges of the coefficients, cut off where the evidence has a "
    "sign, and over the range of the setting's level. It does not hold the error of the model's form.",
    "The worst-case bounds put every missing answer at its best and at its worst, within the model that was chosen.",
    "Contributions are log odds from the reference patient; they add up exactly.",
    "Where it is not settled whether nephritis is active, no estimate is given and both models are shown.",
)
LIMITS = (
    "Not validated on any registry. By PROBAST-style self-assessment the risk of bias is high.",
    "The level depends on the setting more than on most predictors; contrasts carry over better than levels.",
    "Response at six months, the strongest known predictor, is not in this form.",
    "Ethnicity is not read: its crude effect vanishes on adjustment. Performance in subgroups is not known.",
    "Published papers were read as excerpts and single tables; multivariable tables often remained unseen.",
)
WEAKEST = (
    "The weight of earlier failed classes: no adjusted estimate was found, and one trial programme shows almost none.",
    "Non-adherence: its frequency runs from 7% by drug level to 85% by claims.",
    "Male sex: sources disagree on the direction.",
    "Pure class V: the direction is published, the size is not.",
    "The levels of referred patients and the extrarenal levels: no cohort gives them for this outcome.",
    "The haemoglobin limits for anaemia: local, as the source says only normal.",
)


def model_card(library: Library) -> str:
    """The card as plain text, with every coefficient and setting as the knowledge files have them."""
    known = published(library).knowledge
    return "\n".join(_lines(known, library)) + "\n"


def _lines(known: PrognosisKnowledge, library: Library) -> Iterator[str]:
    yield "# Model card: not in response at 12 months on conventional therapy (FAIL12)"
    yield ""
    yield f"Status: {known.shared.status}."
    yield f"Version {known.shared.version}; knowledge {library.snapshot[:12]}."
    for title, sentences in (("Intended use", INTENDED_USE), ("Not for", NOT_FOR)):
        yield from _section(title, sentences)
    yield from _section("Outcome", tuple(f"{known.models[m].title}: {known.models[m].definition}" for m in MODELS))
    yield from _section("Development", DEVELOPMENT)
    yield from _section("How to read it", READING)
    for name in MODELS:
        yield from _coefficients(known.models[name])
    yield from _settings(known)
    yield from _section("Limits", LIMITS)
    yield from _section("Weakest inputs", WEAKEST)
    yield from _section(
        "Data",
        tuple(
            f"Reference cohort {key!r}, synthetic: {distribution.title}."
            for key, distribution in known.distributions.items()
        ),
    )


def _section(title: str, sentences: tuple[str, ...]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"- {sentence}" for sentence in sentences)


def _coefficients(model: OutcomeModel) -> Iterator[str]:
    yield from ("", f"## Coefficients: {model.title}", "")
    yield from ("| Predictor | Log odds | Range | Sources |", "|---|---|---|---|")
    for term in model.terms.values():
        sources = ", ".join(dict.fromkeys(effect.source for effect in term.published))
        for name, coefficient in term.coefficients.items():
            label = f"{term.label}: {name.replace('_', ' ')}"
            yield f"| {label} | {coefficient.number:+g} | {coefficient.low:g} to {coefficient.high:g} | {sources} |"


def _settings(known: PrognosisKnowledge) -> Iterator[str]:
    default = known.setting(None)[0]
    yield from ("", "## Settings", "")
    yield from ("| Setting | Model | Level | Range | Intercept | Anchor |", "|---|---|---|---|---|---|")
    for key, setting in known.shared.settings.items():
        title = f"{setting.title} (default)" if key == default else setting.title
        for name in MODELS:
            level = setting.level(name)
            span = f"{level.level.low:g} to {level.level.high:g}"
            figures = f"{level.level.number:g} | {span} | {level.intercept.number:+g}"
            yield f"| {title} | {name} | {figures} | {level.anchor} |"
