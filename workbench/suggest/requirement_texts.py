"""Requirements in scope: the entities that their texts mention and the intents they state."""

from __future__ import annotations

from workbench.design.design import Design
from workbench.design.endpoints import EndpointKind
from workbench.design.requirements import Requirement
from workbench.design.scope import Scope
from workbench.suggest.entity_tree import EntityTree
from workbench.suggest.sentences import Intent, SentenceReader
from workbench.suggest.vocabulary import is_english

#: A part is read with its whole; whatever else is done with it changes the whole.
_ON_WHOLE = {
    EndpointKind.read: EndpointKind.read,
    EndpointKind.create: EndpointKind.update,
    EndpointKind.update: EndpointKind.update,
    EndpointKind.delete: EndpointKind.update,
}


class RequirementTexts:
    """Each requirement that needs a backend, with its text read once."""

    def __init__(
        self, design: Design, scope: Scope, sentences: SentenceReader, tree: EntityTree
    ) -> None:
        """Linear in the text of the requirements."""
        self.requirements: dict[str, Requirement] = {
            requirement.key: requirement
            for requirement in design.requirements
            if requirement.key in scope.requirements and not requirement.no_backend_reason
        }
        self._texts = {key: _text_of(requirement) for key, requirement in self.requirements.items()}
        self.mentions = {key: sentences.mentioned(text) for key, text in self._texts.items()}
        """Per requirement the entities that it mentions; whether one is in the plural."""
        self.intents = {
            key: [redirected(intent, tree) for intent in sentences.intents(text)]
            for key, text in self._texts.items()
        }
        foreign = [key for key in self.requirements if self.is_foreign(key)]
        self.mostly_foreign = len(foreign) * 2 > len(self._texts)
        """Whether most texts are in a language whose verbs are not recognised."""

    def is_foreign(self, key: str) -> bool:
        """Whether no verbs can be recognised in the text of a requirement."""
        return not is_english(self._texts[key])

    def relevant(self, keys: list[str], entity: str, kind: EndpointKind) -> list[str]:
        """Of requirements those that ask for this, else those that mention the entity, else all."""
        asking = [
            key
            for key in keys
            if any(intent.entity == entity and intent.kind is kind for intent in self.intents[key])
        ]
        return asking or [key for key in keys if entity in self.mentions[key]] or keys


def redirected(intent: Intent, tree: EntityTree) -> Intent:
    """The intent with the entity that it is about: the whole of a part, or the record it makes."""
    whole = tree.whole(intent.entity)
    if whole is not None and intent.kind in _ON_WHOLE:
        return Intent(whole, _ON_WHOLE[intent.kind], intent.words, "", intent.verb)
    if intent.kind is EndpointKind.action:
        record_names = {intent.noun, intent.noun.removesuffix("s")}
        for child in tree.children(intent.entity):
            if tree.name_below(child, intent.entity) in record_names:
                return Intent(child, EndpointKind.create, intent.words, "", intent.verb)
    return intent


def _text_of(requirement: Requirement) -> str:
    parts = (requirement.title, requirement.text, *requirement.criteria)
    return "\n".join(dict.fromkeys(part for part in parts if part))
