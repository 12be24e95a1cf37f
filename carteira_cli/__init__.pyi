from carteira_cli.errors import CarteiraError as Erro
from carteira_cli.library.opened import Carteira as Carteira
from carteira_cli.library.opened import abrir as abrir
from carteira_cli.library.result import Resultado as Resultado

__all__ = ["Carteira", "Erro", "Resultado", "__version__", "abrir"]

__version__: str
