"""EULAR/ACR 2019 held against a labelled public data set, and against its own counting rules."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.truth import Truth
from eligibility.instruments.one_patient import answers, ask
from eligibility.knowledge.library import read_library
from tests.eligibility.instruments.known_and_open import assert_patient

DOMAINS = {name: table.values for name, table in read_library().instruments["eular_acr_2019"].tables.items()}
ITEMS = [item for table in DOMAINS.values() for item in table]
CLINICAL = {item for name, table in DOMAINS.items() if name.startswith("clinical_") for item in table}
SAME = {
    "fever": "fever",
    "leukopenia": "leukopenia",
    "thrombocytopenia": "thrombocytopenia",
    "auto_immune_hemolysis": "autoimmune_hemolysis",
    "delirium": "delirium",
    "psychosis": "psychosis",
    "seizure": "seizure",
    "non_scarring_alopecia": "nonscarring_alopecia",
    "oral_ulcers": "oral_ulcers",
    "acute_pericarditis": "acute_pericarditis",
    "joint_involvement": "joint_involvement",
    "proteinuria": "proteinuria",
    "ana": "is_ana_positive",
}


@pytest.fixture(scope="module")
def labelled(shared: Path) -> dict[str, np.ndarray]:
    with (shared / "external" / "eular_acr" / "full_lupus_dataset.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
        return dict(zip(header, np.loadtxt(file, delimiter=",", dtype=np.int8).T, strict=True))


def truth(mask: np.ndarray) -> Truth:
    return Truth(np.where(mask, 2, 0).astype(np.int8))


def items_of(column: dict[str, np.ndarray]) -> dict[str, Truth]:
    """The data set's columns as items; skin is 1 subacute, 2 acute, 3 discoid, and the biopsy is the class's number."""
    apl = ("anti_cardioliphin_antibodies", "anti_β2gp1_antibodies", "lupus_anti_coagulant")
    skin, biopsy, c3, c4 = (column[n] for n in ("cutaneous_lupus", "biopsy_proven_lupus_nephritis", "low_c3", "low_c4"))
    return {item: truth(column[name] == 1) for name, item in SAME.items()} | {
        "subacute_cutaneous_or_discoid": truth(np.isin(skin, [1, 3])),
        "acute_cutaneous": truth(skin == 2),
        "pleural_or_pericardial_effusion": truth((column["pleural_effusion"] | column["pericardial_effusion"]) == 1),
        "renal_biopsy_class_ii_or_v": truth(np.isin(biopsy, [2, 5])),
        "renal_biopsy_class_iii_or_iv": truth(np.isin(biopsy, [3, 4])),
        "antiphospholipid_any": truth(np.any([column[name] == 1 for name in apl], axis=0)),
        "low_c3_or_c4": truth(c3 != c4),
        "low_c3_and_c4": truth((c3 & c4) == 1),
        "anti_dsdna_or_anti_sm": truth((column["anti_dsdna_antibody"] | column["anti_smith_antibody"]) == 1),
    }


def test_exactly_the_profiles_without_a_clinical_item_differ_from_the_labels(instruments, labelled, shared):
    outputs = instruments["eular_acr_2019"].over(len(labelled["label"]), items_of(labelled)).outputs
    assert not outputs["meets"].is_unknown.any()
    differing = np.flatnonzero(outputs["meets"].is_yes != (labelled["label"] == 1))
    path = shared / "external" / "eular_acr" / "immunology_only_rows_DERIVED.csv"
    with path.open(encoding="utf-8", newline="") as file:
        listed = [int(row["row_index_in_full_dataset"]) for row in csv.DictReader(file)]
    assert len(labelled["label"]) - len(differing) == 69_887
    assert differing.tolist() == sorted(listed)
    assert outputs["has_clinical_item"].is_no[differing].all()


@given(present=st.sets(st.sampled_from(ITEMS)))
def test_the_total_is_the_heaviest_item_of_each_domain(instruments, present):
    entries = {item: item in present for item in ITEMS}
    found = answers(ask(instruments["eular_acr_2019"], entries | {"is_ana_positive": True}))
    total = sum(max((w for item, w in table.items() if item in present), default=0) for table in DOMAINS.values())
    assert found["total"] == total
    assert found["has_clinical_item"] is bool(present & CLINICAL)
    assert found["meets"] is (total >= 10 and bool(present & CLINICAL))


@given(entries=st.fixed_dictionaries(dict.fromkeys([*ITEMS, "is_ana_positive"], st.booleans())), data=st.data())
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, entries, data):
    assert_patient(instruments["eular_acr_2019"], entries, data)


@given(classes=st.sets(st.sampled_from(["I", "II", "III", "IV", "V", "VI"])))
def test_a_biopsy_proves_its_item_and_excludes_none(instruments, classes):
    found = answers(ask(instruments["eular_acr_2019"], {"ln_class": sorted(classes)}))
    heaviest = 10 if {"III", "IV"} & classes else 8 if {"II", "V"} & classes else 0
    assert found["total"] == [heaviest, 51]


@given(order=st.permutations(ITEMS), present=st.sets(st.sampled_from(ITEMS)))
def test_the_order_of_the_items_does_not_matter(instruments, order, present):
    one = answers(ask(instruments["eular_acr_2019"], {item: item in present for item in ITEMS}))
    assert answers(ask(instruments["eular_acr_2019"], {item: item in present for item in order})) == one
