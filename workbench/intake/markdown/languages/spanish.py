"""Words of requirement documents in Spanish."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Identificador|Código|ID Requisito|ID Requerimiento|ID del requisito|N°",
        "text": (
            "Requisito|Descripción|Requisito Funcional|Requisito No Funcional"
            "|Requerimiento|Requerimiento Funcional|Descripción del requisito"
            "|Funcionalidad"
        ),
        "title": "Título|Nombre|Nombre del requisito",
        "priority": "Prioridad|Importancia|Obligatoriedad",
        "stories": "Historia de Usuario|Historias de Usuario",
        "depends_on": "Dependencias|Depende de",
        "criteria": "Criterios de aceptación|Criterio de aceptación|Criterios",
        "target": "Objetivo",
        "status": "Estado",
        "notes": "Notas|Comentarios",
        "type": "Tipo",
    },
    must="Obligatorio|Debe|Imprescindible|Esencial",
    should="Importante|Debería|Recomendado",
    could="Opcional|Podría|Deseado|Deseable",
    wont="No tendrá",
    top="Crítica|Crítico|Muy alta",
    high="Alta|Alto",
    middle="Media|Medio",
    low="Baja|Bajo",
    yes="Sí|Si",
    withdrawn="Retirado|Eliminado|Cancelado",
)
