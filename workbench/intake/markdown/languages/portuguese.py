"""Words of requirement documents in Portuguese."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Nº",
        "text": "Descrição|Requisito Não Funcional|Descrição do Requisito|Funcionalidade",
        "title": "Nome do Requisito",
        "priority": "Prioridade|Importância",
        "stories": "História de Usuário|Histórias de Usuário",
        "depends_on": "Dependências",
        "criteria": "Critérios de aceitação|Critério de Aceitação",
        "target": "Meta",
        "status": "Situação",
        "notes": "Observações",
    },
    must="Obrigatório|Deve|Essencial",
    should="Deveria",
    could="Poderia|Desejável",
    top="Muito alta",
    middle="Média|Médio",
    low="Baixa|Baixo",
    yes="Sim",
    no="Não",
)
