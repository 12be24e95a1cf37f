"""A portfolio that is opened once, and asked by name: `carteira.abrir("pasta").churn("2024-Q1", por="uf")`."""

from __future__ import annotations

from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from carteira_cli.api import report_of
from carteira_cli.commands import commands
from carteira_cli.config.resolve import load
from carteira_cli.config.settings import SourceSettings
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.library.analyses import Analyses
from carteira_cli.library.methods import asked_commands, method_name
from carteira_cli.library.options import flags, opening_options, options_of, taken, words_of
from carteira_cli.library.readings import Readings, state_of
from carteira_cli.library.result import Resultado
from carteira_cli.library.spoken import discreet_about, spoken
from carteira_cli.outgoing.clock import today
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report


class Carteira(Analyses):
    """Uma carteira aberta: cada comando é um método, e os arquivos são lidos uma vez.

    Um arquivo que muda é lido de novo na pergunta seguinte. `fechar` devolve o espaço em disco; `with` fecha sozinho.
    De várias threads ela responde a uma pergunta por vez.
    """

    def __init__(self, pasta: str | Path = ".", **opcoes: Any) -> None:  # noqa: ANN401 - values of many types
        """Como `abrir`."""
        with spoken():
            self._pasta = Path(_path(pasta))
            self._place = _from_root(self._pasta)
            self._readings, self._one_at_a_time = Readings(), RLock()
            self._options = MappingProxyType(flags(opcoes, opening_options(), "abrir"))
            config = load({**self._options, SourceSettings.pasta.key: str(self._pasta)})
            discreet_about(config)

    @property
    def pasta(self) -> Path:
        """Onde estão os arquivos."""
        return self._pasta

    @property
    def comandos(self) -> tuple[str, ...]:
        """O que se pode perguntar: o nome de cada método."""
        return tuple(map(method_name, asked_commands()))

    def perguntar(self, comando: str, opcoes: Mapping[str, Any] | None = None) -> Resultado:
        """O resultado de um comando, pelo nome que tem na linha de comando.

        Args:
            comando: como "churn-receita".
            opcoes: as opções, como `{"periodo": "2024-Q1", "por": "uf"}`.

        Raises:
            CarteiraError: o que a linha de comando também recusa, com a mesma mensagem e a mesma dica.
        """
        with spoken(words=words_of(opcoes or {})), self._one_at_a_time:
            asked = str(comando).replace("_", "-")
            if asked not in asked_commands():
                raise UsageError(f'não há o comando "{comando}"', did_you_mean(asked, asked_commands()))
            given = flags(opcoes or {}, options_of(asked), method_name(asked))
            told = {**taken(asked, self._options), **given, SourceSettings.pasta.key: str(self._folder())}
            config = load(told)
            discreet_about(config)
            seen = state_of(config)  # before anything is read: what changes later is not what was
            return Resultado(_whole(prepared(self._report(asked, config), config)), config, seen)

    def _report(self, command: str, config: Config) -> Report:
        module = commands()[command].answers
        if module:
            answered: Report = import_module(module).answer(config, today())
            return answered
        self._readings.refresh(config)
        return report_of(command, config, self._readings.open)

    def _folder(self) -> Path:
        """The folder as it was named; from the root, once that name leads elsewhere from where one stands."""
        return self._pasta if _from_root(self._pasta) == self._place else self._place

    def fechar(self) -> None:
        """Devolve o espaço que a leitura tomou no disco; a próxima pergunta lê de novo."""
        with self._one_at_a_time:
            self._readings.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"pasta": str(self._folder()), **self._options}

    def __setstate__(self, state: dict[str, Any]) -> None:
        again = type(self)(**state)  # a copy reads for itself: of two that shared it, one would close the other's
        self.__dict__.update(again.__dict__)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fechar()

    def __repr__(self) -> str:
        few = ", ".join(f".{name}" for name in self.comandos[:3])
        return f'<{type(self).__name__} "{self._pasta}", {len(self.comandos)} perguntas: {few}, …>'


def abrir(pasta: str | Path = ".", **opcoes: Any) -> Carteira:  # noqa: ANN401 - values of many types
    """Abre uma pasta com exportações: nada é lido antes da primeira pergunta.

    Args:
        pasta: onde estão os arquivos, e o `carteira.toml`, se houver.
        opcoes: as da linha de comando que valem para tudo o que se pergunta, com _ em vez de -: `inatividade="90d"`,
            `vendas="vendas-2024.csv"`, `sem_identificadores=True`.

    Raises:
        CarteiraError: a pasta não existe, ou uma opção não se entende: `.mensagem` diz o quê, e `.dica` o que fazer.

    Example:
        >>> import carteira_cli as carteira
        >>> c = carteira.abrir("examples/minima", inatividade="90d")
        >>> c.churn("2024-Q1").valor("churn")
        0.5
    """
    return Carteira(pasta, **opcoes)


def _whole(report: Report) -> Report:
    """A report whose rows are all there: its files may change or go while somebody has the result."""
    for table in report.tables:
        if isinstance(table.rows, Rows):
            table.rows.hold()
    return report


def _path(told: object) -> str | PathLike[str]:
    if isinstance(told, str | PathLike) and isinstance(fspath(told), str):
        return told
    raise UsageError(f"pasta não pode ser {type(told).__name__}", 'use um texto ou um Path, como pasta="dados"')


def _from_root(path: Path) -> Path:
    try:
        return path.absolute()
    except OSError:  # where one stands is gone
        return path
