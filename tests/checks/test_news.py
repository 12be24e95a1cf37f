"""`novidades`: by hand, held against the lists of the other commands, and as a job that runs every night."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from tests.portfolios import write
from tests.running import ROOT, carteira, sales

DISTRIBUTOR, CONTRACTS = ROOT / "examples" / "distribuidora", ROOT / "examples" / "assinaturas"
KINDS = ("perdidos", "reativados", "novos", "cairam_de_classe", "entraram_em_risco", "sairam_do_risco")


def document(*words):
    ran = carteira(*words, "-f", "json", "-q")
    assert ran.code == 0, ran.err
    return ran.document


def told(found):
    return {kind: [row["cliente"] for row in found["tabelas"][kind]] for kind in KINDS if kind in found["tabelas"]}


def every(customer, first, last, days, amount):
    """Purchases of a customer every so many days of 2024, by the number of the day from 1 January."""
    starts = {1: 0, 2: 31, 3: 60, 4: 91, 5: 121, 6: 152, 7: 182}
    for number in range(first, last + 1, days):
        month = max(one for one, start in starts.items() if start <= number)
        yield f"{customer},2024-{month:02}-{number - starts[month] + 1:02},{amount}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Between 31 March (day 90 from 1 January) and 30 June (day 181), with a window of 60 days.

    stopped: every 10 days up to 24 March (day 83). back: on 1 January and in June. fresh: from June on. steady: every
    10 days all the time. late: every 10 days up to 9 June (day 160). caught: every 10 days up to 11 March (day 70),
    then a silence of 20 days up to the 31st, and again every 10 days from 1 April on. twice: every 10 days up to 29
    February (day 60), on 10 and 20 May (days 130 and 140): late both times, which is no news; R$ 9 in all.
    """
    found = tmp_path_factory.mktemp("novidades")
    sales(
        found,
        *every("stopped", 3, 83, 10, 100),
        *every("back", 0, 0, 1, 500),
        *every("back", 160, 180, 10, 90),
        *every("fresh", 161, 181, 10, 60),
        *every("steady", 1, 181, 10, 1000),
        *every("late", 0, 160, 10, 50),
        *every("caught", 0, 70, 10, 30),
        *every("caught", 91, 181, 10, 30),
        *every("twice", 0, 60, 10, 1),
        *every("twice", 130, 140, 10, 1),
    )
    write(found / "clientes.csv", "stopped,Parou Ltda,Ana", "back,Voltou Ltda,", header="cliente,nome,vendedor")
    return found


NIGHT = ("--desde", "2024-03-31", "--hoje", "2024-06-30", "--inatividade", "60d")


def test_each_kind_by_hand(folder):
    found = document("novidades", "-C", folder, *NIGHT)
    # The 12 months before each day have all purchases since January. Up to March: steady 9,000, stopped 900, back 500,
    # late 500, caught 240, of 11,140: before each 0 %, 81 %, 89 %, 93 %, 98 %, so A, B, B, B, C. Up to June: steady
    # 19,000, stopped 900, late 850, back 770, caught 540, fresh 180, of 22,240: before each 0, 85, 89, 93, 97 %.
    assert told(found) == {
        "perdidos": ["stopped"],
        "reativados": ["back"],
        "novos": ["fresh"],
        "cairam_de_classe": [],
        "entraram_em_risco": ["late"],
        "sairam_do_risco": ["caught"],
    }
    (stopped,) = found["tabelas"]["perdidos"]
    # In the 60 days before 1 April, from 1 February (day 31): 33, 43, 53, 63, 73, 83, which are 600 in 2 months.
    assert stopped == {
        "cliente": "stopped",
        "nome": "Parou Ltda",
        "vendedor": "Ana",
        "ultima_compra": "2024-03-24",
        "de": "ativo",
        "para": "inativo",
        "valor": 300.0,
    }
    assert [row["valor"] for kind in ("reativados", "novos") for row in found["tabelas"][kind]] == [135.0, 90.0]
    (late,) = found["tabelas"]["entraram_em_risco"]
    assert (late["de"], late["para"]) == ("em dia", "atrasado")  # 21 days of silence, and every 10 days is usual
    assert {kind: item["valor"] for kind, item in found["indicadores"].items()} == {
        kind: len(found["tabelas"][kind]) for kind in KINDS
    }
    moved = {row["cliente"]: (row["de"], row["para"]) for row in found["tabelas"]["novidades"][:3]}
    assert moved == {"stopped": ("ativo", "inativo"), "back": ("inativo", "ativo"), "fresh": (None, "ativo")}
    assert [row["novidade"] for row in found["tabelas"]["novidades"]] == [kind for kind in KINDS if told(found)[kind]]
    assert found["tabelas"]["texto"][0]["frase"].startswith("Desde 31/03/2024: 1 ficou inativo (R$ 300,00 /mês); 1 vol")


