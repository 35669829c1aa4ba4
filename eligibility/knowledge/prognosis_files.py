"""data/knowledge/prognosis/*.yaml: the effects behind the estimate, as cited coefficients and distributions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.domain.cited import Citation, Cited, Frozen
from eligibility.domain.faults import InputFault, KnowledgeFault
from eligibility.knowledge.instrument_files import CitedTable, with_dates_as_text
from eligibility.knowledge.landmark_file import Landmark
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_terms import (
    MODELS,
    Coding,
    Coefficient,
    Covariate,
    ModelName,
    OutcomeModel,
    PrognosisInput,
    PublishedEffect,
    RangedCited,
    ReferenceDistribution,
    Term,
)
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml

__all__ = [
    "MODELS",
    "Coding",
    "Coefficient",
    "Covariate",
    "Landmark",
    "ModelName",
    "OutcomeModel",
    "PrognosisInput",
    "PrognosisKnowledge",
    "PrognosisSettings",
    "PublishedEffect",
    "RangedCited",
    "ReferenceDistribution",
    "Setting",
    "SettingLevel",
    "Term",
    "read_prognosis",
]


class SettingLevel(Frozen):
    """One model in one setting: the share that fails there, and the intercept that reproduces it.

    `tabulated` is the intercept of the published proposal, in which level and refills were two terms.
    """

    reference: str
    anchor: str
    level: RangedCited
    intercept: RangedCited
    tabulated: Cited


class Setting(Frozen):
    """Where the patient would be treated conventionally; the same patient differs by it."""

    title: str
    meaning: str
    renal: SettingLevel
    extrarenal: SettingLevel

    def level(self, model: ModelName) -> SettingLevel:
        return self.renal if model == "renal" else self.extrarenal


class PrognosisSettings(Frozen):
    """What holds for both models, and the named settings."""

    version: str
    status: str
    default_setting: Cited
    frailty_sd: Cited
    common_slope: RangedCited
    interval: Cited
    reference_size: Cited
    seed: Cited
    settings: dict[str, Setting]


@dataclass(frozen=True)
class PrognosisKnowledge:
    """Everything the estimate rests on, checked against the library."""

    inputs: dict[str, PrognosisInput]
    models: dict[ModelName, OutcomeModel]
    distributions: dict[str, ReferenceDistribution]
    shared: PrognosisSettings
    landmark: Landmark

    def setting(self, name: str | None) -> tuple[str, Setting]:
        """The named setting, or the default one; an unknown name is refused with the nearest."""
        name = str(self.shared.default_setting.value) if name is None else name
        if name not in self.shared.settings:
            raise InputFault(
                f"There is no setting {name!r}{nearest(name, self.shared.settings)}.",
                "The same patient has another estimate in another setting.",
                f"Use one of: {', '.join(self.shared.settings)}.",
                where="setting",
            )
        return name, self.shared.settings[name]

    def cited_values(self) -> Iterator[tuple[str, Cited | Citation | CitedTable]]:
        """Every cited value of the prognosis, with the place where it stands."""
        for key, source in self.inputs.items():
            for name, cut in source.cuts.items():
                yield f"prognosis/inputs.yaml: {key}.{name}", cut
        for model in self.models.values():
            place = f"prognosis/{model.id}.yaml"
            for citation in model.citations:
                yield place, citation
            for key, term in model.terms.items():
                yield f"{place}: {key}.coding", term.coding
                for name, coefficient in term.coefficients.items():
                    yield f"{place}: {key}.{name}", coefficient
                for effect in term.published:
                    yield f"{place}: {key}.published", effect
        yield from self.landmark.cited_values()
        for key, distribution in self.distributions.items():
            for name, covariate in distribution.covariates.items():
                yield f"prognosis/reference_distribution.yaml: {key}.{name}", covariate
        for name in ("default_setting", "frailty_sd", "common_slope", "interval", "reference_size", "seed"):
            yield f"prognosis/settings.yaml: {name}", getattr(self.shared, name)
        for key, setting in self.shared.settings.items():
            for model_name in MODELS:
                for name in ("level", "intercept", "tabulated"):
                    place = f"prognosis/settings.yaml: {key}.{model_name}.{name}"
                    yield place, getattr(setting.level(model_name), name)


def read_prognosis(library: Library) -> PrognosisKnowledge:
    """The prognosis files beside the library's own, checked. Raises KnowledgeFault for the first thing not fit."""

    def blocks(model: type, name: str) -> dict[str, Any]:
        data = with_dates_as_text(read_yaml(library.folder / "prognosis" / name))
        return {key: fill(model, block, f"prognosis/{name}: {key}") for key, block in data.items()}

    def whole(model: type, name: str) -> Any:
        data = with_dates_as_text(read_yaml(library.folder / "prognosis" / name))
        return fill(model, data, f"prognosis/{name}")

    knowledge = PrognosisKnowledge(
        inputs=blocks(PrognosisInput, "inputs.yaml"),
        models={name: whole(OutcomeModel, f"{name}.yaml") for name in MODELS},
        distributions=blocks(ReferenceDistribution, "reference_distribution.yaml"),
        shared=whole(PrognosisSettings, "settings.yaml"),
        landmark=whole(Landmark, "landmark.yaml"),
    )
    _check(knowledge, library)
    return knowledge


def _check(knowledge: PrognosisKnowledge, library: Library) -> None:
    for where, cited in knowledge.cited_values():
        library.check_cited(cited, where)
    for key, source in knowledge.inputs.items():
        for fact in (*source.facts, *source.ask):
            _known(fact, library.facts, f"prognosis/inputs.yaml: {key} reads the fact")
        for name in source.instruments:
            instrument, _, output = name.partition(".")
            if instrument in library.instruments:
                known = library.instruments[instrument].outputs
                _known(output, known, f"prognosis/inputs.yaml: {key} reads {instrument}'s output")
    for model in knowledge.models.values():
        for key, term in model.terms.items():
            where = f"prognosis/{model.id}.yaml: {key}"
            _known(term.input, knowledge.inputs, f"{where} reads the input")
            for situation, coefficient in term.coding.levels.items():
                _known(situation, knowledge.inputs[term.input].situations, f"{where} codes the situation")
                if coefficient is not None:
                    _known(coefficient, term.coefficients, f"{where} uses the coefficient")
    for key, setting in knowledge.shared.settings.items():
        for name in MODELS:
            where = f"prognosis/settings.yaml: {key}"
            _known(setting.level(name).reference, knowledge.distributions, f"{where} averages over")
    for setting_name in knowledge.shared.settings:
        _known(setting_name, knowledge.landmark.intercepts, "prognosis/landmark.yaml lacks an intercept for")
    for name, fact in knowledge.landmark.first_day.items():
        _known(name, knowledge.inputs, "prognosis/landmark.yaml takes from the first day the input")
        _known(fact, library.facts, "prognosis/landmark.yaml reads the fact")
    default = str(knowledge.shared.default_setting.value)
    _known(default, knowledge.shared.settings, "prognosis/settings.yaml: default_setting is")


def _known(name: str, names: Any, what: str) -> None:
    if name not in names:
        raise KnowledgeFault(
            f"{what} {name!r}, which does not exist{nearest(name, names)}.",
            "The estimate would never see it.",
            "Correct the name.",
            where=name,
        )
