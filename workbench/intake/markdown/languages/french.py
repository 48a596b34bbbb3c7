"""Words of requirement documents in French."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Identifiant|Réf",
        "text": "Exigence|Fonctionnalité|Besoin|Libellé|Exigence fonctionnelle",
        "title": "Titre|Nom|Intitulé",
        "priority": "Priorité",
        "stories": "Récit utilisateur",
        "depends_on": "Dépendances|Dépend de",
        "criteria": "Critères d'acceptation",
        "target": "Cible|Objectif",
        "status": "Statut",
        "notes": "Remarques|Commentaire|Commentaires",
    },
    must="Obligatoire|Doit|Indispensable|Essentiel",
    should="Devrait|Recommandé",
    could="Optionnel|Facultatif|Pourrait|Souhaitable|Souhaité",
    wont="N'aura pas",
    top="Critique|Très haute",
    high="Haute|Haut|Élevée|Élevé",
    middle="Moyenne|Moyen",
    low="Basse|Bas|Faible",
    yes="Oui",
    no="Non",
    withdrawn="Retirée|Retiré|Supprimé",
)
