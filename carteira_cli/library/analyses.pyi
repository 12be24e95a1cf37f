# Made of the records of the commands; `CARTEIRA_GOLDENS=1 pytest tests/library` writes it anew.
# ruff: noqa: E501, PYI021 - a method has as many parameters and words as its command has options

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from os import PathLike
from typing import Any, TypeAlias

from carteira_cli.library.result import Resultado

Valor: TypeAlias = str | int | float | Decimal | date | timedelta | PathLike[str]
Valores: TypeAlias = Valor | Iterable[Valor]

class Analyses:
    """Everything that can be asked of a portfolio."""

    def perguntar(self, comando: str, opcoes: Mapping[str, Any] | None = None) -> Resultado: ...
    def resumo(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        prazo: Valor | None = None,
        limite_abc: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Como vai a carteira: três frases, oito números e o que fazer; todos os indicadores com completo.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            prazo: Conversão em até este prazo, dos leads que já o tiveram: 30d.
            limite_abc: Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito). Padrão: cruza.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, texto, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira resumo
            carteira resumo --periodo 2024-Q4 --comparar ano-anterior
            carteira resumo --periodo 2024 --serie mes -o resumo.xlsx
        """
    def relatorio(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        secoes: Valores | None = None,
        para: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        empresa: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """A carteira inteira num arquivo para entregar: o que houve, por quê e o que fazer (sem -o nem -f, carteira-PERÍODO.html aqui).

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            secoes: Só estas seções do relatório, separadas por vírgula: numeros, ponte, meses, atencao, vendedores…
            para: Para quem é: diretoria (a carteira toda) ou vendedor=NOME (só os clientes dele). Padrão: diretoria.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            empresa: O nome da empresa, no alto do relatório. Sem ele, o da pasta.
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            texto, ponte, quem_pesa, meses, previsao, em_risco, por_vendedor, inativos, abc, maiores, vendedores, coortes, curva, segmentos, migracao, movimento, clientes, janelas, por_origem, tempo_na_etapa, funil_ponderado, renovacoes, sobrevivencia, por_mes, encerrados, dados, como_se_calcula, arquivos, faixas, por_cliente, credito_por_vendedor, por_item, oportunidades, por_tipo, agenda, agenda_por_vendedor, bracos, grupos, pesquisas, depois, mudancas, distribuir_vendedores, ideal, perfil, retorno, indicacoes, valor

        Na linha de comando:
            carteira relatorio
            carteira relatorio --periodo 2024-12 -o carteira.xlsx
            carteira relatorio --para "vendedor=Fábio Conceição" -o fabio.html
        """
    def explicar(
        self,
        indicador: Valor | None = None,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        prazo: Valor | None = None,
        limite_abc: Valor | None = None,
        metodo: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Por que um indicador mudou: se é mais que acaso, quais fatores, quais grupos, quais clientes.

        Opções:
            indicador: O indicador cuja mudança se explica: churn, receita, ticket_cliente…
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            prazo: Conversão em até este prazo, dos leads que já o tiveram: 30d.
            limite_abc: Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito). Padrão: cruza.
            metodo: Só uma das contas: segmentos (composição e taxas), fatores, ou pvm (preço, volume e mix).
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            texto, fatores, pvm, atributos, explicacao, clientes

        Na linha de comando:
            carteira explicar churn --periodo 2024-Q3
            carteira explicar receita --periodo 2024-Q3 --comparar ano-anterior
            carteira explicar conversao --periodo 2024 --por origem -o conversao.html
        """
    def cliente(
        self,
        cliente: Valor | None = None,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        limite_abc: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        comentarios: bool = False,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Tudo o que se sabe de um cliente, pelo código, documento ou nome: situação, números e história.

        Opções:
            cliente: O cliente: o código, o documento ou parte do nome.
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            limite_abc: Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito). Padrão: cruza.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            comentarios: Mostra também o que os clientes escreveram, que sem isto não é lido.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            texto, cadastro, historico, produtos, pedidos, contratos, titulos, avaliacoes, contatos, ofertas, linha_do_tempo

        Na linha de comando:
            carteira cliente C00001
            carteira cliente C00001 --periodo 2024-Q3
            carteira cliente C00001 -o cliente.html
        """
    def churn(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Clientes perdidos, retidos, novos e reativados, e o churn.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira churn --periodo 2024-Q1
            carteira churn --periodo 2024-Q1 --por uf
            carteira churn --periodo 2024-Q1 --listar perdidos -o perdidos.csv
        """
    def churn_receita(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Churn de receita e a ponte do início ao fim do período.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, ponte, mudancas_de_plano, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira churn-receita --periodo 2024-Q1
            carteira churn-receita --periodo 2024 --serie trimestre
            carteira churn-receita --periodo 2024-Q1 --listar contracao
        """
    def ticket(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Ticket médio por cliente e por pedido, e frequência.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira ticket --periodo 2024-Q1
            carteira ticket --periodo 2024-Q1 --por vendas.categoria
            carteira ticket --periodo 2024-Q1 --listar compradores -o compradores.xlsx
        """
    def ltv(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        metodo: Valor | None = None,
        horizonte: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        modelo: Valor | None = None,
        k: Valor | None = None,
        desconto: Valor | None = None,
        unidade: Valor | None = None,
        calibrar_ate: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Valor do cliente no tempo (LTV): pelo churn, pelo que já trouxe e pelo que se prevê.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            metodo: Só uma das contas: formula, historico ou preditivo.
            horizonte: Horizonte do valor previsto: 12m, 365d. Padrão: 12m.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            modelo: O modelo das compras repetidas: auto, mbgcnbd, mbgnbd, bgnbd ou paretonbd. Padrão: auto.
            k: Regularidade das compras: auto ou 1 a 12. Padrão: auto.
            desconto: Quanto vale menos o que vem depois: "10%a.a.", "1%a.m." ou 0. Padrão: 10%a.a..
            unidade: Dos parâmetros: dia, semana ou mes. Padrão: semana.
            calibrar_ate: Aprende até AAAA-MM-DD e confere o que veio depois.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, metodos, previstos, modelo, regularidade, conferencia, calibracao, diagnostico, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira ltv --margem 35%
            carteira ltv --metodo preditivo --margem custo --horizonte 6m
            carteira ltv --periodo 2024-Q4 --margem 35% --por tipo
        """
    def cac(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Custo de aquisição de clientes (CAC), LTV ÷ CAC e payback.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira cac --periodo 2024-Q1
            carteira cac --periodo 2024 --serie trimestre
            carteira cac --periodo 2024-Q1 --listar clientes-novos
        """
    def conversao(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        prazo: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Leads que viraram clientes, por origem, vendedor, etapa e mês, e em quantos dias.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            prazo: Conversão em até este prazo, dos leads que já o tiveram: 30d.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, funil, por_origem, por_vendedor, por_etapa, por_mes, tempo, etapas, tempo_na_etapa, velocidade, funil_ponderado, calibracao_funil, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira conversao --periodo 2024-Q1
            carteira conversao --periodo 2024 --prazo 30d
            carteira conversao --periodo 2024-Q1 --por origem
        """
    def pareto(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        limite_abc: Valor | None = None,
        medida: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Curva 80/20, classes ABC, maiores clientes e dependência; por receita, margem ou pedidos.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            limite_abc: Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito). Padrão: cruza.
            medida: O que concentra: receita, margem (coluna custo) ou pedidos. Padrão: receita.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, abc, curva, maiores, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira pareto --periodo 2024
            carteira pareto --periodo 2024 --medida margem
            carteira pareto --periodo 2024 -o curva.svg
        """
    def ativos(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        serie: Valor | None = None,
        controle: bool = False,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        minimo: Valor | None = None,
        pequenos: Valor | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Clientes ativos, inativos e reativados, e positivação.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            serie: Os números de cada mes, trimestre, semestre ou ano do período; sem periodo, dos últimos 12, 8, 6 ou 5.
            controle: Com serie: os limites entre os quais cada número oscila, e os períodos fora deles.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            minimo: Junta os grupos com menos clientes (ou leads) que isto.
            pequenos: O que fazer dos grupos abaixo de minimo ou limite: juntar ou omitir. Padrão: juntar.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            indicadores, serie, variacoes_serie, controle, controle_ano, por, variacoes_por

        Na linha de comando:
            carteira ativos --inatividade 3m
            carteira ativos --periodo 2024-Q4 --por vendedor
            carteira ativos --periodo 2024-Q4 --listar inativos -o inativos.xlsx
        """
    def coortes(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        coorte: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Clientes e receita que ficam, por mês ou trimestre da primeira compra.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            coorte: Coortes pelo mês ou pelo trimestre da primeira compra. Padrão: mes.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            curva, coortes

        Na linha de comando:
            carteira coortes
            carteira coortes --coorte trimestre
            carteira coortes --periodo 2024 -o coortes.html
        """
    def rfm(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        horizonte: Valor | None = None,
        quantis: Valor | None = None,
        cortes_recencia: Valor | None = None,
        cortes_frequencia: Valor | None = None,
        cortes_valor: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Segmentos por recência, frequência e valor, os cortes usados, e quem mudou de segmento.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            horizonte: Compras que contam para frequência e valor no RFM: 12m, 365d ou tudo. Padrão: 12m.
            quantis: Notas do RFM: de 1 a este número (3 a 10). Padrão: 5.
            cortes_recencia: Até quantos dias sem comprar vale cada nota, da maior à menor: "30,60,90,180". Sem ela, quantis.
            cortes_frequencia: Até quantos pedidos vale cada nota, da menor à maior: "1,2,4,8". Sem ela, quantis.
            cortes_valor: Até quantos reais vale cada nota, da menor à maior: "100,500,1000,5000". Sem ela, quantis.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            segmentos, cortes, migracao

        Na linha de comando:
            carteira rfm
            carteira rfm --quantis 4 --periodo 2024
            carteira rfm --listar campeoes -o campeoes.xlsx
        """
    def ciclo(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """De quanto em quanto tempo se compra, e que prazo de inatividade usar.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            distribuicao, janelas

        Na linha de comando:
            carteira ciclo
            carteira ciclo --periodo 2024
            carteira ciclo --onde tipo=PJ
        """
    def risco(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        listar: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        limite_abc: Valor | None = None,
        validar: bool = False,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Quem está para ir embora, quanto dinheiro vai junto, e quem vale reconquistar.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            listar: Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            limite_abc: Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito). Padrão: cruza.
            validar: Em vez de prever, confere previsões passadas, feitas só com o que se sabia então, com o que aconteceu.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            em_risco, niveis, por_vendedor, inativos, abc_quedas, abc_migracao, chances_por_razao, chances_por_dias, validacao, validacao_totais, validacao_dinheiro, comparacao, diagnostico

        Na linha de comando:
            carteira risco
            carteira risco --listar em-risco -o risco.xlsx
            carteira risco --validar
        """
    def prever(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        por: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        validar: bool = False,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        modelo: Valor | None = None,
        k: Valor | None = None,
        unidade: Valor | None = None,
        sazonal: Valor | None = None,
        origens: Valor | None = None,
        meta: Valor | None = None,
        cenario: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """O próximo período: churn, compradores, pedidos e receita, ao lado do ingênuo e dos erros passados.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            por: Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            validar: Em vez de prever, confere previsões passadas, feitas só com o que se sabia então, com o que aconteceu.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            modelo: O modelo das compras repetidas: auto, mbgcnbd, mbgnbd, bgnbd ou paretonbd. Padrão: auto.
            k: Regularidade das compras: auto ou 1 a 12. Padrão: auto.
            unidade: Dos parâmetros: dia, semana ou mes. Padrão: semana.
            sazonal: O modelo conhece as estações do ano: auto (se há 24 meses e acerta mais), sim ou nao. Padrão: auto.
            origens: De quantos dias passados se refaz a previsão, para saber o quanto ela erra. Padrão: 4.
            meta: Receita que se quer no próximo período: diz quantos clientes novos faltam.
            cenario: E se: "churn=-1pp", "novos=+10%", "reativados=+5%", "ticket=+2%"; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            previsao, metodos, por, meta, cenario, origens, pessoas, calibracao, por_x, modelo, regularidade, diagnostico

        Na linha de comando:
            carteira prever --periodo 2024-Q4
            carteira prever --periodo 2024-Q4 --validar
            carteira prever --periodo 2024-Q4 --por vendedor -o previsao.xlsx
        """
    def vendedores(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        vendedor_de: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Carteira, receita, churn, conversão e meta de cada vendedor, e o equilíbrio entre as carteiras.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            vendedor_de: O vendedor do cadastro do cliente ou o da venda; sem ela, o do cadastro, se houver.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            vendedores, equilibrio

        Na linha de comando:
            carteira vendedores --periodo 2024-Q4
            carteira vendedores --periodo 2024 --onde uf=SP
            carteira vendedores --periodo 2024-Q4 -o vendedores.xlsx
        """
    def renovacoes(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        dias: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Contratos que terminam nos próximos dias, a receita que vai com eles, e quanto tempo os clientes ficam.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            dias: Contratos que terminam em até este prazo: 90d, 3m. Padrão: 90d.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            renovacoes, por_mes, encerrados, sobrevivencia

        Na linha de comando:
            carteira renovacoes
            carteira renovacoes --dias 30
            carteira renovacoes -o renovacoes.xlsx
        """
    def comparar_definicoes(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        ebitda: Valor | None = None,
        honorarios: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """O mesmo período pelas regras de ChartMogul, Stripe, ProfitWell e Baremetrics, lado a lado.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            ebitda: O EBITDA de um ano, em reais; negativo ou zero, não há múltiplo dele.
            honorarios: Os honorários de um mês, em reais. Sem isto, os dos contratos em vigor.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            definicoes, definicoes_atividade, definicoes_receita, definicoes_pvm, definicoes_positivacao, definicoes_inadimplencia, definicoes_valor, formulas, fontes_das_definicoes

        Na linha de comando:
            carteira comparar-definicoes --periodo 2024-Q1
            carteira comparar-definicoes --periodo 2024-03
            carteira comparar-definicoes --periodo 2024-Q1 -o definicoes.html
        """
    def credito(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        em: Valor | None = None,
        faixas: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """O que os clientes devem num dia, há quanto tempo venceu, e quanto disso se espera perder.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            em: O dia em que se olha, e de que só se sabe o que foi pago até ele; sem ela, a data de referência.
            faixas: Até quantos dias de atraso vai cada faixa: "30,60,90,180". Padrão: 30,60,90,180.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            faixas, por_cliente, por_vendedor, rolagem, envelhecimento

        Na linha de comando:
            carteira credito
            carteira credito --em 2024-03-31 --periodo 2024-Q1
            carteira credito --faixas "15,30,60" -o credito.xlsx
        """
    def cesta(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        para: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        validar: bool = False,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        nivel: Valor | None = None,
        historico: Valor | None = None,
        excluir: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """O que oferecer a cada cliente que ele ainda não compra, pelo que deve render, e quanto isto acerta.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            para: Só as ofertas de um cliente (código, documento ou nome) ou de vendedor=NOME. Padrão: diretoria.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            validar: Confere as ofertas com o que se comprou no último trimestre: acerto de cada método, ao lado do acaso.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            nivel: O que se oferece: produto ou categoria (colunas das vendas). Sem ela, produto, se houver.
            historico: Compras que contam para dizer o que cada um já compra: 12m, 365d ou tudo. Padrão: 12m.
            excluir: Um item que não se oferece a ninguém, como está nas vendas; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            oportunidades, por_item, regras, fora_da_oferta, validacao

        Na linha de comando:
            carteira cesta
            carteira cesta --nivel categoria --margem 28%
            carteira cesta --validar -o cesta.xlsx
        """
    def agenda(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        dias: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        capacidade: Valor | None = None,
        feriados: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Quem contatar em cada dia útil, por vendedor: recompra, aniversário, contrato e título que vencem.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            dias: Até quantos dias à frente: 30d (o padrão), 1m. Padrão: 90d.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            capacidade: Compromissos por dia de cada vendedor; os de maior perda esperada primeiro. Sem ela, todos.
            feriados: Estado cujos feriados contam além dos nacionais: SP.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            agenda, por_dia, por_tipo, por_vendedor, sem_lugar

        Na linha de comando:
            carteira agenda
            carteira agenda --dias 15d --capacidade 8
            carteira agenda -o agenda-{vendedor}.ics
        """
    def campanha(
        self,
        acao: Valor | None = None,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        campanha: Valor | None = None,
        de: Valor | None = None,
        parcela_controle: Valor | None = None,
        semente: Valor | None = None,
        estratos: Valores | None = None,
        janela: Valor | None = None,
        inicio: Valor | None = None,
        congelada: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Sorteia o grupo de controle de uma campanha, e mede depois o que ela trouxe a mais.

        Opções:
            acao: planejar (sorteia quem fica de controle) ou medir (o que a campanha trouxe a mais). Sem ela, medir. Padrão: medir.
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            campanha: O nome da campanha; ao medir, sem ela, a mais recente do arquivo.
            de: De quem se sorteia: um arquivo com a coluna cliente, ou uma lista (perdidos, em-risco…). Sem ela, todos.
            parcela_controle: A parte que fica de controle, sem a campanha. Padrão: 20%.
            semente: A semente do sorteio: com a mesma, o mesmo grupo para o mesmo cliente. Padrão: 1.
            estratos: Colunas do cadastro por que se confere o sorteio: uf,segmento.
            janela: Até quando uma compra conta, desde o dia da campanha: 60d, 2m. Padrão: 60d.
            inicio: O dia da campanha (AAAA-MM-DD), onde o arquivo não o diz.
            congelada: O sha256 da lista planejada: recusa medir outra.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            grupos, estratos, bracos, campanhas

        Na linha de comando:
            carteira campanha medir --janela 60d --margem 28%
            carteira campanha planejar --campanha volta --de inativos -o volta.csv
            carteira campanha planejar --campanha volta --controle 30% --estratos uf
        """
    def nps(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        escala: Valor | None = None,
        comentarios: bool = False,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """NPS com intervalo, taxa de resposta, o peso da receita, e quem foi embora depois de responder.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            escala: A escala das notas: 10 (de 0 a 10) ou 5 (de 1 a 5); sem ela, a que as notas de cada pesquisa mostram.
            comentarios: Mostra também o que os clientes escreveram, que sem isto não é lido.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            grupos, pesquisas, notas, depois, comentarios

        Na linha de comando:
            carteira nps
            carteira nps --periodo 2024 --escala 10
            carteira nps --onde uf=SP -o nps.xlsx
        """
    def distribuir(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        equilibrar: Valor | None = None,
        tolerancia: Valor | None = None,
        objetivo: Valor | None = None,
        fixar: Valores | None = None,
        sem: Valores | None = None,
        novo: Valores | None = None,
        manter_uf: bool = False,
        max_mudancas: Valor | None = None,
        tempo: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Divide os clientes entre os vendedores por igual, com o menor número de mudanças, e prova que é o menor.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            equilibrar: O que as carteiras devem ter por igual: receita, clientes, potencial ou visitas. Padrão: receita.
            tolerancia: O quanto cada carteira pode ficar acima ou abaixo da meta: 10%. Padrão: 10%.
            objetivo: O que muda o menos possível: clientes ou receita. Padrão: clientes.
            fixar: Clientes que ficam com o vendedor que têm: "classe_abc=A"; pode repetir.
            sem: Vendedor que sai, e deixa seus clientes; pode repetir.
            novo: Vendedor que chega, sem clientes; pode repetir.
            manter_uf: Um cliente só vai para quem já atende clientes da sua UF.
            max_mudancas: No máximo tantos clientes mudam de vendedor.
            tempo: Por quanto tempo procurar a melhor divisão: 30s, 5min. Padrão: 30s.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            vendedores, mudancas

        Na linha de comando:
            carteira distribuir --periodo 2024
            carteira distribuir -p 2024 --equilibrar clientes --fixar classe_abc=A
            carteira distribuir --periodo 2024 --manter-uf -o distribuicao.xlsx
        """
    def ideal(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        horizonte: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        desconto: Valor | None = None,
        melhores: Valor | None = None,
        atributos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """O cliente ideal: o que os melhores têm em comum, provado além do acaso, e os leads abertos que se parecem.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            horizonte: Horizonte do valor previsto: 12m, 365d. Padrão: 12m.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            desconto: Quanto vale menos o que vem depois: "10%a.a.", "1%a.m." ou 0. Padrão: 10%a.a..
            melhores: Quem são os melhores: os 20 % de maior margem ou ltv, ou a classe-a do período. Padrão: margem.
            atributos: Os atributos que se olham: uf, segmento, canal… ou outra coluna do cadastro. Sem isto, os que houver.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            ideal, perfil, entre_leads, leads_abertos

        Na linha de comando:
            carteira ideal --periodo 2024
            carteira ideal --melhores classe-a --atributos segmento,uf
            carteira ideal --melhores ltv --horizonte 6m
        """
    def retorno(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        prazo: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        base_minima: Valor | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """O retorno de cada canal: leads, conversão, CAC, LTV e payback numa tabela, e quanto vale quem indica.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            prazo: Conversão em até este prazo, dos leads que já o tiveram: 30d.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            base_minima: Com menos clientes ou leads que isto, um canal não tem taxa: n/d. Padrão: 8.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            retorno, indicacoes

        Na linha de comando:
            carteira retorno --periodo 2024
            carteira retorno --periodo 2024 --base-minima 20
            carteira retorno --periodo 2024 --prazo 30d
        """
    def valor(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        horizonte: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        desconto: Valor | None = None,
        ebitda: Valor | None = None,
        honorarios: Valor | None = None,
        multiplo: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
    ) -> Resultado:
        """Quanto vale a carteira: múltiplo do EBITDA, múltiplo dos honorários e margem prevista, lado a lado.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            horizonte: Horizonte do valor previsto: 12m, 365d. Padrão: 12m.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            desconto: Quanto vale menos o que vem depois: "10%a.a.", "1%a.m." ou 0. Padrão: 10%a.a..
            ebitda: O EBITDA de um ano, em reais; negativo ou zero, não há múltiplo dele.
            honorarios: Os honorários de um mês, em reais. Sem isto, os dos contratos em vigor.
            multiplo: Quantas vezes: "7-10" é do EBITDA de um ano; "honorarios=8-14", dos honorários de um mês; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.

        Tabelas:
            valor

        Na linha de comando:
            carteira valor --ebitda 150000
            carteira valor --ebitda 150000 --multiplo 6-9
            carteira valor --honorarios 50000 --horizonte 24m
        """
    def validar(
        self,
        *,
        hoje: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        fuso: Valor | None = None,
    ) -> Resultado:
        """Qualidade dos dados: o que foi lido, rejeitado, repetido, inválido ou fora de escala.

        Opções:
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.

        Tabelas:
            colunas, situacoes, rejeicoes

        Na linha de comando:
            carteira validar
            carteira validar --rejeitadas rejeitadas.csv
            carteira validar --hoje 2024-12-31 -f json
        """
    def verificar(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        base: Valor | None = None,
        inatividade: Valor | None = None,
        margem: Valor | None = None,
    ) -> Resultado:
        """Confere os [[limites]] do carteira.toml e sai com código 1 se algum foi cruzado.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            base: Linha de base, gravada por carteira base gravar. Padrão: carteira-base.json.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.

        Tabelas:
            verificacoes, indicadores, limites, grupos

        Na linha de comando:
            carteira verificar
            carteira verificar --seco
            carteira verificar -f github -o verificado.junit.xml
        """
    def novidades(
        self,
        periodo: Valor | None = None,
        *,
        comparar: Valor | None = None,
        sinal: Valor | None = None,
        desde: Valor | None = None,
        hoje: Valor | None = None,
        onde: Valores | None = None,
        limite: Valor | None = None,
        inatividade: Valor | None = None,
        atividade: Valor | None = None,
        margem: Valor | None = None,
        devolucoes: Valor | None = None,
        limite_abc: Valor | None = None,
        consumidor_final: Valor | None = None,
        raiz_cnpj: bool = False,
        moeda: Valores | None = None,
        fuso: Valor | None = None,
        max_rejeitadas: Valor | None = None,
        cancelados: Valores | None = None,
        validos: Valores | None = None,
        motor: Valor | None = None,
        memoria: Valor | None = None,
        spark: Valor | None = None,
        vazio: Valor | None = None,
        base: Valor | None = None,
    ) -> Resultado:
        """Quem mudou de estado desde a linha de base ou uma data: parou, voltou, é novo, caiu de classe, corre risco.

        Opções:
            periodo: Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo. Padrão: ultimo-mes.
            comparar: Compara com: anterior, ano-anterior, nenhum ou um período.
            sinal: Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao. Padrão: sim.
            desde: O estado com que se compara: base (a linha de base gravada), o arquivo de uma, ou uma data (AAAA-MM-DD).
            hoje: Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.
            onde: Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.
            limite: Quantos mostrar: os maiores grupos, clientes ou linhas.
            inatividade: Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra). Padrão: 90d.
            atividade: O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.
            margem: Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas). Padrão: 1.
            devolucoes: Devoluções: abater da receita ou ignorar. Padrão: abater.
            limite_abc: Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito). Padrão: cruza.
            consumidor_final: Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise. Padrão: manter.
            raiz_cnpj: Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.
            moeda: Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.
            fuso: Fuso para datas com hora e zona, como America/Sao_Paulo.
            max_rejeitadas: Recusa o arquivo com mais linhas rejeitadas que isto. Padrão: 20%.
            cancelados: Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.
            validos: Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.
            motor: Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster). Padrão: polars.
            memoria: Memória que o motor pode usar aqui, como 4GB.
            spark: Onde o Spark roda: local[*], spark://…, yarn, sc://….
            vazio: Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado). Padrão: aviso.
            base: Linha de base, gravada por carteira base gravar. Padrão: carteira-base.json.

        Tabelas:
            texto, novidades, perdidos, reativados, novos, cairam_de_classe, entraram_em_risco, sairam_do_risco, por_vendedor

        Na linha de comando:
            carteira novidades --desde 2024-11-30
            carteira novidades --desde 2024-09-30 --onde uf=SP
            carteira novidades --desde 2024-11-30 -f email -o novidades.eml
        """
