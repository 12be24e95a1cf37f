"""The formats of `carteira verificar`: valid by their schemas, the same bytes, and safe with hostile data.

CARTEIRA_GOLDENS=1 writes the golden files anew; look at the difference before it goes in.
"""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePath
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema

from carteira_cli.errors import UsageError
from carteira_cli.findings import Outcome
from carteira_cli.render import format_of, formats, render
from carteira_cli.render.ci import sarif
from carteira_cli.render.ci.checked import fingerprints
from carteira_cli.render.ci.github import summary
from carteira_cli.report import Report
from tests.checked_reports import ALERTS, CHECKS, CHURN, DEFINITION, EMPTY, FINE, FULL, PERIOD, WORST, broken

HERE = Path(__file__).parents[1]
GOLDENS, SCHEMAS = HERE / "goldens_formats", HERE / "schemas"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"

FILES = {
    "junit": "verificar.junit.xml",
    "sarif": "verificar.sarif",
    "github": "verificar.github",
    "gitlab": "verificar.gitlab.json",
    "markdown": "verificar.md",
    "tabela": "verificar.txt",
    "resumo": "verificar.summary.md",
}


def written(report, name):
    return summary(report).encode() if name == "resumo" else render(report, name)


@pytest.mark.parametrize("name", FILES)
def test_the_bytes_are_those_of_the_golden_file(name, monkeypatch):
    monkeypatch.setattr(sarif, "__version__", "9.9.9")
    found = written(FULL, name)
    golden = GOLDENS / FILES[name]
    if REWRITE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(found)
    assert found == golden.read_bytes()


@pytest.mark.parametrize("report", [FULL, WORST], ids=["full", "worst"])
@pytest.mark.parametrize("name", FILES)
def test_nothing_hostile_is_left_in_the_bytes_that_could_steer_a_terminal_or_a_reader(name, report):
    text = written(report, name).decode()
    loose = {char for char in text if not char.isprintable()} - {"\n", "\u200b", "\ufe0f"}
    assert not loose
    assert "\\x1b[31m\\x00" in text.replace("\\\\", "\\").replace("\\[", "[")
    assert not re.search(r"(?m)^\s*::error::", text)


# --- JUnit --------------------------------------------------------------------------------------------------


@cache
def junit_schema():
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def junit(report):
    content = render(report, "junit")
    junit_schema().validate(io.BytesIO(content))
    return ET.fromstring(content)  # noqa: S314 - our own bytes


@pytest.mark.parametrize("report", [FULL, WORST, EMPTY, FINE], ids=["full", "worst", "empty", "fine"])
def test_junit_is_valid_and_its_counts_are_those_of_its_cases(report):
    root = junit(report)
    (suite,) = root
    cases = suite.findall("testcase")
    assert len(cases) == len(report.checks)
    for element in (root, suite):
        assert element.get("tests") == str(len(cases))
        assert element.get("failures") == str(len(suite.findall("testcase/failure")))
        assert element.get("errors") == "0"
        assert "timestamp" not in element.attrib
    assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))


def test_a_check_fails_is_skipped_or_passes_with_a_word_by_what_it_counts_as():
    cases = junit(FULL).findall("testsuite/testcase")
    for check, case in zip(CHECKS, cases, strict=True):
        no_data = check.outcome is Outcome.NO_DATA
        tags = [child.tag for child in case]
        assert (
            tags
            == {
                Outcome.OK: ["skipped"] if no_data else [],
                Outcome.WARNING: ["skipped", "system-out"] if no_data else ["system-out"],
                Outcome.ERROR: ["failure"],
            }[check.level]
        )
        assert case.get("classname") == check.key
        assert f": {check.limit}" in case.get("name")
    failure = next(case for case in cases if "São Paulo" in case.get("name")).find("failure")
    assert failure.get("message") == "12,5 % passa do limite (> 10%)"
    assert failure.get("type") == "limite"
    for text in ("12,5 %", "nota: acima disso, fale com a gerência | ramal 7", DEFINITION, "carteira churn", "toml:12"):
        assert text in failure.text
    assert cases[11].find("failure").get("type") == "sem_dados"


def test_no_two_cases_have_one_name_even_if_a_group_is_called_like_a_copy():
    same = broken(0.2, "SP")
    report = replace(EMPTY, checks=(same, same, replace(same, limit="> 10% (2)"), same))
    names = [case.get("name") for case in junit(report).iter("testcase")]
    assert len(set(names)) == 4
    assert names[0] == "churn, uf=SP: > 10%"


def test_the_properties_of_the_suite_are_the_period_and_the_rules():
    found = {item.get("name"): item.get("value") for item in junit(FULL).iter("property")}
    assert found == {
        "periodo": "2024-Q1",
        "inicio": "2024-01-01",
        "fim": "2024-03-31",
        "completo": "sim",
        "regra.churn_dias": "90",
        "regra.margem": "",
        "regra.criterio": "compra <b>",
    }


# --- SARIF --------------------------------------------------------------------------------------------------


@cache
def sarif_schema():
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def sarif_run(report):
    document = json.loads(render(report, "sarif"))
    sarif_schema().validate(document)
    (run,) = document["runs"]
    return run


