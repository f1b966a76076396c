"""YAML surprises are problems with a cure, never a wrong value."""

import pytest

from knowledge.strict_yaml import Document


def problems(text: str) -> list[str]:
    return [str(problem) for problem in Document("x.yaml", text).problems]


@pytest.mark.parametrize(
    ("text", "cause", "cure"),
    [
        ("a: no", "x.yaml:1, a: a bare 'no'", 'quote it: "no"'),
        ("on: yes please", "a bare 'on' as a key", 'quote it: "on"'),
        ("list: [a, Off]", "list 2: a bare 'Off'", 'quote it: "Off"'),
        ("a: ~", "a bare '~'", "quote"),
        ("a:", "no value", "drop the key"),
        ("a: 1\nb: 2\na: 3", "x.yaml:3: the key 'a' stands here twice", "keep one"),
        ("a:\n\tb: 1", "x.yaml:2: a tab", "spaces"),
        ("a: !!python/object/apply:os.system [ls]", "a tag", "plain value"),
        ("a: &x 1\nb: *x", "an alias", "write the value out"),
        ("a: [1, 2", "not valid YAML", "missing quote"),
        ("a: 'x", "not valid YAML", "missing quote"),
        ("a: 010", "'010' may be read as another number", "quote it"),
        ("a: 1_000", "'1_000' may be read as another number", "quote it"),
        ("a: 12:30", "'12:30' may be read as another number", "quote it"),
        ("[a, b]: 1", "a key that is not a word", "key: value"),
        ("", "the file is empty", "delete the file"),
        ("a: \x00", "not", ""),
    ],
)
def test_surprise_is_named_with_its_cure(text, cause, cure):
    found = "\n".join(problems(text))
    assert cause in found
    assert cure in found


def test_plain_values_are_what_they_look_like():
    document = Document("x.yaml", 'a: 1\nb: -2.5\nc: true\nd: "no"\ne: 2026-01-02\nf: Norway\n"on": x\ng: [x, 3]')
    assert document.problems == []
    assert document.value == {
        **{"a": 1, "b": -2.5, "c": True, "d": "no", "e": "2026-01-02", "f": "Norway", "on": "x", "g": ["x", 3]}
    }
    assert document.line(("g", 1)) == 8
