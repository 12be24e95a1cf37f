"""The words and shares of the example: what a user can read, hence Portuguese.

Every tuple is part of the recipe: changing one changes the portfolios of every seed.
"""

from __future__ import annotations

from carteira_cli.dataclass import dataclass


@dataclass(frozen=True)
class Place:
    """A state, its share of the customers and some of its cities."""

    uf: str
    weight: int
    cities: tuple[str, ...]


@dataclass(frozen=True)
class Trade:
    """A trade: its share of the customers, how its shops are called and what they buy (weights by `CATEGORIES`)."""

    name: str
    weight: int
    prefixes: tuple[str, ...]
    tastes: tuple[int, ...]


@dataclass(frozen=True)
class Channel:
    """Where customers come from: share, monthly hazard of leaving for good (per mille), cost of one (percent)."""

    name: str
    weight: int
    hazard: int
    cost: int


@dataclass(frozen=True)
class Product:
    """A product: price of a unit in cents, share of the price that it costs (percent), popularity."""

    name: str
    category: int
    price: int
    cost: int
    weight: int


PLACES = (
    Place("SP", 30, ("São Paulo", "Campinas", "Ribeirão Preto", "Santos", "Sorocaba", "São José dos Campos")),
    Place("MG", 13, ("Belo Horizonte", "Uberlândia", "Juiz de Fora", "Montes Claros", "Poços de Caldas")),
    Place("PR", 10, ("Curitiba", "Londrina", "Maringá", "Cascavel", "Ponta Grossa")),
    Place("RJ", 9, ("Rio de Janeiro", "Niterói", "Petrópolis", "Volta Redonda")),
    Place("RS", 8, ("Porto Alegre", "Caxias do Sul", "Pelotas", "Santa Maria")),
    Place("SC", 7, ("Florianópolis", "Joinville", "Blumenau", "Chapecó")),
    Place("BA", 6, ("Salvador", "Feira de Santana", "Vitória da Conquista", "Ilhéus")),
    Place("GO", 4, ("Goiânia", "Anápolis", "Rio Verde")),
    Place("PE", 4, ("Recife", "Caruaru", "Jaboatão dos Guararapes")),
    Place("CE", 3, ("Fortaleza", "Juazeiro do Norte", "Sobral")),
    Place("ES", 2, ("Vitória", "Vila Velha", "Cachoeiro de Itapemirim")),
    Place("DF", 2, ("Brasília",)),
    Place("MT", 1, ("Cuiabá", "Rondonópolis")),
    Place("PA", 1, ("Belém", "Santarém")),
)

CATEGORIES = (
    "Mercearia",
    "Bebidas",
    "Frios e laticínios",
    "Confeitaria",
    "Limpeza",
    "Higiene",
    "Descartáveis",
)

SEGMENTS = (
    Trade("Mercado", 30, ("Mercado", "Supermercado", "Mercearia", "Empório"), (9, 8, 5, 2, 4, 4, 1)),
    Trade("Restaurante", 20, ("Restaurante", "Cantina", "Churrascaria"), (7, 7, 5, 1, 3, 0, 4)),
    Trade("Padaria", 16, ("Padaria", "Panificadora", "Confeitaria"), (5, 4, 7, 9, 2, 0, 3)),
    Trade("Farmácia", 10, ("Farmácia", "Drogaria"), (0, 1, 0, 0, 2, 9, 0)),
    Trade("Lanchonete", 10, ("Lanchonete", "Pastelaria", "Café"), (3, 8, 5, 2, 2, 0, 6)),
    Trade("Hotel", 6, ("Hotel", "Pousada"), (3, 4, 4, 1, 6, 6, 2)),
    Trade("Escola", 4, ("Escola", "Colégio"), (5, 2, 3, 1, 6, 3, 4)),
    Trade("Conveniência", 4, ("Conveniência", "Adega"), (2, 9, 2, 1, 1, 1, 2)),
)

CHANNELS = (
    Channel("indicacao", 30, 24, 45),
    Channel("representante", 30, 33, 100),
    Channel("anuncio", 25, 54, 140),
    Channel("evento", 15, 40, 120),
)

SELLERS = (
    ("Ana Beatriz Moura", 14),
    ("Antônio Carlos Sá", 12),
    ("Cláudia Regina Paz", 12),
    ("Édson Luís Prado", 11),
    ("Fábio Conceição", 10),
    ("Helena Magalhães", 10),
    ("João Vítor Assunção", 9),
    ("Lúcia Brandão", 8),
    ("Márcio Fagundes", 8),
    ("Renata Guimarães", 6),
)

