"""Page scripts live one folder down and are registered in app.py: elsewhere Streamlit would run them without the
sign-in and the standing notice that app.py draws."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import PurePosixPath

# A widget's own default is an answer nobody gave: Streamlit fills in the minimum, today, or the first option.
ANSWER_NEEDED = {
    "number_input": "value",
    "date_input": "value",
    "time_input": "value",
    "slider": None,
    "select_slider": None,
    "selectbox": "index",
    "radio": "index",
}


def scripts(house) -> list[str]:
    return [
        name
        for name in house.under("pages", suffix=".py")
        if not name.startswith("pages/parts/") and not name.endswith("__init__.py")
    ]


def widget_faults(path: str, tree: ast.Module) -> list[str]:
    """Widgets that would answer for the clinician, as sentences. One whose state the script sets itself does not."""
    found = []
    kept = {
        ast.unparse(target.slice)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "st.session_state"
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        widget = node.func.attr
        if widget not in ANSWER_NEEDED or ast.unparse(node.func.value) == "at":
            continue
        keyword = ANSWER_NEEDED[widget]
        if any(word.arg == "key" and ast.unparse(word.value) in kept for word in node.keywords):
            continue
        if keyword is None:
            found.append(f"{path}:{node.lineno} uses {widget}, which cannot be left blank")
        elif keyword not in {word.arg for word in node.keywords}:
            found.append(f"{path}:{node.lineno} {widget} does not say its {keyword}: Streamlit would choose one")
    return found


def test_no_script_lies_directly_in_pages(house):
    assert [name for name in house.under("pages") if PurePosixPath(name).parent.name == "pages"] == []


def steps(node: ast.expr) -> list[str]:
    """The written steps of a path, whether one string or a chain (`PAGES / "mdt" / "worklist.py"`)."""
    if isinstance(node, ast.BinOp):
        return steps(node.left) + steps(node.right)
    return node.value.split("/") if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def registered(tree: ast.Module) -> set[str]:
    """The scripts that `st.Page` calls name."""
    paths = [
        steps(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page"
    ]
    return {"/".join(path if path[0] == "pages" else ["pages", *path]) for path in paths}


def test_every_page_script_is_registered_in_app(house):
    tree = house.tree("app.py")
    assert any(isinstance(node, ast.Call) and ast.unparse(node.func) == "st.navigation" for node in ast.walk(tree))
    assert registered(tree) == set(scripts(house))


def test_a_registration_is_read_in_either_spelling():
    for spelling in ("PAGES / 'mdt' / 'worklist.py'", "'pages/mdt/worklist.py'"):
        assert registered(ast.parse(f"st.Page({spelling}, title='Worklist')")) == {"pages/mdt/worklist.py"}


def test_page_names_are_unique_because_the_address_is_the_name(house):
    names = Counter(PurePosixPath(name).name for name in scripts(house))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_widget_answers_for_the_clinician(house):
    found = [fault for path in house.under("pages", suffix=".py") for fault in widget_faults(path, house.tree(path))]
    assert not found, "\n".join(found)


def test_a_widget_that_answers_by_itself_is_seen():
    seen = "st.number_input('UPCR')\nst.date_input('On', key='on')\nst.radio('Sex', ['f', 'm'])\nst.slider('Age', 0, 9)"
    assert len(widget_faults("pages/x/y.py", ast.parse(seen))) == 4
    blank = "st.number_input('UPCR', value=None)\nst.radio('Sex', ['f', 'm'], index=None)\nst.pills('Sex', ['f', 'm'])"
    assert widget_faults("pages/x/y.py", ast.parse(blank)) == []
    kept = "st.session_state[day] = None\nst.date_input('On', key=day)"
    assert widget_faults("pages/x/y.py", ast.parse(kept)) == []
    assert widget_faults("pages/x/y.py", ast.parse(kept.replace("key=day", "key=other")))


def test_no_page_writes_its_own_markup(house):
    screens = [*house.under("pages", suffix=".py"), "app.py"]
    assert [name for name in screens if "unsafe_allow" + "_html" in house.text(name)] == []


def test_nothing_about_a_patient_goes_into_a_cache_that_users_share(house):
    """Pages hold patients; what may be shared (the library, the compiled profiles) is cached in services."""
    screens = [*house.under("pages", suffix=".py"), "app.py"]
    assert [name for name in screens if "cache_data" in house.text(name) or "cache_resource" in house.text(name)] == []


def test_pages_stay_short(house, note):
    for name, limit in [("app.py", 80), *((name, 120) for name in scripts(house))]:
        if (length := len(house.text(name).splitlines())) > limit:
            note(f"{name} has {length} lines; a page aims at {limit}")
