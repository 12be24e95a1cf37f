"""A report with everything that a format may trip over."""

from __future__ import annotations

from carteira_cli.report import Column, Kind, PeriodLine, Reading, Report, Source, Table
from carteira_cli.signal.verdict import Method, Signal, Telling
from carteira_cli.units import Better, Unit

TEXTS = (
    "São João & Cia",
    "a|b",
    "duas\nlinhas",
    "=1+1",
    '=HYPERLINK("http://mau.example","x")',
    "@SUM(A1)",
    "+55 11",
    "-1",
    " =1",
    "\ttab",
    "＝1",
    "[red]x[/red] **y** `z` [a](http://b.example) <script>alert(1)</script>",
    'aspas "duplas"; e, vírgulas',
    "\x1b[31mvermelho\x07",
    "www.mau.example @alguem a_b *c* $d$",
    None,
    "",
    "00123",
)
COLUMNS = (
    Column("cliente", "Cliente"),
    Column("nome", "Nome | <b>", blank="(sem nome)"),
    Column("dia", "Dia", kind=Kind.DATE),
    Column("ativo", "Ativo", kind=Kind.FLAG),
    Column("lugar", "Nº", kind=Kind.NUMBER),
    Column("clientes", "Clientes", Unit.CUSTOMERS),
    Column("valor", "Valor", Unit.REAIS),
    Column("fracao", "Fração", Unit.FRACTION),
    Column("dias", "Dias", Unit.DAYS),
)
NUMBERS = ((1, 1_000_000_000, 1e9, 0.5, 30.0), (2, -3, -1234.56, -0.125, 2.5), (None, None, None, None, None))
ROWS = tuple(
    (f"C{place:02}", text, (None, "2024-02-29")[place % 2], (True, False, None)[place % 3], *NUMBERS[place % 3])
    for place, text in enumerate(TEXTS)
)
EMPTY = Table("nada", "Tabela vazia", COLUMNS, ())
TABLE = Table("lista", "Lista =1+1 | <i>", COLUMNS, ROWS)
_READINGS = (
    Reading("churn", "Churn de clientes", Unit.FRACTION, Better.LOWER, "churn", 0.5, 2, 4,
            (Unit.CUSTOMERS, Unit.CUSTOMERS), None, 0.25, 0.25,
            Signal(Telling.SIGNAL, Method.NEWCOMBE, (0.0625, 0.4375))),
    Reading("receita", "Receita", Unit.REAIS, Better.HIGHER, "ticket", -1e9, previous=None),
    Reading("ltv", "LTV", Unit.REAIS, Better.HIGHER, "ltv", None, previous=3.0),
    Reading("cac", "CAC", Unit.REAIS, Better.LOWER, "cac", missing="custos"),
)  # fmt: skip
Q1 = PeriodLine("2024-Q1", "2024-01-01", "2024-03-31", complete=False, until="2024-03-15")
Q4 = PeriodLine("2023-Q4", "2023-10-01", "2023-12-31", complete=True, until="2023-12-31")
REPORT = Report(
    "churn",
    "Título =1+1 <script> | [bold]",
    Q1,
    (("inatividade", "90d"), ("margem", 0.35), ("raiz_cnpj", True), ("onde", 'nome = "<b>|"')),
    "ativo = comprou nos 90 dias antes de 01/01/2024",
    _READINGS,
    (TABLE, EMPTY),
    (Source("vendas", "vendas <1>.csv", 19, 17, 1, 1),),
    ('vendas: 1 linha rejeitada: linha 3: a data "=31/02" não existe\nsegunda linha',),
    ("nota com | e <b>", "# não é título"),
    Q4,
)
