"""Problems: how a line reads, in both languages, and that all of them are told at once."""

import pickle
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator.errors
from simulator.errors import ABSENT, InputError, Origin, Problem, Problems, nearest
from simulator.messages import LANGUAGES, TEXT, say


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


HERE = Origin("fast.yaml", 6)
CHINESE = re.compile("[\u4e00-\u9fff]")


def problem(message="unknown_key", origin=HERE, key="shaer", value=ABSENT, **details):
    return Problem(message, origin, key, value, tuple(details.items()))


@pytest.mark.parametrize("key", TEXT)
def test_each_message_says_the_same_in_both_languages(key):
    english, chinese = TEXT[key]
    assert placeholders(english) == placeholders(chinese)
    assert all(name.isidentifier() for name in placeholders(english))  # no {a.b}, no {0}
    assert not CHINESE.search(english)
    words = re.sub(r"\{\w+\}", "", english)
    assert CHINESE.search(chinese) or not re.search(r"[a-z]{4}", words)  # numbers and units need no Chinese
    assert not english.endswith(".")
    assert not chinese.endswith("。")


def test_each_message_named_in_the_code_exists():
    folder = Path(simulator.errors.__file__).parent
    call = re.compile(
        r'(?:problems|complaints)\.(?:add|notice)\(\s*"(\w+)"|(?:refuse|_Refused|say)\(\s*"(\w+)"'
    )
    named = {
        (file.name, first or second)
        for file in folder.rglob("*.py")
        for first, second in call.findall(file.read_text("utf-8"))
    }
    assert {(file, key) for file, key in named if key not in TEXT} == set()


def test_say_refuses_another_language_and_an_unknown_message():
    with pytest.raises(ValueError, match="unknown language"):
        say("unknown_key", "fr")
    with pytest.raises(KeyError):
        say("no such message")
    with pytest.raises(KeyError):
        say("expected_range", low=0)


def test_say_writes_lists_with_commas():
    assert say("expected_one_of", expected=["a", "b"]) == "expected one of a, b"
    assert say("expected_one_of", "zh", expected=("a", "b")) == "应为以下之一：a、b"


def test_origin_reads_as_editors_expect():
    assert str(Origin("scenarios/fast.yaml", 5)) == "scenarios/fast.yaml:5"
    assert str(Origin("scenarios/fast.yaml", 0)) == "scenarios/fast.yaml"


def test_a_line_names_file_line_key_value_and_what_was_expected():
    wrong = problem("expected_range", Origin("fast.yaml", 5), "share[2030]", 1.3, low=0, high=1)
    assert wrong.render() == "fast.yaml:5: share[2030]: got 1.3, expected 0 to 1"
    assert wrong.render("zh") == "fast.yaml:5: share[2030]: 得到 1.3，应为 0 到 1"


def test_a_line_leaves_out_what_is_absent():
    assert problem("file_missing", Origin("fast.yaml", 0), "").render() == "fast.yaml: no such file"


def test_the_nearest_name_ends_the_line():
    assert problem(nearest="share").render() == "fast.yaml:6: shaer: unknown key, did you mean share?"
    assert problem(nearest="share").render("zh") == "fast.yaml:6: shaer: 未知的键，是否想写 share？"
    assert problem(nearest=None).render() == "fast.yaml:6: shaer: unknown key"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        ("", '""'),
        (" a", '" a"'),
        ("a\nb\x1b[31m", "a b [31m"),
        ("x" * 500, "x" * 57 + "..."),
        ({"a": 1}, "{'a': 1}"),
        ("{braces}", "{braces}"),
    ],
)
def test_values_are_shown_as_their_writer_knows_them(value, shown):
    assert problem("expected_text", value=value).render() == f"fast.yaml:6: shaer: got {shown}, expected text"


@given(st.text(), st.text(), st.text())
def test_a_line_is_one_printable_line_whatever_a_file_holds(file, key, value):
    for lang in LANGUAGES:
        line = problem("unknown_unit", Origin(file, 1), key, value, nearest=value or None).render(lang)
        assert line.isprintable()


def test_all_problems_are_raised_at_once_by_file_and_line_and_only_once():
    problems = Problems()
    problems.add("unknown_key", Origin("b.yaml", 2), "x")
    problems.add("unknown_key", Origin("a.yaml", 10), "y")
    problems.add("unknown_key", Origin("a.yaml", 9), "z", [])
    problems.add("unknown_key", Origin("b.yaml", 2), "x")
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    assert [str(found.origin) for found in caught.value.problems] == ["a.yaml:9", "a.yaml:10", "b.yaml:2"]
    assert str(caught.value).splitlines()[-1] == "3 problem(s), nothing was run"
    assert caught.value.render("zh").splitlines()[-1] == "共 3 处问题，未运行"


def test_a_notice_does_not_stop_the_run():
    problems = Problems()
    problems.notice("byte_order_mark", Origin("a.csv", 1))
    problems.raise_if_any()
    assert [notice.render("zh") for notice in problems.notices] == [
        "a.csv:1: 文件开头有字节顺序标记（UTF-8 BOM），已忽略"
    ]


def test_an_error_survives_being_sent_to_another_process():
    error = InputError([problem(value=ABSENT)])
    assert pickle.loads(pickle.dumps(error)).render() == error.render()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gasolne", "gasoline"),
        ("gdp", "GDP"),
        ("煤碳", "煤炭"),
        ("tea", None),
        ("", None),
        ("x" * 10**6, None),
    ],
)
def test_nearest_name(name, expected):
    assert nearest(name, iter(["coal", "gasoline", "GDP", "煤炭"])) == expected
    assert nearest(name, []) is None
