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

# So named where no source confirms the definition (the BILAG-2004 renal letter, CQR-19): never run.
UNCONFIRMED = "_unverified"
