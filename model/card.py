"""The model card: what the estimate is for, what it rests on, and what it does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from eligibility.domain.model_card import CardArtefact, CardSection, CardTable, ModelCard
from eligibility.domain.model_update import UpdateReport
from eligibility.knowledge.prognosis_files import MODELS, OutcomeModel, PrognosisKnowledge
from model import card_words as words
from model.artefact import Artefact
from model.card_learning import learning_section
from model.card_reporting import OVERALL, bias_domains, reporting_items
from model.cohort_generator import Covariates
from model.literature import design, level_of, model_of, reference_cohort
from model.logistic_normal import failure_probability
from model.posterior import Posterior

TITLE = "Model card: not in response at 12 months on conventional therapy in active SLE (FAIL12)"
AGE_BANDS = ((18, 30), (30, 45), (45, 70))
# Enough synthetic patients for a share in a hundred, and no more than a page should wait for.
DESCRIBED = 5000


def build_card(
    knowledge: PrognosisKnowledge,
    artefact: Artefact,
    identity: CardArtefact,
    titles: Mapping[str, str],
    update: UpdateReport | None = None,
) -> ModelCard:
    """The card of one version, with every coefficient and setting as the files have them.

    `titles` names the sources for people.
    """
    learnt = () if update is None else (learning_section(update),)
    return ModelCard(
        title=TITLE,
        status=artefact.status,
        artefact=identity,
        summary=(
            words.INTENDED_USE[0],
            "It rests on published effects and judgement. It has not been validated in patients.",
            "By our own assessment the risk of bias is high. A high risk of failure is not the same as benefit from "
            "CAR-T.",
        ),
        sections=(
            CardSection(id="use", title="Intended use", sentences=words.INTENDED_USE),
            CardSection(id="not_for", title="Not for", sentences=words.NOT_FOR),
            CardSection(id="outcome", title="Outcome", sentences=tuple(_outcomes(knowledge))),
            CardSection(id="development", title="Development", sentences=words.DEVELOPMENT),
            CardSection(id="judgement", title="What is judgement", sentences=words.JUDGEMENT),
            CardSection(id="reading", title="How to read it", sentences=words.READING),
            CardSection(
                id="coefficients",
                title="Coefficients",
                sentences=("Log odds before any registry, each with the range it is thought to lie in.",),
                tables=tuple(_coefficients(model_of(knowledge, kind), titles) for kind in artefact.posteriors),
            ),
            CardSection(id="settings", title="Settings", tables=(_settings(knowledge),)),
            CardSection(
                id="subgroups",
                title="Subgroups",
                sentences=words.SUBGROUPS,
                tables=tuple(_subgroups(knowledge, artefact)),
            ),
            *learnt,
            CardSection(id="learning", title="Learning from a registry", sentences=words.LEARNING),
            CardSection(id="monitoring", title="Monitoring", sentences=words.MONITORING),
            CardSection(id="limits", title="Limits", sentences=words.LIMITS),
            CardSection(id="weakest", title="Weakest inputs", sentences=words.WEAKEST),
            CardSection(id="versions", title="Versions", tables=(_versions(knowledge, artefact, identity),)),
        ),
        reporting=reporting_items(is_updated=update is not None),
        bias=bias_domains(),
        overall_bias=OVERALL,
        references=words.REFERENCES,
    )


def _outcomes(knowledge: PrognosisKnowledge) -> Iterator[str]:
    for kind in (*MODELS, "landmark"):
        model = model_of(knowledge, kind)
        yield f"{model.title}: {model.definition}"
    yield (
        "Death, kidney failure, and rescue or a new class for inefficacy count as failure from the day they happen; a "
        "response is judged 11 to 14 months after the index day."
    )


def _coefficients(model: OutcomeModel, titles: Mapping[str, str]) -> CardTable:
    rows = []
    for term in model.terms.values():
        sources = "; ".join(dict.fromkeys(titles[effect.source] for effect in term.published)) or "judgement alone"
        for name, coefficient in term.coefficients.items():
            rows.append(
                (
                    f"{term.label}: {name.replace('_', ' ')}",
                    f"{coefficient.number:+g}",
                    f"{coefficient.low:g} to {coefficient.high:g}",
                    {"raises": "raises", "lowers": "lowers", "either": "open"}[coefficient.sign],
                    sources,
                )
            )
    return CardTable(
        title=model.title, columns=("Predictor", "Log odds", "Range", "Direction", "Sources"), rows=tuple(rows)
    )


def _settings(knowledge: PrognosisKnowledge) -> CardTable:
    default = knowledge.setting(None)[0]
    rows = []
    for key, setting in knowledge.shared.settings.items():
        title = f"{setting.title} (default)" if key == default else setting.title
        for kind in MODELS:
            level = level_of(knowledge, kind, key)
            span = f"{level.level.low:g} to {level.level.high:g}"
            figures = (f"{level.level.number:g}", span, f"{level.intercept.number:+g}")
            rows.append((title, kind, *figures, level.anchor))
    return CardTable(
        title="", columns=("Setting", "Model", "Share that fails", "Range", "Intercept", "Anchor"), rows=tuple(rows)
    )


def _subgroups(knowledge: PrognosisKnowledge, artefact: Artefact) -> Iterator[CardTable]:
    """Mean estimate in subgroups of the synthetic reference cohort of the default setting."""
    setting = knowledge.setting(None)[0]
    for kind in MODELS:
        posterior = artefact.posterior(kind, setting)
        if posterior is None:
            continue
        model, cohort = model_of(knowledge, kind), reference_cohort(knowledge, kind, setting)
        cohort = {name: values[:DESCRIBED] for name, values in cohort.items()}
        chance = _chances(posterior, design(knowledge, model, cohort))
        rows = tuple(
            (name, f"{mask.mean():.0%}", f"{100 * chance[mask].mean():.0f} of 100")
            for name, mask in _groups(cohort, tuple(knowledge.inputs["ln_class"].situations.values()))
        )
        columns = ("Synthetic patients", "Share of the cohort", "Mean estimate")
        yield CardTable(title=f"{model.title}, {knowledge.shared.settings[setting].title}", columns=columns, rows=rows)


def _chances(posterior: Posterior, rows: np.ndarray) -> np.ndarray:
    around = np.column_stack([np.ones(len(rows)), rows - posterior.centre])
    variance = ((around @ posterior.covariance) * around).sum(axis=1)
    return failure_probability(around @ posterior.mean, np.sqrt(posterior.frailty_sd**2 + np.maximum(variance, 0.0)))


def _groups(cohort: Covariates, classes: tuple[str, ...]) -> Iterator[tuple[str, np.ndarray]]:
    yield "Women", ~cohort["male"].astype(bool)
    yield "Men", cohort["male"].astype(bool)
    for low, high in AGE_BANDS:
        yield f"Age {low} to {high}", (cohort["age"] >= low) & (cohort["age"] < high)
    if "ln_class" in cohort:
        for position, name in enumerate(classes):
            yield name[:1].upper() + name[1:], cohort["ln_class"] == position
    if "is_relapsed" in cohort:
        relapsed = cohort["is_relapsed"].astype(bool)
        yield "Relapsed nephritis", relapsed
        yield "New nephritis", ~relapsed


def _versions(knowledge: PrognosisKnowledge, artefact: Artefact, identity: CardArtefact) -> CardTable:
    rows = [
        ("Estimate", f"{identity.version} ({artefact.name})"),
        ("Learnt from", identity.parent or "nothing but the literature"),
        ("File", identity.file),
        ("SHA-256 of the file", identity.sha256),
        ("Pipeline (joblib)", identity.pipeline_file or "built by python -m model train; the product never loads it"),
        ("SHA-256 of the pipeline", identity.pipeline_sha256 or "stands beside the file when it is built"),
        ("Prognosis files it was made from", artefact.knowledge),
        ("Knowledge snapshot", identity.knowledge),
        ("Product", identity.app),
        ("Seed", str(artefact.seed)),
        ("Reference cohorts", "; ".join(f"{key}: {each.title}" for key, each in knowledge.distributions.items())),
    ]
    return CardTable(title="", columns=("What", "Which"), rows=tuple(rows))
