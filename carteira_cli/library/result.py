"""The result of an analysis, for Python: its numbers by name, its tables as frames, the bytes that files would have."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, UsageError, did_you_mean
from carteira_cli.library.readings import state_of
from carteira_cli.library.spoken import spoken
from carteira_cli.render import format_of, render
from carteira_cli.render.flat import every_table
from carteira_cli.report import Kind
from carteira_cli.units import show

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from carteira_cli.config.resolve import Config
    from carteira_cli.library.readings import State
    from carteira_cli.report import PeriodLine, Reading, Report
    from carteira_cli.rows import Cell


@dataclass(frozen=True, repr=False)
class Resultado:
    """O resultado de uma análise; o que está nele não muda.

    Attributes:
        relatorio: tudo o que a análise disse, antes de qualquer formato.
        config: o que ela ouviu.
        lido: o que diz se os arquivos ainda são os que ela leu.
    """

    relatorio: Report
    config: Config = field(compare=False)
    lido: State = field(default=(), compare=False)

    @property
    def comando(self) -> str:
        """O comando que faz o mesmo."""
        return self.relatorio.command

    @property
    def titulo(self) -> str:
        """O título."""
        return self.relatorio.title

    @property
    def periodo(self) -> PeriodLine | None:
        """O período, com as duas pontas; None onde a análise não tem um."""
        return self.relatorio.period

    @property
    def indicadores(self) -> tuple[str, ...]:
        """Os indicadores que há, na ordem da tela: os nomes que `valor` conhece."""
        return tuple(one.key for one in self.relatorio.readings if one.missing is None)

    @property
    def tabelas(self) -> tuple[str, ...]:
        """As tabelas que há: os nomes que `tabela` conhece."""
        return tuple(one.key for one in every_table(self.relatorio))

    @property
    def avisos(self) -> tuple[str, ...]:
        """O que quem lê os números precisa saber."""
        return self.relatorio.warnings

    @property
    def notas(self) -> tuple[str, ...]:
        """Como os números se leem."""
        return self.relatorio.notes

    @property
    def respostas(self) -> tuple[str, ...]:
        """O que a análise diz em frases."""
        return self.relatorio.answer

    def valor(self, indicador: str) -> Cell:
        """Um indicador: dinheiro em reais, frações entre 0 e 1, contagens inteiras; None onde é n/d.

        Args:
            indicador: o nome, como `churn`; `.indicadores` diz os que há.

        Raises:
            CarteiraError: não há esse indicador, ou falta a fonte dele.
        """
        return self._reading(indicador).value

    def partes(self, indicador: str) -> tuple[Cell, Cell]:
        """O numerador e o denominador de um indicador que os tem.

        Raises:
            CarteiraError: não há esse indicador, ou falta a fonte dele.
        """
        found = self._reading(indicador)
        return found.numerator, found.denominator

    def tabela(self, nome: str) -> pl.DataFrame:
        """Uma tabela: datas são datas, contagens inteiros, e dinheiro reais.

        Args:
            nome: como `por` ou `indicadores`; `.tabelas` diz as que há.

        Raises:
            CarteiraError: não há essa tabela.
        """
        import polars as pl  # weight: for who wants a frame

        from carteira_cli.render.formats.parquet import arrow  # weight: pyarrow

        found = next((one for one in every_table(self.relatorio) if one.key == nome), None)
        with spoken(self.config):
            if found is None:
                raise UsageError(f'"{self.comando}" não tem a tabela "{nome}"', did_you_mean(str(nome), self.tabelas))
        frame = pl.from_arrow(arrow(found))
        if not isinstance(frame, pl.DataFrame):
            raise TypeError("a table of Arrow is a frame")
        return frame

    def json(self) -> dict[str, Any]:
        """O mesmo que `-f json` na linha de comando, lido."""
        document: dict[str, Any] = json.loads(render(self.relatorio, "json", self.config))
        return document

    def recibo(self) -> dict[str, Any]:
        """O recibo: o sha256 e o tamanho de cada arquivo lido, a versão, as regras, o pedido e os números.

        `carteira conferir` o refaz, se gravado num arquivo.

        Raises:
            CarteiraError: um arquivo não é mais o que foi lido.
        """
        from carteira_cli.outgoing.receipt import receipt_of  # weight: for who asks for one

        return self._of_the_same_files(receipt_of)

    def origem(self) -> dict[str, Any]:
        """Do recibo, a versão e os arquivos lidos, com o sha256 de cada um.

        Raises:
            CarteiraError: um arquivo não é mais o que foi lido.
        """
        from carteira_cli.outgoing.receipt import origin_of  # weight: for who asks for it

        return self._of_the_same_files(origin_of)

    def _of_the_same_files(self, made: Callable[[Report, Config], dict[str, Any]]) -> dict[str, Any]:
        """What is made of the files of the result, which they must be at its beginning and at its end."""
        with spoken(self.config):
            found = made(self.relatorio, self.config) if state_of(self.config) == self.lido else None
            if found is None or state_of(self.config) != self.lido:
                raise DataError(
                    "os arquivos não são mais os deste resultado", "pergunte de novo, e use o resultado novo"
                )
        return found

    def texto(self) -> str:
        """O mesmo que a tela, sem cores."""
        return render(self.relatorio, "tabela", self.config).decode()

    def salvar(self, caminho: str | Path) -> Path:
        """Grava um arquivo, do formato que o sufixo diz: .xlsx, .csv, .parquet, .html, .json, .md e outros.

        Returns:
            O caminho.

        Raises:
            CarteiraError: nenhum formato tem o sufixo, não foi possível gravar, ou é um arquivo da carteira.
        """
        from carteira_cli.output import write_all  # weight: for who writes a file
        from carteira_cli.sources.finding.locate import refuse_inputs  # weight: as above

        path = Path(caminho)
        with spoken(self.config):
            with suppress(DataError):  # they are not there any more: none is lost
                refuse_inputs([path], self.config, "salvar")
            write_all([(path, format_of(path).render(self.relatorio))])
        return path

    def _reading(self, key: str) -> Reading:
        found = next((one for one in self.relatorio.readings if one.key == key), None)
        with spoken(self.config):
            if found is None:
                hint = did_you_mean(str(key), self.indicadores)
                raise UsageError(f'"{self.comando}" não tem o indicador "{key}"', hint)
            if found.missing is not None:
                raise UsageError(f'"{key}" precisa de {found.missing}, que não está na pasta', f"traga {found.missing}")
        return found

    def __repr__(self) -> str:
        when = f" {self.periodo.label}" if self.periodo is not None else ""
        told = [f"{one.key} {_shown(one)}" for one in self.relatorio.readings if one.missing is None]
        shown = "; ".join(told[:_FEW]) + ("; …" if told[_FEW:] else "")
        return f"<{type(self).__name__} {self.comando}{when}{': ' if shown else ''}{shown}>"

    def _repr_html_(self) -> str:
        from carteira_cli.render.page.notebook import html  # weight: for a notebook

        return html(self.relatorio)


_FEW = 4


def _shown(reading: Reading) -> str:
    if reading.value is None:
        return "n/d"
    if isinstance(reading.unit, Kind) or isinstance(reading.value, str):
        return str(reading.value)
    return show(reading.value, reading.unit)
