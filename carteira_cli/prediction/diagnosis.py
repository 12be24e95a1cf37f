"""What a prediction can't be trusted in, in words: each with the number measured, and what is done instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.prediction.asked import MOST_REGULAR
from carteira_cli.prediction.outlook import FEWEST_REPEATERS, FEWEST_WINDOWS
from carteira_cli.prediction.spending import DEPENDENT
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.models.fitting import Estimate
    from carteira_cli.period import Window
    from carteira_cli.prediction.chosen import Choice
    from carteira_cli.prediction.outlook import Outlook

LARGE = 0.10  # share of the value from which on it hangs on one customer
CUT = 2  # times its share of the time that the first window may have of the first purchases
FEW_REPEATERS, SHORT_HISTORY = LACKING = ("poucos_repetidores", "historia_curta")  # codes of why there is no model
ALIVE = "a chance de estar ativo (p_ativo)"
_FEWEST_TENTHS = 0.1  # windows of history below which they are told as fewer
_LONGEST = 0.5  # share of the time that a first window has at most, to say anything


@dataclass(frozen=True)
class Diagnosis:
    """Something found wanting.

    Attributes:
        code: for machines.
        message: what it is, in a sentence, with the number.
        measured: the number; None where it is no number.
        limit: what it is held against; None where there is none.
        instead: what is done, or what to do, in a clause.
    """

    code: str
    message: str
    measured: float | None
    limit: float | None
    instead: str

    @property
    def words(self) -> str:
        """Both in a sentence."""
        return f"{self.message}; {self.instead}"


def diagnoses(outlook: Outlook, values: pl.Series | None = None) -> tuple[Diagnosis, ...]:
    """What is found wanting of a prediction, what weighs most first.

    Args:
        outlook: what is expected of customers.
        values: what each of them is worth (cents); None where nobody is valued.
    """
    choice = outlook.choice
    of_model = (*_of_choice(choice), *_cut(outlook)) if choice is not None else tuple(_lacking(outlook))
    return (*of_model, *_of_spending(outlook), *(() if values is None else concentrated(values)))


def _lacking(outlook: Outlook) -> Iterator[Diagnosis]:
    """Why there is no model."""
    instead = (
        "sem modelo: quem voltou na janela de inatividade segue nesse ritmo, quem só comprou uma vez, e nela, volta "
        "como a média da carteira, os outros não voltam, e cada um gasta a média de suas compras"
    )
    if outlook.repeaters < FEWEST_REPEATERS:
        again = outlook.repeaters
        bought = f"só {counted(again, 'cliente comprou', 'clientes compraram')}" if again else "nenhum cliente comprou"
        yield Diagnosis(
            FEW_REPEATERS,
            f"{bought} mais de uma vez, e um modelo precisa de {FEWEST_REPEATERS}",
            outlook.repeaters,
            FEWEST_REPEATERS,
            instead,
        )
    if outlook.windows < FEWEST_WINDOWS:
        yield Diagnosis(
            SHORT_HISTORY,
            f"a história tem {_times(outlook.windows)} o prazo de inatividade, e um modelo precisa de "
            f"{FEWEST_WINDOWS} vezes",
            round(outlook.windows, 4),
            FEWEST_WINDOWS,
            instead,
        )


def _times(windows: float) -> str:
    """How often history holds the window, of which it holds less than two: never told as none, nor as the two."""
    if windows < _FEWEST_TENTHS:
        return f"menos de {number(_FEWEST_TENTHS, 1)} vez"
    return f"{number(min(windows, FEWEST_WINDOWS - _FEWEST_TENTHS), 1)} vez"


def _of_choice(choice: Choice) -> Iterator[Diagnosis]:
    fitted, k = choice.fitted, choice.k
    if not fitted.estimate.converged:
        yield _unfinished(fitted.estimate, "das compras", "; tente outro --modelo")
    if not fitted.leaving_known:
        ceiling = f"{ALIVE} e o valor previsto supõem que quase todos ficam: leia-os como teto"
        regular = "; com k = 1 pode ser a regularidade das compras, que parece fidelidade" if k == 1 else ""
        yield Diagnosis(
            "sem_abandono",
            f"os dados não mostram nenhum cliente indo embora de vez: não se sabe quantos vão{regular}",
            None,
            None,
            ceiling if k > 1 else "tente --k auto",
        )
    if choice.capped:
        yield Diagnosis(
            "k_no_limite",
            f"as compras são tão regulares que a verossimilhança ainda subia em k = {k}, o maior que se tenta",
            k,
            MOST_REGULAR,
            f"o modelo fica com k = {k}; para um maior, --k {k + 1}",
        )


def _unfinished(estimate: Estimate, what: str, advice: str = "") -> Diagnosis:
    return Diagnosis(
        "nao_convergiu",
        f"a procura dos parâmetros do modelo {what} não chegou ao fim em {counted(estimate.steps, 'passo')}",
        estimate.steps,
        None,
        f"os números são os do melhor ponto achado{advice}",
    )


def _cut(outlook: Outlook) -> Iterator[Diagnosis]:
    """Whether many customers were there before the data begin: they look newer, and surer to stay, than they are."""
    known, first = outlook.calibration, outlook.purchases.first_day
    if first is None or not known.frame.height:
        return
    length = known.end - known.window.start(known.end)
    time = length / (known.end - first)
    share = known.frame.select((pl.col("primeira") < first + length).mean()).item()
    if time <= _LONGEST and share > CUT * time:
        yield Diagnosis(
            "historia_cortada",
            f"{show(share, Unit.FRACTION)} dos clientes têm a primeira compra {_first(outlook.window)} dos "
            f"dados, {show(time, Unit.FRACTION)} do tempo: sinal de que muitos já compravam antes",
            round(share, 4),
            round(CUT * time, 4),
            f"{ALIVE} sai segura demais para quem parou; inclua vendas mais antigas, se houver",
        )


def _first(window: Window) -> str:
    """In the first so many days or months."""
    return f"{agree(window.length, 'no primeiro', 'nos primeiros')} {window.words}".replace(" 1 ", " ")


def _of_spending(outlook: Outlook) -> Iterator[Diagnosis]:
    spending = outlook.spending
    if spending.fitted is not None and not spending.fitted.estimate.converged:
        yield _unfinished(spending.fitted.estimate, "do gasto")
    if outlook.choice is not None and spending.dependent and spending.correlation is not None:
        more = "mais" if spending.correlation > 0 else "menos"
        yield Diagnosis(
            "valor_depende_da_frequencia",
            f"quem compra mais vezes gasta {more} a cada compra (correlação {number(spending.correlation, 2)}), e o "
            "modelo de gasto supõe que uma coisa não depende da outra",
            round(spending.correlation, 4),
            DEPENDENT,
            "o ticket previsto é a média de cada cliente",
        )
    if outlook.choice is not None and spending.without:  # without a model of spending nobody is missing from it
        many = spending.without
        yield Diagnosis(
            "devolveu_tudo",
            f"{counted(many, 'cliente comprou', 'clientes compraram')} de novo e "
            f"{agree(many, 'devolveu', 'devolveram')} tudo",
            many,
            0,
            f"{agree(many, 'não conta', 'não contam')} no modelo de gasto",
        )


def concentrated(values: pl.Series, of: str = "do valor da carteira") -> Iterator[Diagnosis]:
    """Whether what all customers are worth (cents, a number each) hangs on one of them; `of` names it."""
    total, largest = int(values.sum() or 0), int(values.max() or 0)  # type: ignore[arg-type]  # cents
    if total > 0 and largest / total > LARGE:
        yield Diagnosis(
            "cliente_concentra",
            f"um só cliente é {show(largest / total, Unit.FRACTION)} {of}",
            round(largest / total, 4),
            LARGE,
            f"sem ele ficam {money_of_cents(total - largest)}",
        )
