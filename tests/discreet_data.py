"""Files in which every cell is a token of its own, and most are wrong: whatever a run says of them must not be one.

`ZQX…` are cells that nobody asks for: they may be nowhere. `GRP…` are values of attributes that groups and tables are
made of: they may be in tables, and in no sentence.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from carteira_cli import told as outgoing
from carteira_cli.quoted import discreet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

SECRET = re.compile(r"ZQX\w+|zqx\w+|(?<![\d.])77[0-9]{5,6}(?![\d.])")
GROUP = re.compile(r"GRP\w*", re.IGNORECASE)
LIMITS = """ordem_etapas = ["GRPETAPA0", "GRPETAPA1"]
[[limites]]
indicador = "churn"
por = "uf"
erro = "> 1%"
[[limites]]
indicador = "ticket_pedido"
erro = "> R$ 1,00"
[[exportar]]
comando = "churn"
saida = "exportado.json"
"""


def dirty(folder: Path) -> Path:
    """A portfolio in which every kind of line that is told of is there."""
    fresh = (f"{number:04}" for number in count(1))

    def text(kind: str = "") -> str:
        return f"ZQX{kind}{next(fresh)}"

    def number() -> str:
        return f"770{next(fresh)}"

    people = [f"ZQXcliente{place}" for place in range(14)]
    rows = ["data;cliente;valor;venda;status;vendedor;produto;categoria;quantidade;moeda;canal;Motivo cancelamento;Obs"]
    for place, who in enumerate(people):
        for month in (1, 2, 3, 4, 5, 6):
            if (place + month) % 4:
                group = f"GRPVEND{place % 3};GRPPROD{place % 4};GRPCAT{place % 2}"
                order = f"770000{place}{month}" if place % 5 else "7700001"  # one number, several customers
                status = "ok" if month != 3 else f"ZQXsituacao{place % 3}"
                money = "BRL" if month != 4 else "ZQXmoeda"
                line = f"{month + place:02}/0{month}/2024;{who};{place + 1}00,50;{order};{status};{group};1;{money};"
                rows.append(f"{line}GRPCANAL{place % 2};;{text('obs')}")
    tail = ";ok;GRPVEND0;GRPPROD0;GRPCAT0;1;BRL;GRPCANAL0;"
    wrong = [
        f"05/02/2024;{text()};{text('nome')};{number()}{tail}{text('motivo')};{text()}",
        f"31/02/2024;{text()};10,00;{number()}{tail};{text()}",
        f"{text('data')};{text()};10,00;{number()}{tail};",
        f"05/02/2024;;10,00;{number()}{tail};{text()}",
        f"05/02/2024;{text()};12.34,567;{number()}{tail};",
        f"05/02/2024;{text()};US$ 1,00;{number()}{tail};",
        f"05/02/2024;{text()};1,234567;{number()}{tail};",
        f"05/02/2024;{text('quebrada')};10,00",
        f"05/02/2024;{text('longa')};10,00;{number()}{tail};{text()};{text()};{text()}",
        f"05/02/2024;{people[2].upper()};10,00;{number()}{tail};",
        f"05/02/2024;Consumidor final ZQXbalcao;10,00;{number()}{tail};",
        f"05/02/2024;CONSUMIDOR FINAL;10,00;{number()}{tail};",
        f"05/02/2024;7,70001E+15;10,00;{number()}{tail};",
        f"05/02/2024;{people[3]};7799999,00;{number()}{tail};",
        f"05/02/2031;{people[3]};11,00;{number()}{tail};",
        f"05/02/2024;{people[4]};20,00;{number()};Cancelado ZQXpor;GRPVEND9;GRPPROD0;GRPCAT0;-1;BRL;GRPCANAL0;ZQXpor;",
        "Devoluções ZQXtitulo;;;;;;;;;;;;",
        f"06/02/2024;{people[5]};30,00;{number()}{tail};",
        "Total ZQXrodape;;7712345,00;;;;;;;;;;",
    ]
    (folder / "vendas.csv").write_bytes("\r\n".join(["Relatório ZQXtopo;;;", *rows, *wrong, ""]).encode("cp1252"))
    (folder / "clientes.csv").write_text(
        "cliente,nome,documento,uf,cidade,segmento,vendedor,data_cadastro,email,telefone\n"
        + "".join(
            f"{who},{text('nome')},{text('doc') if place % 3 else '7700000000' + str(place)},GRPUF{place % 2},"
            f"GRPCID{place % 3},GRPSEG{place % 2},GRPVEND{place % 3},2023-01-1{place % 9},{text()}@x,{number()}\n"
            for place, who in enumerate(people[:12])
        )
        + f"{people[0]},{text('outro')},111.444.777-35,GRPUF1,,,GRPVEND8,{text('data')},,\n"
        + f",{text('sem')},,,,,,,,\n{text('metade')}\n",
        encoding="utf-8",
    )
    (folder / "leads.csv").write_text(
        "lead,data,cliente,data_conversao,origem,etapa,vendedor,valor\n"
        + "".join(
            f"ZQXlead{place},2024-0{place % 6 + 1}-03,{people[place % 9]},"
            f"{f'2024-0{place % 6 + 1}-20' if place % 2 else ''},GRPORIG{place % 2},GRPETAPA{place % 2},GRPVEND0,\n"
            for place in range(12)
        )
        + f"ZQXlead1,2024-02-01,,2024-01-01,GRPORIG0,Perdido GRPperdida,GRPVEND0,{text()}\n"
        + f"{text()},{text('data')},,,GRPORIG0,GRPETAPA7,GRPVEND0,\n",
        encoding="utf-8",
    )
    (folder / "custos.csv").write_text(
        f"data,valor,canal,tipo\n2024-02-01,100.00,GRPCANAL0,ZQXtipo\n2024-03-01,{text('valor')},GRPCANAL1,{text()}\n"
        f"{text('data')},10.00,GRPCANAL0,{text()}\n2024-03-02,5.00,GRPCANAL0,{text()}\n",
        encoding="utf-8",
    )
    (folder / "contratos").mkdir()
    (folder / "contratos" / "assinaturas.csv").write_text(
        "cliente,inicio,fim,valor_mensal,plano,periodicidade\n"
        + "".join(
            f"{who},2023-0{place % 9 + 1}-01,{'2024-04-01' if place % 3 else ''},{place}0.00,GRPPLANO{place % 2},"
            f"{('mensal', 'anual ZQXano', 'ZQXperiodo')[place % 3]}\n"
            for place, who in enumerate(people)
        )
        + f"{people[0]},2023-02-01,2023-01-01,10.00,GRPPLANO0,mensal\n"
        + f"{text()},{text('inicio')},,1.00,GRPPLANO0,mensal\n"
        + f"{people[1]},2023-05-01,{text('fim')},{text('valor')},GRPPLANO0,única ZQXvez\n",
        encoding="utf-8",
    )
    (folder / "titulos.csv").write_text(
        "titulo,cliente,vencimento,valor,emissao,pagamento,valor_pago,situacao,vendedor\n"
        + "".join(
            f"ZQXtit{place},{people[place % 14]},2024-0{place % 8 + 1}-05,{place + 1}0.00,2024-01-02,"
            f"{f'2024-0{place % 5 + 1}-20' if place % 3 else ''},{f'{place}.00' if place % 3 else ''},"
            f"aberto,GRPVEND{place % 3}\n"
            for place in range(40)
        )
        + f"{text()},{people[0]},2024-02-05,-7712345.00,2024-01-02,,,aberto,GRPVEND0\n"
        f"{text()},{text()},{text('data')},10.00,2024-01-02,,,{text('situacao')},GRPVEND0\n"
        f"{text()},{people[1]},2024-02-05,10.00,2024-01-02,,5.00,aberto,GRPVEND0\n",
        encoding="utf-8",
    )
    (folder / "metas.csv").write_text(
        "vendedor,periodo,meta\nGRPVEND0,2024-01,100\nGRPVEND0,2024-01,200\nGRPvend 1,2024-01,50\n"
        "ZQXninguem,2024-02,10\n"
        f"GRPVEND2,{text('periodo')},10\nGRPVEND2,2024-Q1,{text('meta')}\nGRPVEND1,2024-01-15,10\nGRPVEND2,2024-03,-5\n",
        encoding="utf-8",
    )
    (folder / "contatos.csv").write_text(
        "cliente,data,tipo,vendedor,resultado,proximo\n"
        + "".join(
            f"{who},2024-0{place % 5 + 1}-10,{text('tipo')},{'GRPVEND0' if place % 2 else text('vend')},{text('res')},"
            f"{'2024-03-15' if place % 3 else text('prox')}\n"
            for place, who in enumerate(people)
        )
        + f"{text('quem')},2024-02-10,,GRPVEND0,,\n{text()},{text('data')},,,,\n",
        encoding="utf-8",
    )
    (folder / "etapas.csv").write_text(
        "lead,etapa,data\n"
        + "".join(f"ZQXlead{place},GRPETAPA{place % 2},2024-0{place % 6 + 1}-05\n" for place in range(12))
        + f"{text('lead')},GRPETAPA0,2024-02-10\nZQXlead2,GRPETAPA1,{text('data')}\n",
        encoding="utf-8",
    )
    _opinions(folder / "opinioes", people, text)
    (folder / "carteira.toml").write_text(LIMITS, encoding="utf-8")
    return folder


def _opinions(folder: Path, people: list[str], text: Callable[[str], str]) -> None:
    """Answers of customers and a campaign, in a folder of their own."""
    folder.mkdir()
    (folder / "avaliacoes.csv").write_text(
        "cliente,data,nota,comentario,pesquisa,convite\n"
        + "".join(
            f"{who},2024-0{place % 5 + 1}-10,{(10, 9, 3, 7, 13)[place % 5]},{text('comentario')},"
            f"GRPPESQ{place % 2},2024-0{place % 5 + 1}-05\n"
            for place, who in enumerate(people)
        )
        + f"{people[0]},2024-05-20,2,{text('outra')},GRPPESQ0,\n{text('quem')},2024-05-20,9,,GRPPESQ0,2024-05-01\n"
        + f"{people[1]},,,,GRPPESQ0,2024-05-02\n{people[2]},{text('data')},9,,GRPPESQ1,{text('convite')}\n"
        + f"{people[3]},2024-05-20,{text('nota')},,GRPPESQ1,2024-05-02\n",
        encoding="utf-8",
    )
    (folder / "campanhas.csv").write_text(
        "campanha,cliente,grupo,data,custo\n"
        + "".join(
            f"GRPCAMP0,{who},{('tratado', 'controle')[place % 2]},2024-02-0{place % 9 + 1},1.00\n"
            for place, who in enumerate(people)
        )
        + f"GRPCAMP0,{people[0]},controle,,\nGRPCAMP0,{text('quem')},{text('grupo')},,\n"
        + f"GRPCAMP1,{people[1]},tratado,2024-01-20,\nGRPCAMP0,{people[1]},tratado,{text('data')},{text('custo')}\n",
        encoding="utf-8",
    )


def others(folder: Path) -> dict[str, Path]:
    """Single files of other shapes: without a header, workbooks, broken ones, with other tables inside."""
    folder.mkdir(exist_ok=True)
    texts = {
        "sem-cabecalho.csv": "ZQXana;2024-01-02;100,50\nZQXbia;2024-01-03;200,00\nZQXcau;2024-02-03;ZQXvalor\n",
        "so-textos.csv": "ZQXa;ZQXb;ZQXc\nZQXd;ZQXe;ZQXf\nZQXg;ZQXh;ZQXi\n",
        "uma-coluna.csv": "ZQXum\nZQXdois\nZQXtres\n",
        "outro-bloco.csv": "cliente,data,valor\nZQXa,2024-01-02,1.00\nZQXb,2024-01-03,2.00\n\nZQXnome,ZQXfone,ZQXmail\n"
        "ZQXc,7700001,ZQXd\nZQXe,7700002,ZQXf\n",
        "outra-tabela.csv": "cliente,data,valor\nZQXa,2024-01-02,1.00\n\nproduto,estoque,quando\nZQXb,7,2024-01-05\n",
        "milhares.csv": "cliente,data,valor\nZQXa,2024-01-02,7.712\nZQXb,2024-01-02,7.713\n",
        "enorme.csv": "cliente,data,valor\nZQXa,2024-01-02,77000001000000.00\n"
        + "ZQXb,2024-01-02,90000000000.00\n" * 9,
        "ordem.csv": "cliente,data,valor\n" + "ZQXa,13/01/2024,1\nZQXb,01/14/2024,2\n" * 9,
        "moedas.csv": "cliente,data,valor,moeda\nZQXa,2024-01-02,1.00,USD\nZQXb,2024-01-02,1.00,ZQXmoeda\n",
        "aspas.csv": 'cliente,data,valor\n"ZQXa,2024-01-02,1.00\nZQXb,2024-01-02,2.00\nZQX"c,2024-01-02,3.00\n',
        "nulo.csv": "cliente,data,valor\nZQX\0a,2024-01-02,1.00\nZQXb,2024-01-02,2.00\n",
        "pagina.csv": "<html><body>ZQXpagina</body></html>",
        "objeto.csv": '{"ZQXchave": "ZQXvalor"}',
    }
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "codificacao.csv").write_bytes("cliente,data,valor\nZQXJoão,2024-01-02,1.00\nZQX".encode("utf-16"))
    book = xlsxwriter.Workbook(str(folder / "pasta.xlsx"))
    sheet = book.add_worksheet("Plan1")
    for row, cells in enumerate(
        [
            ["Relatório ZQXtopo"],
            ["cliente", "data", "valor", "status"],
            ["ZQXa", "2024-01-02", 10.5, "ZQXsituacao"],
            ["ZQXb", "ZQXdata", 11.5, "ok"],
            ["ZQXc", "2024-01-04", "ZQXvalor", "ok"],
            ["ZQXd", "2024-01-05", 1.5, "Cancelado ZQXpor"],
            ["Total ZQXgeral", None, 34.5],
        ]
    ):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    book.close()
    frame = {"cliente": ["ZQXa", "ZQXb"], "data": ["2024-01-02", "ZQXdata"], "valor": ["1.00", "ZQXvalor"]}
    pl.DataFrame(frame).write_parquet(folder / "tabela.parquet")
    return {path.name: path for path in sorted(folder.iterdir())}


def strict_net(patch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that the net of privacy had to change: what quotes a cell has to do so by `cell`."""
    needed: list[str] = []

    def net(sentence: str) -> str:
        kept = discreet(sentence)
        needed.extend([sentence] if kept != sentence else [])
        return kept

    patch.setattr(outgoing, "discreet", net)
    return needed