PRODUCTS = (
    Product("Arroz tipo 1 5 kg", 0, 2690, 76, 9),
    Product("Feijão carioca 1 kg", 0, 790, 74, 8),
    Product("Óleo de soja 900 ml", 0, 749, 76, 8),
    Product("Açúcar refinado 1 kg", 0, 489, 75, 7),
    Product("Café torrado e moído 500 g", 0, 1890, 70, 7),
    Product("Macarrão espaguete 500 g", 0, 459, 71, 6),
    Product("Molho de tomate 2 kg", 0, 1690, 70, 4),
    Product("Água mineral 500 ml cx. 12", 1, 1790, 69, 8),
    Product("Refrigerante de guaraná 2 L cx. 6", 1, 4390, 74, 9),
    Product("Suco de uva integral 1 L", 1, 1490, 70, 4),
    Product("Cerveja pilsen lata cx. 12", 1, 3690, 75, 9),
    Product("Energético lata cx. 6", 1, 4590, 70, 3),
    Product("Leite integral 1 L cx. 12", 2, 5890, 76, 9),
    Product("Muçarela peça 4 kg", 2, 13900, 75, 6),
    Product("Presunto cozido 3,5 kg", 2, 8490, 74, 5),
    Product("Manteiga com sal 500 g", 2, 2390, 73, 5),
    Product("Requeijão cremoso 1,5 kg", 2, 2990, 71, 4),
    Product("Farinha de trigo 25 kg", 3, 9890, 75, 8),
    Product("Fermento biológico seco 500 g", 3, 2190, 69, 6),
    Product("Chocolate em pó 1 kg", 3, 3290, 70, 4),
    Product("Creme de avelã 3 kg", 3, 9990, 69, 2),
    Product("Detergente neutro 5 L", 4, 1890, 67, 7),
    Product("Água sanitária 5 L", 4, 1490, 67, 7),
    Product("Desinfetante de pinho 5 L", 4, 2290, 68, 5),
    Product("Sabão em pó 5 kg", 4, 4690, 71, 5),
    Product("Papel higiênico fardo 64 rolos", 5, 7990, 73, 8),
    Product("Sabonete líquido 5 L", 5, 3990, 68, 4),
    Product("Creme dental 90 g cx. 12", 5, 4290, 71, 5),
    Product("Xampu 350 ml", 5, 1490, 69, 4),
    Product("Fralda descartável pct. 40", 5, 5290, 74, 5),
    Product("Copo descartável 200 ml cx. 2500", 6, 11900, 71, 6),
    Product("Guardanapo fardo 3000", 6, 4990, 69, 5),
    Product("Embalagem para viagem cx. 100", 6, 6990, 68, 5),
    Product("Sacola plástica milheiro", 6, 5490, 70, 5),
)

SHOP_NAMES = (
    "São João",
    "Bom Preço",
    "Três Irmãos",
    "Nossa Senhora Aparecida",
    "Pão Dourado",
    "Santa Luzia",
    "Bela Vista",
    "Boa Esperança",
    "Vovó Zélia",
    "Recanto Mineiro",
    "Estação Central",
    "Sabor & Arte",
    "Primavera",
    "União",
    "Ipê Amarelo",
    "Sol Nascente",
    "Avenida",
    "Dois Corações",
    "Maranata",
    "Pérola do Sul",
    "São Francisco",
    "Jardim América",
    "Família Gonçalves",
    "Irmãos Araújo",
    "Flor do Sertão",
    "Alvorada",
    "Paraíso",
    "Vila Nova",
    "Horizonte",
    "Progresso",
    "Água Viva",
    "Novo Mundo",
)

LEGAL_FORMS = (("Ltda", 60), ("ME", 20), ("EPP", 12), ("S.A.", 3), ("Eireli", 5))

FIRST_NAMES = (
    "Adriana",
    "Álvaro",
    "Bárbara",
    "Caio",
    "Conceição",
    "Débora",
    "Élcio",
    "Flávia",
    "Gílson",
    "Inês",
    "Jéssica",
    "José",
    "Letícia",
    "Luís",
    "Mônica",
    "Otávio",
    "Patrícia",
    "Rogério",
    "Sônia",
    "Tânia",
    "Ubirajara",
    "Valéria",
    "Vinícius",
    "Zélia",
)

SURNAMES = (
    "Almeida",
    "Araújo",
    "Brandão",
    "Cândido",
    "Conceição",
    "Falcão",
    "Gonçalves",
    "Guimarães",
    "Leão",
    "Magalhães",
    "Nóbrega",
    "Oliveira",
    "Prazeres",
    "Queirós",
    "Sá",
    "Simões",
    "Távora",
    "Vilaça",
)

STATUS = ("faturado", "cancelado", "devolucao")
STAGES = ("novo", "qualificado", "proposta", "perdido", "ganho")
PERSON, COMPANY = "PF", "PJ"
MEDIA, COMMISSION, EVENT = "midia", "comissao", "evento"
