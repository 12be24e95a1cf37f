"""What is wrong with a path, a file or a value, and what to do: by what Typer, the system and pydantic call it."""

from __future__ import annotations

import errno

PATH_KINDS = {"file": "o arquivo", "dir": "a pasta", "path": "o caminho"}
PATH_FAULTS = {
    "does not exist": ("não existe", "confira o nome e a pasta em que você está"),
    "is a file": ("é um arquivo", "indique uma pasta"),
    "is a directory": ("é uma pasta", "indique um arquivo"),
    "is not readable": ("não pode ser lido", "peça permissão de leitura"),
    "is not writable": ("não aceita gravação", "peça permissão de escrita"),
}
OS_FAULTS = {
    errno.ENOENT: PATH_FAULTS["does not exist"],
    errno.EISDIR: PATH_FAULTS["is a directory"],
    errno.ENOTDIR: ("passa por algo que não é pasta", "confira o caminho"),
    errno.EACCES: ("não dá permissão de acesso", "peça permissão ou indique outro"),
    errno.EPERM: ("não dá permissão de acesso", "peça permissão ou indique outro"),
    errno.EROFS: ("está num disco só de leitura", "indique outro lugar"),
    errno.ENOSPC: ("está num disco cheio", "libere espaço ou indique outro lugar"),
    errno.ENAMETOOLONG: ("tem um nome longo demais", "indique um nome mais curto"),
}
# First word of pydantic's error types.
VALUE_FAULTS = {
    "int": ("não é um número inteiro", "escreva só algarismos, por exemplo 12"),
    "float": ("não é um número", "escreva com ponto decimal, por exemplo 0.5"),
    "finite": ("não é um número finito", "escreva com ponto decimal, por exemplo 0.5"),
    "decimal": ("não é um número", "escreva com ponto decimal, por exemplo 0.5"),
    "bool": ("não é sim nem não", "use 1 para ligar e 0 para desligar"),
    "date": ("não é uma data", "escreva AAAA-MM-DD, por exemplo 2024-03-31"),
    "datetime": ("não é uma data", "escreva AAAA-MM-DD, por exemplo 2024-03-31"),
    "time": ("não é uma hora", "escreva HH:MM, por exemplo 08:30"),
    "uuid": ("não é um UUID", "escreva 32 dígitos hexadecimais"),
}