@pytest.mark.slow
@pytest.mark.parametrize("rules", [(), ("--onde", "uf em (SP, PR)", "--inatividade", "45d", "--limite-abc", "estrito")])
def test_the_lists_are_those_of_the_other_commands_at_the_two_moments(rules):
    found = document("novidades", "-C", DISTRIBUTOR, "--desde", "2024-09-30", *rules)
    assert all(told(found)[kind] for kind in KINDS)
    others = [word for word in rules if word not in {"--limite-abc", "estrito"}]
    for kind in ("perdidos", "reativados", "novos"):
        rows = document("churn", "-C", DISTRIBUTOR, "-p", "2024-Q4", "--listar", kind, *others)["tabelas"][kind]
        assert told(found)[kind] == [row["cliente"] for row in rows]
        money = "mensal_inicio" if kind == "perdidos" else "mensal_fim"
        assert [row["valor"] for row in found["tabelas"][kind]] == [row[money] for row in rows]
    late = []
    for period in ("2024-Q3", "2024-Q4"):
        rows = document("risco", "-C", DISTRIBUTOR, "-p", period, "--listar", "em-risco", *rules)["tabelas"]["em_risco"]
        late.append({row["cliente"]: row["receita_mensal"] for row in rows})
    then, now = late
    entered = {row["cliente"]: row["valor"] for row in found["tabelas"]["entraram_em_risco"]}
    assert entered == {one: now[one] for one in set(now) - set(then)}
    active = document("ativos", "-C", DISTRIBUTOR, "-p", "2024-Q4", "--listar", "ativos", *others)["tabelas"]["ativos"]
    assert set(told(found)["sairam_do_risco"]) == (set(then) - set(now)) & {row["cliente"] for row in active}
    classes = []
    for period in ("2023-10-01..2024-09-30", "2024"):
        by_class = {}
        for name in "abc":
            words = ("pareto", "-C", DISTRIBUTOR, "-p", period, "--listar", f"classe-{name}", *rules)
            rows = document(*words)["tabelas"][f"classe-{name}"]
            by_class |= {row["cliente"]: (name.upper(), row["receita"]) for row in rows}
        classes.append(by_class)
    before, after = classes
    fell = {
        one: (old, after.get(one, ("nenhuma",))[0])
        for one, (old, _) in before.items()
        if old < after.get(one, ("nenhuma",))[0] and old != "C"
    }
    assert {row["cliente"]: (row["de"], row["para"]) for row in found["tabelas"]["cairam_de_classe"]} == fell
    for row in found["tabelas"]["cairam_de_classe"]:
        if row["cliente"] in after:
            lost = before[row["cliente"]][1] - after[row["cliente"]][1]
            assert row["valor"] == pytest.approx(lost / 12)
    for kind in KINDS:
        assert [(-row["valor"], row["cliente"]) for row in found["tabelas"][kind]] == sorted(
            (-row["valor"], row["cliente"]) for row in found["tabelas"][kind]
        )


def test_contracts_tell_who_came_and_went():
    found = document("novidades", "-C", CONTRACTS, "--desde", "2024-09-30")
    for kind in ("perdidos", "reativados", "novos"):
        rows = document("churn", "-C", CONTRACTS, "-p", "2024-Q4", "--listar", kind)["tabelas"][kind]
        assert told(found)[kind] == [row["cliente"] for row in rows]
    assert set(found["indicadores"]) == {"perdidos", "reativados", "novos"}
    assert any("só contratos" in note for note in found["notas"])


# --- the baseline -------------------------------------------------------------------------------------------


