"""What a store refuses, in words that say what to do; never a word of its own, which may quote a signature."""

from __future__ import annotations

import re

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.cloud_access import RETRIES, no_credentials

_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_REGION = re.compile(r"<Region>([a-z]{2}(?:-[a-z]+)+-\d)</Region>|expecting '([a-z]{2}(?:-[a-z]+)+-\d)'")
_WHO = re.compile(r"169\.254\.169\.254|metadata\.google|InstanceMetadata|Error performing token request|"
                  r"Account must be specified|/latest/api/token", re.IGNORECASE)  # fmt: skip
_OTHER_REGION = ("o bucket fica em outra região", "defina AWS_REGION com a região do bucket")
_BUSY = (f"o servidor está sobrecarregado e recusou {RETRIES + 1} vezes", "espere alguns minutos e repita")
_CUT = ("a transferência foi cortada, e continuá-la também falhou", "confira a rede e tente de novo")
_CHANGED = ("mudou durante a leitura; repita", "espere quem o grava terminar e rode o comando de novo")
_SECRET = ("a chave secreta não confere", "confira AWS_SECRET_ACCESS_KEY, ou o perfil em AWS_PROFILE")
_OLD = ("as credenciais venceram", "renove-as (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY e AWS_SESSION_TOKEN) e repita")
_NO_BUCKET = (
    "o bucket não existe",
    "confira o nome e, se o servidor não é o do provedor, o endereço dele (AWS_ENDPOINT_URL, AZURE_STORAGE_ENDPOINT)",
)
_FORBIDDEN = ("sem permissão para ler", "confira as credenciais e se elas podem ler e listar esse bucket")
_MISSING = ("não existe", "confira o endereço; as credenciais podem também não ver o arquivo")
_BY_CODE = {
    "NoSuchBucket": _NO_BUCKET,
    "ContainerNotFound": _NO_BUCKET,
    "InvalidAccessKeyId": ("a chave de acesso não existe", "confira AWS_ACCESS_KEY_ID, ou o perfil em AWS_PROFILE"),
    "SignatureDoesNotMatch": _SECRET,
    "AuthenticationFailed": ("as credenciais não conferem", "confira AZURE_STORAGE_ACCOUNT_KEY ou o SAS"),
    "ExpiredToken": _OLD,
    "TokenRefreshRequired": _OLD,
    "RequestExpired": _OLD,
    "InvalidToken": ("o token da sessão não vale", "confira AWS_SESSION_TOKEN: ele é dado junto com as duas chaves"),
    "RequestTimeTooSkewed": ("o relógio deste computador difere do do servidor", "acerte a data e a hora, e repita"),
    "PermanentRedirect": _OTHER_REGION,
    "TemporaryRedirect": _OTHER_REGION,
    "AuthorizationHeaderMalformed": _OTHER_REGION,
    "IllegalLocationConstraintException": _OTHER_REGION,
    "InvalidObjectState": ("está arquivado (Glacier)", "restaure-o na AWS antes de ler"),
    "SlowDown": _BUSY,
    "InvalidRange": ("está vazio", "confira se a exportação terminou"),
    "PreconditionFailed": _CHANGED,
    "ConditionNotMet": _CHANGED,
}
_BY_STATUS = {
    "401": _FORBIDDEN,
    "403": _FORBIDDEN,
    "404": _MISSING,
    "412": _CHANGED,
    "416": _BY_CODE["InvalidRange"],
    "429": _BUSY,
    "503": _BUSY,
}
_BY_WORDS = (
    (re.compile(r"without LOCATION"), _OTHER_REGION),
    (re.compile(r"builder error"), (
        "o endereço do servidor é http://, sem criptografia",
        "use https://; numa rede de confiança, AWS_ALLOW_HTTP=true",
    )),
    (re.compile(r"response body error|Interrupted|IncompleteBody"), _CUT),
    (re.compile(r"TimedOut|[Tt]imeout,|timed out"), (
        "o servidor parou de responder", "confira a rede e o endereço do servidor, e tente de novo",
    )),
    (re.compile(r"error sending request|\bdns\b|[Cc]onnect"), (
        "o servidor não respondeu", "confira o endereço, o do servidor (AWS_ENDPOINT_URL) e a rede, e tente de novo",
    )),
)  # fmt: skip
_OTHERWISE = ("não pôde ser lido", "confira o endereço e as credenciais, ou baixe o arquivo e passe o caminho")
_WHOLE_SENTENCE = (_CHANGED, _MISSING, _OTHERWISE)  # these go on where the address ends


def refused(error: BaseException, address: str) -> DataError:
    """What a store's library complains of, in words of ours.

    Args:
        error: as it was raised.
        address: of a file or of several; it is shown without its secrets.
    """
    shown, said = redact(address), str(error)
    if _WHO.search(said):
        return no_credentials(shown)
    what, hint = _told(error, said)
    region = _REGION.search(said)
    if what == _OTHER_REGION[0] and region:
        where = region[1] or region[2]
        what, hint = f"{what} ({where})", f"defina AWS_REGION={where}"
    if what == _NO_BUCKET[0]:
        shown = redact("/".join(address.split("/")[:3]))
    if what == _MISSING[0] and re.search(r"%[0-9A-Fa-f]{2}", address):
        hint = "escreva o nome como ele é, sem códigos: um espaço, e não %20"
    whole = (what, hint) in _WHOLE_SENTENCE or what in (_MISSING[0], "está vazio", "está arquivado (Glacier)")
    return DataError(f"{shown} {what}" if whole else f"{shown}: {what}", hint)


def changed(address: str) -> DataError:
    """The error for a file that is not what it was when its reading began."""
    return DataError(f"{redact(address)} {_CHANGED[0]}", _CHANGED[1])


def _told(error: BaseException, said: str) -> tuple[str, str]:
    code, status = _CODE.search(said), _STATUS.search(said)
    if code and code[1] in _BY_CODE:
        return _BY_CODE[code[1]]
    if status and status[1] in _BY_STATUS:
        return _BY_STATUS[status[1]]
    if status and status[1].startswith("5"):
        return f"o servidor falhou (erro {status[1]}) {RETRIES + 1} vezes", "tente de novo mais tarde"
    if isinstance(error, FileNotFoundError):
        return _MISSING
    return next((told for words, told in _BY_WORDS if words.search(said)), _OTHERWISE)
