"""The door to a store of the cloud, the same for every kind of file: who reads, where, and with how much patience.

The variables are those of the provider's own programs, which the library reads. Amazon's files of profiles it does
not read, so these are read here. Where nobody has said who reads, the machine itself may know (a server in the
cloud); whether it does is asked once and shortly, not for minutes as a laptop at home would make the library do.
"""

from __future__ import annotations

import os
import re
import socket
from configparser import ConfigParser, Error
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.store import from_url

from carteira_cli.errors import DataError, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from obstore.store import AzureConfig, ClientConfig, ObjectStore, RetryConfig, S3Config

RETRIES = 6  # of a request that fails for a reason that passes: 5xx, 429, a connection cut, silence
FIRST_PAUSE = timedelta(milliseconds=200)
LONGEST_PAUSE = timedelta(seconds=10)
CONNECTING = timedelta(seconds=5)
WHOLE = timedelta(hours=6)  # for a file, however slow; `seconds` is what each of its parts may take
AMAZON = ("s3", "s3a")
AZURE = ("az", "azure", "abfs", "abfss", "adl")
_SAME = {"gcs": "gs"}  # as users say it → as the library does
_YES = ("true", "1", "yes", "on")
_PREFIXES = {"s3": "AWS_", "s3a": "AWS_", "gs": "GOOGLE_", "gcs": "GOOGLE_"}  # all others are Azure's
_IDENTITY = re.compile(
    r"ACCESS_KEY|ACCOUNT_KEY|SAS|TOKEN|CLIENT_ID|CONTAINER_CREDENTIALS|SERVICE_ACCOUNT|APPLICATION_CREDENTIALS|"
    r"SKIP_SIGNATURE|USE_AZURE_CLI|USE_EMULATOR"
)
_WHO_THE_MACHINE_IS = "169.254.169.254"  # where each provider's machines are told who they are
_KEYS = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
_PLACES = {
    "region": ("region", "AWS_REGION", "AWS_DEFAULT_REGION"),
    "endpoint_url": ("endpoint", "AWS_ENDPOINT_URL", "AWS_ENDPOINT", "AWS_ENDPOINT_URL_S3"),
}
_CONNECTION = {
    "AccountName": ("account_name", "AZURE_STORAGE_ACCOUNT_NAME"),
    "AccountKey": ("account_key", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"),
    "SharedAccessSignature": ("sas_key", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"),
    "BlobEndpoint": ("endpoint", "AZURE_STORAGE_ENDPOINT"),
}
_KEYS_GIVEN = {"access_key_id", "account_key", "sas_key"}
_ELSEWHERE = ("sso_session", "sso_start_url", "role_arn", "credential_process", "login_session")


def store_of(kind: str, container: str, seconds: float) -> ObjectStore:
    """The store of an address.

    Args:
        kind: the address's scheme, in small letters.
        container: the bucket; of Azure also `container@account…`.
        seconds: how long to go on trying where the store does not answer, or says that it can't now; half of it is
            how long to wait for the next byte.

    Raises:
        DataError: nothing says who reads, or the profile that should is not there.
        ValueError: the library makes nothing of the address or a variable.
        BaseError: the same.
    """
    # Options given here stand in the place of all of the environment's: its own leave for plain HTTP is kept.
    plain = any(_is_on(f"{prefix}ALLOW_HTTP") for prefix in ("AWS_", "GOOGLE_", "AZURE_"))
    client: ClientConfig = {
        "timeout": WHOLE,
        "read_timeout": timedelta(seconds=seconds / 2),
        "connect_timeout": min(CONNECTING, timedelta(seconds=seconds)),
        "allow_http": plain,
    }
    retry: RetryConfig = {
        "max_retries": RETRIES,
        "retry_timeout": timedelta(seconds=seconds),
        "backoff": {"init_backoff": FIRST_PAUSE, "max_backoff": LONGEST_PAUSE, "base": 2},
    }
    config: S3Config | AzureConfig = {}
    if kind in AMAZON:
        config = amazon_profile(os.environ)
    elif kind in AZURE:
        config = azure_account(os.environ)
    if not _KEYS_GIVEN & config.keys() and not _says_who(kind, os.environ) and not _machine_knows():
        raise no_credentials(f"{kind}://{visible(container)}")
    url = f"{_SAME.get(kind, kind)}://{container}"
    return from_url(url, config=config or None, client_options=client, retry_config=retry)


def no_credentials(shown: str) -> DataError:
    """The error for an address that nobody may read, because nobody says who reads."""
    return DataError(
        f"{shown}: faltam credenciais",
        "defina as variáveis do provedor (AWS_…, GOOGLE_…, AZURE_…) como para qualquer programa dele; "
        "se o bucket é público, AWS_SKIP_SIGNATURE=true",
    )


def amazon_profile(environment: Mapping[str, str]) -> S3Config:
    """What Amazon's files say of the profile in use, and no variable does, as its own programs have it.

    Keys of the variables come before those of a profile, even one that AWS_PROFILE names.
    Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html

    Raises:
        DataError: AWS_PROFILE names none that is there, or one whose credentials only Amazon's programs can get.
    """
    named = environment.get("AWS_PROFILE") or environment.get("AWS_DEFAULT_PROFILE")
    name = named or "default"
    found = _section(environment.get("AWS_CONFIG_FILE") or "~/.aws/config", f"profile {name}", name)
    found |= _section(environment.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials", name)
    says_who = _says_who("s3", environment)
    if not found:
        if named and not says_who:
            raise DataError(
                f"o perfil {visible(name)}, de AWS_PROFILE, não está em ~/.aws/credentials nem em ~/.aws/config",
                "confira o nome com: aws configure list-profiles",
            )
        return {}
    config: S3Config = {}
    for key, (own, *variables) in _PLACES.items():
        if key in found and not any(environment.get(each) for each in variables):
            config[own] = found[key]  # type: ignore[literal-required] # the library's own names
    if says_who:
        return config
    for key, own in _KEYS.items():
        if key in found:
            config[own] = found[key]  # type: ignore[literal-required] # the same
    if "access_key_id" not in config and any(key in found for key in _ELSEWHERE):
        raise DataError(
            f"o perfil {visible(name)} da AWS não tem chaves: quem as dá é outro programa (SSO, função ou processo)",
            f'rode antes: eval "$(aws configure export-credentials --format env --profile {visible(name)})"',
        )
    return config


def azure_account(environment: Mapping[str, str]) -> AzureConfig:
    """What a connection string says, as the portal of Azure gives it, and no variable of its own does."""
    parts = (part.partition("=") for part in environment.get("AZURE_STORAGE_CONNECTION_STRING", "").split(";"))
    said = {name.strip(): value.strip() for name, _, value in parts if value.strip()}
    config: AzureConfig = {}
    for name, (own, *variables) in _CONNECTION.items():
        if name in said and not any(environment.get(each) for each in variables):
            config[own] = said[name]  # type: ignore[literal-required] # the library's own names
    return config


def _section(place: str, *names: str) -> dict[str, str]:
    """What the first of these sections of a file says; nothing where there is none."""
    read = ConfigParser(interpolation=None, strict=False, default_section="\0")
    with suppress(OSError, Error, ValueError, RuntimeError):
        read.read(Path(place).expanduser(), encoding="utf-8")
    return next((dict(read[name]) for name in names if read.has_section(name)), {})


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "").casefold() in _YES


def _says_who(kind: str, environment: Mapping[str, str]) -> bool:
    """Whether some variable, or Google's file, says who reads."""
    prefix = _PREFIXES.get(kind, "AZURE_")
    if prefix == "GOOGLE_" and Path("~/.config/gcloud/application_default_credentials.json").expanduser().exists():
        return True
    return any(name.startswith(prefix) and _IDENTITY.search(name) and value for name, value in environment.items())


def _machine_knows() -> bool:
    """Whether this is a machine of the cloud, which is told who it is."""
    told = os.environ.get("AWS_METADATA_ENDPOINT") or os.environ.get("GCE_METADATA_HOST") or _WHO_THE_MACHINE_IS
    host, _, port = told.removeprefix("http://").strip("/").partition(":")
    with suppress(OSError, ValueError), socket.create_connection((host, int(port or 80)), 1):
        return True
    return False