@pytest.mark.parametrize("report", [FULL, EMPTY, FINE], ids=["full", "empty", "fine"])
def test_sarif_is_valid_and_has_a_result_an_alert(report):
    run = sarif_run(report)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == list(dict.fromkeys(check.key for check in report.checks))
    levels = {Outcome.ERROR: "error", Outcome.WARNING: "warning"}
    alerts = [check for check in report.checks if check.level in levels]
    for check, result in zip(alerts, run["results"], strict=True):
        assert (result["ruleId"], rules[result["ruleIndex"]]) == (check.key, check.key)
        assert (result["level"], result["kind"]) == (levels[check.level], "fail")
        assert result["properties"]["valor"] == check.value
    assert sum(run["properties"]["contagem"].values()) == len(report.checks)
    assert len(run["properties"]["sem_alerta"]) + len(alerts) == len(report.checks)


def test_a_result_is_at_the_line_of_its_limit_in_a_percent_encoded_relative_file():
    results = sarif_run(FULL)["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    for check, place in zip(ALERTS, places, strict=True):
        assert place["region"]["startLine"] == check.line
        assert re.fullmatch(r"[A-Za-z0-9%._/-]+", place["artifactLocation"]["uri"])
        assert unquote(place["artifactLocation"]["uri"]) == check.file.removeprefix("./")
    assert "pasta%20com%20%C3%A7%25/limites.toml" in {place["artifactLocation"]["uri"] for place in places}


def test_an_absolute_file_has_an_address_and_a_limit_without_a_file_no_place():
    places = [
        result["locations"]
        for result in sarif_run(replace(EMPTY, checks=(broken(1.0, file="/a b/c.toml"), broken(2.0, file=""))))[
            "results"
        ]
    ]
    assert places[0][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///a%20b/c.toml"
    assert places[1] == []


@pytest.mark.parametrize("report", [FULL, WORST], ids=["full", "worst"])
def test_a_message_has_no_placeholder_and_no_link_that_came_from_data(report):
    run = sarif_run(report)
    messages = [result["message"]["text"] for result in run["results"]]
    messages += [
        text["text"] for rule in run["tool"]["driver"]["rules"] for text in rule.values() if isinstance(text, dict)
    ]
    for message in messages:
        assert "](" not in message
        assert not re.search(r"(?<!\{)\{(?!\{)", message)
    assert any("{{0}}" in message for message in messages)


def test_missing_numbers_that_are_no_error_and_warnings_are_notifications():
    (invocation,) = sarif_run(FULL)["invocations"]
    told = [(note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]]
    assert told == [
        ("note", "CAC: sem custos.csv não há número"),
        ("warning", "3 linhas rejeitadas em vendas.csv\n::error::z"),
    ]


def test_the_category_of_the_run_is_the_same_in_every_period():
    ids = [
        sarif_run(replace(FULL, period=period))["automationDetails"]["id"]
        for period in (PERIOD, replace(PERIOD, label="2024-01/2024-03"), None)
    ]
    assert [item.rpartition("/")[0] for item in ids] == ["carteira/verificar"] * 3


# --- GitLab and fingerprints --------------------------------------------------------------------------------


@pytest.mark.parametrize("report", [FULL, EMPTY, FINE], ids=["full", "empty", "fine"])
def test_gitlab_has_an_issue_an_alert(report):
    issues = json.loads(render(report, "gitlab"))
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(issues)
    alerts = [check for check in report.checks if check.level is not Outcome.OK]
    severities = {Outcome.ERROR: "major", Outcome.WARNING: "minor"}
    for check, issue in zip(alerts, issues, strict=True):
        assert issue["severity"] == severities[check.level]
        assert issue["location"] == {"path": check.file.removeprefix("./"), "lines": {"begin": check.line}}
        assert check.message in issue["description"]


def test_fingerprints_are_unique_and_stay_while_numbers_verdicts_and_lines_change():
    found = fingerprints(CHECKS)
    assert len(set(found)) == len(CHECKS)
    later = [replace(check, value=7, line=99, message="outra", limit="> 1%", level=Outcome.OK) for check in CHECKS]
    assert fingerprints(later) == found
    assert len(set(fingerprints([CHURN, CHURN]))) == 2
    for other in ({"key": "x"}, {"by": "x"}, {"group": "x"}, {"reference": "x"}, {"file": "x"}):
        assert fingerprints([replace(CHURN, **other)]) != fingerprints([CHURN])
    issues = [issue["fingerprint"] for issue in json.loads(render(FULL, "gitlab"))]
    results = [result["partialFingerprints"]["carteira/v1"] for result in sarif_run(FULL)["results"]]
    assert issues == results == [mark for check, mark in zip(CHECKS, found, strict=True) if check in ALERTS]


# --- which format -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, one in formats().items() if one.verdicts])
def test_formats_of_verdicts_refuse_a_report_that_has_none(name):
    with pytest.raises(UsageError, match="é só de carteira verificar"):
        render(Report("churn", "Churn", PERIOD), name)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("r.xml", "junit"),
        ("r.junit.xml", "junit"),
        ("R.2024-Q1.SARIF", "sarif"),
        ("r.sarif.json", "sarif"),
        ("r.gitlab.json", "gitlab"),
        ("gitlab.json", "json"),
        ("pasta.sarif/r.v1.json", "json"),
        ("r.outra.md", "markdown"),
    ],
)
def test_the_longest_suffix_says_the_format(file, name):
    assert format_of(PurePath(file)).name == name


@pytest.mark.parametrize("file", ["r", ".sarif", "r.github", "r.sarif.gz"])
def test_a_suffix_of_no_format_is_refused(file):
    with pytest.raises(UsageError, match="não é de nenhum formato"):
        format_of(PurePath(file))