@pytest.fixture
def recorded(folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    ran = carteira("base", "gravar", "-C", tmp_path, "-p", "2024-Q1", "--inatividade", "60d")
    assert ran.code == 0, ran.err
    return tmp_path


def test_a_baseline_is_the_day_that_it_ends_on(recorded):
    today = ("--hoje", "2024-06-30", "--inatividade", "60d")
    by_day = document("novidades", "-C", recorded, *NIGHT)
    for words in (
        (),
        ("--desde", "base"),
        ("--desde", str(recorded / "carteira-base.json")),
        ("--base", "carteira-base.json"),
    ):
        found = document("novidades", "-C", recorded, *today, *words)
        assert {kind: found["tabelas"][kind] for kind in KINDS} == {kind: by_day["tabelas"][kind] for kind in KINDS}
        assert "linha de base, 2024-Q1" in found["tabelas"]["texto"][0]["frase"]
    assert "C0" not in (recorded / "carteira-base.json").read_text(encoding="utf-8")  # it holds no customer


def test_a_baseline_of_other_rules_is_refused_and_one_of_other_data_is_told(recorded):
    ran = carteira("novidades", "-C", recorded, "--hoje", "2024-06-30", "--inatividade", "90d")
    assert (ran.code, ran.error[0]) == (2, "a linha de base foi gravada com inatividade = 60d, e agora é 90d")
    with (recorded / "vendas.csv").open("a", encoding="utf-8") as file:
        file.write("arrived late,2024-03-30,10\n")
    warned = document("novidades", "-C", recorded, "--hoje", "2024-06-30", "--inatividade", "60d")["avisos"]
    assert any("gravou 5 clientes ativos em 31/03/2024, e os dados de agora dão 6" in one for one in warned)


def test_nothing_new_is_said_and_is_no_error(recorded):
    words = ("novidades", "-C", recorded, "--hoje", "2024-03-31", "--inatividade", "60d", "--vazio", "erro")
    ran = carteira(*words)
    assert (ran.code, ran.err) == (0, "")
    assert "Nenhuma novidade desde 31/03/2024 (linha de base, 2024-Q1)" in ran.out
    assert "Ficaram inativos: 0" not in ran.out
    found = document(*words)
    assert told(found) == {kind: [] for kind in KINDS}
    csv = carteira(*words, "-f", "csv").out
    assert csv == "novidade,cliente,nome,vendedor,ultima_compra,de,para,valor\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--desde", "2024-07-31"), "desde 31/07/2024 é depois do fim do que se olha, 30/06/2024"),
        (("--desde", "2024-02-31"), 'desde "2024-02-31" não é uma data, nem o arquivo de uma linha de base'),
        (("--desde", "ultimo-mes"), 'desde "ultimo-mes" não é uma data, nem o arquivo de uma linha de base'),
        (("--desde", "base"), "não há a linha de base"),
        (("--base", "outra.json"), "não há a linha de base"),
    ],
)
def test_what_can_not_be_looked_back_at(folder, words, said):
    ran = carteira("novidades", "-C", folder, "--hoje", "2024-06-30", *words)
    assert ran.code == 2
    assert said in ran.error[0]


# --- every night --------------------------------------------------------------------------------------------

JOB = """
[[exportar]]
nome = "novidades"
comando = "novidades"
saida = ["novidades.eml", "novidades.csv", "novidades.xlsx", "novidades.html"]
opcoes = { desde = "2024-03-31", hoje = "2024-06-30", inatividade = "60d" }
"""


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("novidades.*")}


@pytest.mark.slow
def test_a_job_writes_the_same_bytes_from_the_same_data_whatever_the_order_of_its_lines(folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "carteira.toml").write_text(JOB, encoding="utf-8")
    made = []
    for _ in range(2):
        assert carteira("exportar", "-C", tmp_path).code == 0
        made.append(digests(tmp_path))
    assert made[0] == made[1]
    assert len(made[0]) == 4
    header, *lines = (tmp_path / "vendas.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "vendas.csv").write_text("\n".join((header, *reversed(lines))) + "\n", encoding="utf-8")
    before = (tmp_path / "novidades.csv").read_bytes()
    assert carteira("exportar", "-C", tmp_path).code == 0
    assert (tmp_path / "novidades.csv").read_bytes() == before


def test_no_customer_is_in_it_where_none_may_be_named(folder):
    ran = carteira("novidades", "-C", folder, *NIGHT, "--sem-identificadores", "-f", "json")
    assert ran.code == 0
    assert "stopped" not in ran.out + ran.err
    assert "Parou" not in ran.out + ran.err
    (row,) = ran.document["tabelas"]["perdidos"]
    assert set(row) == {"vendedor", "ultima_compra", "de", "para", "valor"}
