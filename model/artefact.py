"""The estimate as a file people can read: coefficients, centring, covariance and thinned draws, with its origin."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eligibility.domain.faults import KnowledgeFault
from model.posterior import Posterior

FORMAT = 1
FOLDER = Path(__file__).resolve().parents[1] / "data" / "model"
# The files that an estimate is made from; another version of one of them is another estimate.
MADE_FROM = ("extrarenal.yaml", "landmark.yaml", "reference_distribution.yaml", "renal.yaml", "settings.yaml")


@dataclass(frozen=True)
class Artefact:
    """Posteriors by model and setting. `knowledge` is the hash of the files behind them; `seed` drew the draws."""

    name: str
    version: str
    status: str
    knowledge: str
    seed: int
    posteriors: dict[str, dict[str, Posterior]]

    def posterior(self, kind: str, setting: str) -> Posterior | None:
        """What this artefact believes of a model in a setting, if it says anything of it."""
        return self.posteriors.get(kind, {}).get(setting)


def knowledge_hash(folder: Path) -> str:
    """SHA-256 over the prognosis files that an estimate is made from; `folder` is the knowledge folder."""
    digest = hashlib.sha256()
    for name in MADE_FROM:
        digest.update(name.encode() + b"\0" + (folder / "prognosis" / name).read_bytes() + b"\0")
    return digest.hexdigest()


def as_text(artefact: Artefact) -> str:
    """The artefact as JSON, one draw a line; the same artefact gives the same bytes.

    The settings of a model share their draws of coefficients; each has its own draws of the intercept.
    """
    models = {}
    for kind, by_setting in artefact.posteriors.items():
        first = next(iter(by_setting.values()))
        models[kind] = {
            "columns": list(first.names),
            "frailty_sd": first.frailty_sd,
            "settings": {setting: _setting(posterior) for setting, posterior in by_setting.items()},
            "coefficient_draws": _rounded(first.draws[:, 1:], 6),
        }
    head = {
        "format": FORMAT,
        "name": artefact.name,
        "version": artefact.version,
        "status": artefact.status,
        "knowledge": artefact.knowledge,
        "seed": artefact.seed,
    }
    return _laid_out(head | {"models": models}, 0) + "\n"


def read_artefact(path: Path) -> Artefact:
    """An artefact from its file. Raises KnowledgeFault where it is not one of ours or not whole."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise _unfit(path, f"has the format {data['format']!r}, and {FORMAT} is read here")
        return Artefact(
            name=data["name"],
            version=data["version"],
            status=data["status"],
            knowledge=data["knowledge"],
            seed=data["seed"],
            posteriors={kind: _posteriors(model) for kind, model in data["models"].items()},
        )
    except FileNotFoundError:
        raise _unfit(path, "is not there") from None
    except (KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise _unfit(path, f"does not hold what an estimate needs ({type(error).__name__})") from None


def _unfit(path: Path, what: str) -> KnowledgeFault:
    return KnowledgeFault(
        f"The estimate's file {path.name} {what}.",
        "Without it there are no coefficients to estimate with.",
        "Build it again with python -m model train.",
        where=path.name,
    )


def _posteriors(model: dict[str, Any]) -> dict[str, Posterior]:
    names = tuple(model["columns"])
    coefficients = np.array(model["coefficient_draws"], dtype=float)
    width = len(names)
    result = {}
    for setting, block in model["settings"].items():
        intercepts = np.array(block["intercept_draws"], dtype=float)
        posterior = Posterior(
            names=names,
            centre=np.array(block["centre"], dtype=float),
            mean=np.array(block["mean"], dtype=float),
            covariance=np.array(block["covariance"], dtype=float),
            draws=np.column_stack([intercepts, coefficients]),
            frailty_sd=float(model["frailty_sd"]),
        )
        shapes = (posterior.centre.shape, posterior.mean.shape, posterior.covariance.shape, posterior.draws.shape[1:])
        if shapes != ((width,), (width + 1,), (width + 1, width + 1), (width + 1,)):
            raise ValueError("the parts do not belong together")
        result[setting] = posterior
    return result


def _setting(posterior: Posterior) -> dict[str, Any]:
    return {
        "centre": _rounded(posterior.centre, 10),
        "mean": _rounded(posterior.mean, 10),
        "covariance": _rounded(posterior.covariance, 10),
        "intercept_draws": _rounded(posterior.draws[:, 0], 6),
    }


def _rounded(values: np.ndarray, figures: int) -> Any:
    if values.ndim > 1:
        return [_rounded(row, figures) for row in values]
    # Adding nought turns a negative nought into a plain one.
    return [float(f"{value:.{figures}g}") + 0.0 for value in values]


def _laid_out(value: Any, depth: int) -> str:
    """JSON with one key a line and rows of figures kept on one line."""
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {_laid_out(item, depth + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{outer}}}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + ",\n".join(inner + json.dumps(row) for row in value) + f"\n{outer}]"
    return json.dumps(value, ensure_ascii=False)
