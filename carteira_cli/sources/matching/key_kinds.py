"""What a column that identifies customers holds: codes, documents, e-mails or names."""

from __future__ import annotations

from typing import Literal

from carteira_cli.names import plain

Key = Literal["codigo", "documento", "email", "nome"]

_NAMES = ("nome", "name", "razaosocial", "fantasia", "pessoa", "contato", "organizacao", "empresa")
_BARE_NAMES = {
    "cliente",
    "clientes",
    "client",
    "customer",
    "parceiro",
    "comprador",
    "sacado",
    "consumidor",
    "fornecedor",
}


def key_kind(name: str) -> Key:
    """What a column that identifies customers holds, by its name.

    Example:
        >>> key_kind("CPF / CNPJ"), key_kind("Cód. Cliente"), key_kind("Razão Social")
        ('documento', 'codigo', 'nome')
    """
    text = plain(name)
    if "email" in text:
        return "email"
    if any(word in text for word in ("cpf", "cnpj", "cnpf", "documento")):
        return "documento"
    if "usuario" in text or "user" in text or text.startswith(("id", "cod")) or text.endswith("id"):
        return "codigo"
    if text in _BARE_NAMES or any(word in text for word in _NAMES):
        return "nome"
    return "codigo"
