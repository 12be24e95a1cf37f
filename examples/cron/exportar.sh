#!/bin/sh
# O que o cron (ou o systemd) roda toda noite: confere os limites e grava os arquivos do carteira.toml desta pasta.
# Calado quando tudo deu certo; senão, uma linha na saída de erros, que o cron manda por e-mail, e o código do carteira.
#
# Variáveis, todas opcionais:
#   HOJE         a data de referência (AAAA-MM-DD); sem ela, o dia de hoje
#   LOG          o arquivo de log; sem ela, saida/exportar.log nesta pasta
set -eu
umask 077 # os arquivos falam de clientes: só para quem roda

cd -- "$(dirname -- "$0")" # o cron começa em outra pasta
hoje=${HOJE:-$(date +%F)}
log=${LOG:-$PWD/saida/exportar.log}
mkdir -p saida "$(dirname -- "$log")"

desta_vez=$(mktemp) # o log só do último comando, de onde sai a linha do e-mail
trap 'cat -- "$desta_vez" >>"$log"; rm -f -- "$desta_vez"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Roda um comando do carteira; o código de saída fica em $codigo.
rodar() {
    cat -- "$desta_vez" >>"$log"
    codigo=0
    carteira "$@" --hoje "$hoje" --log texto >/dev/null 2>"$desta_vez" || codigo=$?
}

# O primeiro erro do último comando; sem nenhum, a última linha dele.
primeiro_erro() {
    erro=$(sed -n 's/^[^ ]* erro\( [a-z]*\)\{0,1\}: //p' "$desta_vez" | head -n 1)
    printf '%s' "${erro:-$(tail -n 1 "$desta_vez")}"
}

# Uma linha: o que falhou, com que código, por quê e onde está o resto. E sai com o código.
falhar() {
    printf 'carteira %s saiu com código %s: %s (veja %s)\n' "$1" "$2" "$3" "$log" >&2
    exit "$2"
}

rodar verificar -o 'saida/verificacao-{periodo}.json' -o 'saida/verificacao-{periodo}.md'
verificado=$codigo
motivo=$(primeiro_erro)
# 1 é um limite cruzado: os arquivos são ainda mais úteis. Acima disso não há o que exportar.
[ "$verificado" -le 1 ] || falhar verificar "$verificado" "$motivo"

rodar exportar --manifesto saida/manifesto.json
[ "$codigo" -eq 0 ] || falhar exportar "$codigo" "$(primeiro_erro)"
[ "$verificado" -eq 0 ] || falhar verificar "$verificado" "$motivo"
