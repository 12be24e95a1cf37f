"""Tables at random, and the dialects that they can be written in."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.exports import EXPORTS

SLOW = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text("abcdefgãéçõ ÀB.-/0123456789", min_size=1, max_size=9).map(str.strip).filter(bool)
NAMES = ["nome", "cidade", "obs", "valor", "uf"]
TRICKY = st.sampled_from(["a;b", "a,b", 'diz "oi"', "d'água", "duas\nlinhas", "a|b", "R$ 1.234,56", "a\tb", "x\\y", ""])


@st.composite
def tables(draw):
    """A typed column, so that the header can be told from the data, and any text in the others."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    count = draw(st.integers(4, 9))
    rows = [[f"{day + 1:02}/03/2026", *(draw(st.one_of(WORDS, WORDS, TRICKY)) for _ in names)] for day in range(count)]
    return [["data", *names], *rows]


@st.composite
def dialects(draw):
    return (
        draw(st.sampled_from([";", ",", "\t", "|", ", "])),
        draw(st.sampled_from(['"', "'"])),
        draw(st.booleans()),
        draw(st.sampled_from(["\n", "\r\n", "\r"])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])),
        draw(st.booleans()),
    )


def written(rows, separator, quote, doubled, end, *, every):
    def cell(value):
        if not every and not any(
            mark in value for mark in (separator, separator.strip() or separator, quote, "\n", "\\")
        ):
            return value
        if doubled:
            return quote + value.replace(quote, quote * 2) + quote
        return quote + value.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote

    return "".join(separator.join(map(cell, row)) + end for row in rows)


LOOKS = (
    (("hora ", "time"), "1{0}:30"),
    (("data", "date", "dt.", "emissão", "criada em", "última compra", "início", "término"), "1{0}/02/2026"),
    (("cpf", "cnpj", "documento", "cnpf"), "529.982.247-2{0}"),
    (("mail",), "cliente{0}@exemplo.com.br"),
    (("valor", "total", "preço", "price", "vlr", "custo", "receita", "taxa"), "1.{0}34,56"),
    (("quantidade", "número", "id", "nro", "pedido", "cep", "impr", "cliques"), "100{0}"),
)


def plausible(name: str, row: int) -> str:
    look = next((look for words, look in LOOKS if any(word in name.casefold() for word in words)), None)
    return look.format(row) if look else ("São Paulo", "João da Silva", "Ação & Cia", "Pão de Açúcar")[row % 4]


def export(system: str) -> tuple[str, list[list[str]], str]:
    separator, encoding, names = EXPORTS[system]
    header = names.split(";")
    rows = [header, *[[plausible(name, row) for name in header] for row in range(3)]]
    if system == "Nuvemshop - vendas":
        rows[1][15] = "entregar; à tarde\ncom o porteiro"
        rows[2][2:18] = [""] * 16
    if system.startswith("Shopify - orders"):
        rows[2][2:16] = [""] * 14
    quoted = system.startswith("Pipedrive")

    def cell(value: str) -> str:
        special = quoted or separator in value or "\n" in value or '"' in value
        return '"' + value.replace('"', '""') + '"' if special else value

    return "\r\n".join(separator.join(map(cell, row)) for row in rows) + "\r\n", rows, encoding
