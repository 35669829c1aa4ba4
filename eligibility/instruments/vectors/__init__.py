"""Published and worked vectors, in their own input names, mapped to the instruments: one table of adapters.

Each room of the table is one module with its own `ADAPTERS`; a vector's instrument name stands in exactly one of them.
"""

from eligibility.instruments.vectors import (
    activity,
    cell_therapy,
    damage_and_targets,
    kidney,
    nephritis,
    sle_das,
    treatment,
)
from eligibility.instruments.vectors.adapter import Adapter

ADAPTERS: dict[str, Adapter] = {
    **activity.ADAPTERS,
    **sle_das.ADAPTERS,
    **damage_and_targets.ADAPTERS,
    **kidney.ADAPTERS,
    **nephritis.ADAPTERS,
    **treatment.ADAPTERS,
    **cell_therapy.ADAPTERS,
}

# Named in the reference as not confirmed: their answers are nobody's definition, so they are never run.
NOT_ACCEPTANCE_TESTS = frozenset({"bilag2004_renal_unverified", "cqr19_unverified"})
