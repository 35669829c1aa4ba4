"""Arrow columns as raw columns: numbers stay numbers, everything else is read distinct value by distinct value."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from eligibility.domain.record import COURSE_FIELDS
from eligibility.exchange.raw import Cells, Column, RawCourses, is_blank
from eligibility.exchange.record_text import MAX_ID
from eligibility.exchange.troubles import unknown_key

# A plain decimal fraction: Arrow reads it to the nearest float64, as Python does.
_PLAIN = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"


def column_of(array: pa.Array | pa.ChunkedArray, is_number: bool = False) -> Column:
    """One column. `is_number` lets text that is all plain numbers be read at once."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks() if array.num_chunks != 1 else array.chunk(0)
    kind = array.type
    if pa.types.is_float64(kind) or pa.types.is_integer(kind):
        return _floats(array)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        # By way of its digits: 0.1 in single precision is not the 0.1 that was measured.
        return _floats(pc.cast(pc.cast(array, pa.string()), pa.float64()))
    if pa.types.is_boolean(kind):
        codes = np.asarray(pc.fill_null(pc.cast(array, pa.int8()), -1))
        return Cells([False, True], codes.astype(np.int64))
    if pa.types.is_dictionary(kind):
        return _cells(array.dictionary.to_pylist(), array.indices)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        if is_number and (numbers := _plain_numbers(array)) is not None:
            return numbers
        return _encoded(array)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _encoded(pc.cast(array, pa.date32(), safe=False))
    return Cells.of(array.to_pylist())


def patient_ids_of(array: pa.Array) -> np.ndarray | None:
    """Pseudonyms read at once where every one of them is fit to be one; None where some need a closer look."""
    if not pa.types.is_string(array.type) or array.null_count:
        return None
    text = pc.utf8_trim_whitespace(array)
    length = pc.utf8_length(text)
    is_fit = pc.and_(pc.utf8_is_printable(text), pc.and_(pc.greater(length, 0), pc.less_equal(length, MAX_ID)))
    return text.to_numpy(zero_copy_only=False) if pc.all(is_fit).as_py() else None


def courses_of_structs(array: pa.Array) -> RawCourses:
    """A column of lists of structs as one long table of courses."""
    if pa.types.is_list_view(array.type) or pa.types.is_large_list(array.type):
        array = array.cast(pa.list_(array.type.value_type))
    rows = np.asarray(pc.list_parent_indices(array), dtype=np.int64)
    courses = array.flatten()
    fields: dict[str, Column] = {}
    for field in courses.type:
        if field.name not in COURSE_FIELDS:
            raise unknown_key(field.name, list(COURSE_FIELDS), "Treatments: the field", "treatments")
        fields[field.name] = column_of(pc.struct_field(courses, field.name))
    return RawCourses(rows, fields)


def is_list_of_structs(kind: pa.DataType) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_list_view(kind)
    return is_list and pa.types.is_struct(kind.value_type)


def _floats(array: pa.Array) -> np.ndarray:
    values = pc.cast(array, pa.float64(), safe=False)
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)


def _plain_numbers(array: pa.Array) -> np.ndarray | None:
    text = pc.utf8_trim_whitespace(array)
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
    if pc.all(pc.match_substring_regex(text, _PLAIN)).as_py() is False:
        return None
    return _floats(pc.cast(text, pa.float64()))


def _encoded(array: pa.Array) -> Cells:
    encoded = array.dictionary_encode()
    return _cells(encoded.dictionary.to_pylist(), encoded.indices)


def _cells(distinct: list, indices: pa.Array) -> Cells:
    codes = np.asarray(pc.fill_null(pc.cast(indices, pa.int64()), -1))
    blank = [code for code, value in enumerate(distinct) if is_blank(value)]
    return Cells(distinct, np.where(np.isin(codes, blank), -1, codes) if blank else codes)
