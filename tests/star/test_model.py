"""The semantic model: by the schema of each version of the format, about the files that lie beside it."""

from __future__ import annotations

import json

import jsonschema
import pyarrow.parquet as pq
import pytest

from carteira_cli.config.settings import StarSettings
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.star.ossie import VERSIONS
from tests.running import ROOT, WORKED, carteira
from tests.stars import MODEL, TABLES, expression, star

DATATYPES = {"large_string": "String", "int64": "Integer", "int8": "Integer", "date32[day]": "Date"}


@pytest.fixture(scope="module")
def stars(tmp_path_factory):
    """A star of each version."""
    place = tmp_path_factory.mktemp("estrelas")
    return {version: star(place / version, "-C", WORKED, "--versao-modelo", version) for version in VERSIONS}


def inner(made):
    return made.model["semantic_model"][0] if "semantic_model" in made.model else made.model


@pytest.mark.parametrize("version", VERSIONS)
def test_a_model_is_valid_by_the_schema_of_its_version_and_of_no_other(version, stars):
    for other in VERSIONS:
        schema = json.loads((ROOT / "tests" / "schemas" / f"ossie-{other}.json").read_text(encoding="utf-8"))
        valid = jsonschema.Draft202012Validator(schema).is_valid(stars[version].model)
        assert valid is (other == version)
    assert stars[version].model["version"] == version


def test_the_newest_version_is_what_nobody_asked_for(stars, tmp_path):
    star(tmp_path / "estrela", "-C", WORKED)
    assert (tmp_path / "estrela" / MODEL).read_bytes() == (stars["0.2.0.dev0"].folder / MODEL).read_bytes()


def test_the_setting_knows_the_versions_that_are_written():
    assert StarSettings.versao_modelo.domain.choices == tuple(VERSIONS)
    assert all(version in StarSettings.versao_modelo.help for version in VERSIONS)


def test_a_version_that_is_not_known_is_refused_with_those_that_are(tmp_path):
    ran = carteira("estrela", "-C", WORKED, "-o", tmp_path / "estrela", "--versao-modelo", "1.0")
    message, hint = ran.error
    assert ran.code == 2
    assert "1.0" in message
    assert all(version in hint for version in VERSIONS)
    assert not (tmp_path / "estrela").exists()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_field_is_a_column_of_its_file_and_every_column_a_field(version, stars):
    made = stars[version]
    datasets = {one["name"]: one for one in inner(made)["datasets"]}
    assert tuple(datasets) == TABLES
    for name, one in datasets.items():
        schema = pq.read_schema(made.folder / f"{name}.parquet")
        assert json.loads(one["custom_extensions"][0]["data"]) == {"arquivo": f"{name}.parquet"}
        assert [field["name"] for field in one["fields"]] == schema.names
        for field in one["fields"]:
            assert expression(field) == field["name"]
            column = schema.field(field["name"])
            assert column.metadata[b"descricao"].decode() == field["description"]
            assert field.get("datatype", DATATYPES[str(column.type)]) == DATATYPES[str(column.type)]
        assert set(one["primary_key"]) <= set(schema.names)


def test_relationships_lead_to_keys(stars):
    model = inner(stars["0.2.0.dev0"])
    datasets = {one["name"]: one for one in model["datasets"]}
    assert len({one["name"] for one in model["relationships"]}) == len(model["relationships"]) == 5
    for one in model["relationships"]:
        assert one["to_columns"] == datasets[one["to"]]["primary_key"]
        assert set(one["from_columns"]) <= {field["name"] for field in datasets[one["from"]]["fields"]}


def test_every_metric_says_what_the_catalogue_says(stars):
    for name, metric in stars["0.2.0.dev0"].metrics.items():
        if name == "receita_das_linhas":
            continue
        item = catalogue()[name]
        assert metric["description"] == f"{item.title}. {item.meaning} Fórmula: {item.formula}."
        assert metric["datatype"] == ("Integer" if item.unit.is_count else "Float")
        told = json.loads(metric["custom_extensions"][0]["data"])
        assert (told["unidade"], told["melhor"], told["formula"]) == (item.unit.value, item.better.value, item.formula)


def test_the_model_says_under_which_rules_the_numbers_stand(tmp_path):
    made = star(tmp_path / "estrela", "-C", WORKED, "--inatividade", "45d", "--onde", "uf=SP")
    rules = json.loads(inner(made)["custom_extensions"][0]["data"])["regras"]
    assert rules == {"inatividade": "45d", "devolucoes": "abater", "referencia": "2024-03-31", "onde": "uf = SP"}


def test_the_suffix_of_the_files_is_that_of_their_format(tmp_path):
    made = star(tmp_path / "estrela", "-C", WORKED, "--formato", "csv")
    files = [json.loads(one["custom_extensions"][0]["data"])["arquivo"] for one in inner(made)["datasets"]]
    assert sorted(files) == sorted(path.name for path in made.folder.iterdir() if path.suffix == ".csv")
