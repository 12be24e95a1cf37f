"""`conversao` with a history of stages: the worked example, what is left out and told, and without one nothing new."""

from __future__ import annotations

import random
import shutil

import pytest

from tests.running import ROOT, carteira

FUNNEL = ROOT / "tests" / "worked_examples" / "funil"
HALF = ("-p", "2024-S1", "-f", "json")
OWN = ("etapas", "tempo_na_etapa", "velocidade", "funil_ponderado", "calibracao_funil")


@pytest.fixture
def folder(tmp_path):
    """A copy of the worked example."""
    shutil.copytree(FUNNEL, tmp_path / "funil")
    return tmp_path / "funil"


def asked(folder, *words):
    ran = carteira("conversao", "-C", folder, *HALF, *words)
    assert ran.code == 0, ran.err
    return ran.document


def add(folder, name, *rows):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)


def test_the_worked_example():
    tables = asked(FUNNEL)["tabelas"]
    # 292 leads, 63 won of 250 decided, R$ 9,000.00 each in 22 days; 42 open: 42 × .252 × 9,000 ÷ 22.
    (row,) = tables["velocidade"]
    assert (row["abertos"], row["taxa_ganho"], row["valor_medio"], row["ciclo_dias"]) == (42, 0.252, 9000.0, 22.0)
    assert round(row["velocidade"]) == 4330
    new, offer = tables["etapas"]
    assert (new["entraram"], new["ganharam"], new["perderam"], new["abertos"]) == (292, 63, 187, 42)
    # 94 of the lost and 14 of the open had an offer: 63 of 157.
    assert (offer["entraram"], offer["perderam"], offer["abertos"], offer["taxa_ganho"]) == (171, 94, 14, 63 / 157)
    weighed = {one["etapa"]: one for one in tables["funil_ponderado"]}
    assert (weighed["novo"]["abertos"], weighed["novo"]["valor"], weighed["novo"]["valor_ponderado"]) == (
        28,
        196000.0,
        49392.0,
    )
    assert weighed["proposta"]["valor_ponderado"] == pytest.approx(98000 * 63 / 157)
    assert [one["mes"] for one in tables["calibracao_funil"]] == ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"]


def test_times_in_a_stage_of_the_worked_example():
    new, offer = asked(FUNNEL)["tabelas"]["tempo_na_etapa"]
    # To an offer go 63 after 10 days, 94 after 12 and 14 after 9; half of 292 are there on day 12.
    assert (new["entradas"], new["avancaram"], new["perdidos"], new["ainda_la"], new["mediana"]) == (
        292,
        171,
        93,
        28,
        12,
    )
    assert (offer["entradas"], offer["avancaram"], offer["mediana"]) == (171, 63, None)
    assert offer["avancam_30d"] == pytest.approx(63 / 171)


def test_without_a_history_nothing_is_said_of_it(folder):
    with_history = asked(folder)
    (folder / "etapas.csv").unlink()
    without = asked(folder)
    assert not set(OWN) & without["tabelas"].keys()
    for key in OWN:
        del with_history["tabelas"][key]
    del with_history["fontes"]["etapas"]
    assert {**with_history, "notas": 0} == {**without, "notas": 0}


def test_what_the_history_can_not_tell_is_counted(folder):
    add(folder, "etapas.csv", "NINGUEM,novo,2024-02-01", "L001,novo,2025-01-01")
    add(folder, "leads.csv", "S1,2024-03-01,,perdido,", "S2,2024-03-01,,novo,")
    told = carteira("conversao", "-C", folder, "-p", "2024-S1", "--completo").out
    plain = " ".join(told.split())
    assert "1 linha de etapas é de lead que não está entre os leads" in plain
    assert "1 linha de etapas é de depois de 28/06/2024: não conta (só com --hoje 2025-01-01)" in plain
    assert "2 leads não têm histórico de etapas" in plain
    assert "um limite inferior" in plain
    assert "1 lead perdido sem a data da perda no histórico" in plain
    assert "1 lead em aberto sem valor, de 43: fora do valor ponderado" in plain


def test_without_any_day_of_conversion_there_are_times_alone(folder):
    path = folder / "leads.csv"
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(",".join((one[0], one[1], *one[3:])) for one in lines) + "\n", encoding="utf-8")
    found = asked(folder)
    assert set(OWN) & found["tabelas"].keys() == {"tempo_na_etapa"}
    told = carteira("conversao", "-C", folder, "-p", "2024-S1", "--completo").out
    assert "sem nenhuma data de conversão, taxa de ganho" in " ".join(told.split())


def test_a_filter_holds_and_no_order_of_lines_matters(folder):
    before = asked(folder)["tabelas"]
    for name in ("leads.csv", "etapas.csv"):
        path = folder / name
        first, *rest = path.read_text(encoding="utf-8").splitlines()
        random.Random(3).shuffle(rest)  # noqa: S311 - an order, not a secret
        path.write_text("\n".join([first, *rest]) + "\n", encoding="utf-8")
    assert asked(folder)["tabelas"] == before
    some = asked(folder, "--onde", "etapa=proposta")["tabelas"]
    assert some["velocidade"][0]["abertos"] == 14


