"""What databases and their drivers complain of, in Portuguese, without a word of theirs that may hold a secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = re.compile(r"\s*\n.*", re.DOTALL)


@dataclass(frozen=True)
class DatabaseFailure:
    """A kind of complaint.

    Attributes:
        pattern: of the driver's words, or of the code that it gives.
        told: what is wrong, after the name of the database.
        hint: what to do about it.
    """

    pattern: str
    told: str
    hint: str

    def fits(self, said: str) -> bool:
        """Whether a complaint is of this kind."""
        return re.search(self.pattern, said, re.IGNORECASE) is not None


CREDENTIALS = ("o usuário ou a senha não conferem", "confira o usuário e a senha do endereço")
NO_DATABASE = ("o banco não existe no servidor", "confira o nome do banco no endereço")
FORBIDDEN = ("sem permissão para ler", "peça ao administrador do banco permissão de leitura (select) para o usuário")
ONLY_READS = ("a consulta faz mais do que ler, e foi recusada: nada mudou no banco", "use uma que só leia (select)")
UNREACHED = ("o servidor não respondeu", "confira o endereço, a porta e a rede, e tente de novo")
CUT = ("a conexão caiu no meio, e o que chegou não foi usado", "confira a rede e o servidor, e tente de novo")
STOPPED = ("o servidor interrompeu a consulta", "o tempo máximo dele pode ser curto: peça menos linhas, ou mais tempo")
BUSY = ("o servidor não aceita mais conexões agora", "espere um pouco e tente de novo")
INSIDE = ("a consulta falhou no conteúdo de uma célula, como uma divisão por zero", "confira as contas da consulta")
OTHERWISE = ("o banco não pôde ser lido", "confira o endereço, a tabela e o estado do servidor")


def failed(shown: str, told: tuple[str, str]) -> DataError:
    """The error of a database."""
    what, hint = told
    return DataError(f"{shown}: {what}", hint)


def malformed(system: str, port: int) -> tuple[str, str]:
    """What is said of an address that can't be taken apart."""
    like = f"{system}://usuario:senha@servidor:{port}/banco"
    return "o endereço está malformado", f"ele é como {like}; na senha, @ : / ? e # se escrevem %40 %3A %2F %3F %23"


def told_by(failures: Iterable[DatabaseFailure], said: str) -> tuple[str, str] | None:
    """The first kind of complaint that one is of."""
    return next(((one.told, one.hint) for one in failures if one.fits(said)), None)


def invalid_query(said: str, *, own: bool) -> tuple[str, str]:
    """A query that the database does not understand, with what it says of that: names and words of the query.

    Args:
        said: the complaint; its first line is told.
        own: whether the user wrote the query.
    """
    reason = _LINE.sub("", said.strip()).rstrip(".")
    if not own:
        return (f"a tabela não pôde ser lida ({reason})", "confira a tabela, ou escreva a consulta com --consulta")
    return (f"a consulta não vale ({reason})", "confira os nomes das tabelas e colunas e a escrita da consulta")


def lacking(system: str, extra: str) -> SurroundingsError:
    """The error where the driver of a system is not installed."""
    return SurroundingsError(
        f"para ler um banco {system} falta o driver dele",
        f'instale com: pip install "carteira-cli[{extra}]"',
    )