def test_stages_of_one_day_are_in_their_order_whatever_the_lines(tmp_path):
    """Who got an offer and was won, or lost, on one day had the offer; the sale is no stage to be in."""
    write = {
        "leads.csv": ["lead,data,data_conversao", "A,2024-01-02,2024-01-10", "B,2024-01-03,", "C,2024-01-03,"],
        "etapas.csv": [
            *("lead,etapa,data", "A,novo,2024-01-02", "A,ganho,2024-01-10", "A,proposta,2024-01-10"),
            *("B,novo,2024-01-03", "B,perdido,2024-01-12", "B,proposta,2024-01-12", "C,novo,2024-01-05"),
        ],
        "carteira.toml": ['ordem_etapas = ["novo", "proposta"]'],
    }
    for name, lines in write.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ("conversao", "-C", tmp_path, "-p", "2024-01", "--hoje", "2024-01-31", "-f", "json")
    ran = carteira(*words)
    assert ran.code == 0, ran.err
    rows = [(one["etapa"], one["ganharam"], one["perderam"]) for one in ran.document["tabelas"]["etapas"]]
    assert rows == [("novo", 1, 1), ("proposta", 1, 1)]
    (left,) = ran.document["tabelas"]["funil_ponderado"]
    assert (left["abertos"], left["sem_valor"], left["valor"], left["valor_ponderado"]) == (1, 1, None, None)
    (tmp_path / "carteira.toml").write_text('ordem_etapas = ["novo", "propsta"]\n', encoding="utf-8")
    first, hint = carteira(*words).error
    assert first.endswith('nenhum lead está na etapa "propsta"')
    assert hint == 'você quis dizer "proposta"?'


def test_without_a_history_a_funnel_is_called_a_bound(folder):
    words = ("conversao", "-C", folder, "-p", "2024-S1", "--completo")
    told = "sem o histórico (etapas.csv, com lead, etapa e data) cada número dele é um limite inferior"
    (folder / "carteira.toml").write_text('ordem_etapas = ["novo", "proposta"]\n', encoding="utf-8")
    assert told not in " ".join(carteira(*words).out.split())
    (folder / "etapas.csv").unlink()
    assert told in " ".join(carteira(*words).out.split())


def test_a_stage_written_in_several_ways_is_one_and_that_is_told(folder):
    plain = asked(folder)
    path = folder / "etapas.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    ways = {"novo": ("Novo", "novo"), "proposta": ("PROPOSTA ", "propósta", "proposta")}
    for at, line in enumerate(lines):
        lead, stage, day = line.split(",")
        some = ways.get(stage, (stage,))
        lines[at] = f"{lead},{some[at % len(some)] if at % 7 == 0 else stage},{day}"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    found = asked(folder)
    assert {key: found["tabelas"][key] for key in OWN} == {key: plain["tabelas"][key] for key in OWN}
    (told,) = [note for note in found["notas"] if note not in plain["notas"]]
    assert "no funil e no histórico contam como uma: novo = Novo; proposta = PROPOSTA = propósta; em" in told


def test_a_declared_stage_stands_for_its_spellings(folder):
    (folder / "carteira.toml").write_text('ordem_etapas = ["Novo", "Proposta"]\n', encoding="utf-8")
    assert [one["etapa"] for one in asked(folder)["tabelas"]["tempo_na_etapa"]] == ["Novo", "Proposta"]
    (folder / "carteira.toml").write_text('ordem_etapas = ["Novo", "novo"]\n', encoding="utf-8")
    ran = carteira("conversao", "-C", folder, *HALF)
    assert ran.code == 2
    assert "há uma etapa repetida" in ran.out + ran.err


def test_spellings_of_the_present_stage_are_apart_as_they_are_in_groups(folder):
    rows = ("lead,data,data_conversao,etapa", *(f"L{n},2024-01-02,,{('Novo', 'novo')[n % 2]}" for n in range(8)))
    (folder / "leads.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "carteira.toml").write_text('ordem_etapas = ["Novo"]\n', encoding="utf-8")
    tables = asked(folder, "--por", "etapa")["tabelas"]
    assert [one["leads"] for one in tables["por_etapa"]] == [4, 4]
    assert [one["leads"] for one in tables["por"]] == [4, 4, 8]
    assert tables["funil"][0]["leads"] == 8


def test_a_lead_at_a_won_stage_without_a_day_of_conversion_is_told(folder):
    mark = "em etapa de ganho"
    assert not any(mark in note for note in asked(folder)["notas"])
    add(folder, "leads.csv", "Z1,2024-01-02,,,7000.00")
    add(folder, "etapas.csv", "Z1,novo,2024-01-02", "Z1,Negócio ganho,2024-01-20")
    (told,) = [note for note in asked(folder)["notas"] if mark in note]
    assert told.startswith("1 lead está em etapa de ganho (Negócio ganho) sem data de conversão que valha: conta como")
