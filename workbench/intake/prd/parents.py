"""Which requirement another one is part of, where the document does not state it.

The number shows it (`FR-1.2` is part of `FR-1`), or the section of another requirement that
holds it, or the entry of a list that it is nested in.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.intake.markdown.document import Heading, ListItem, Markdown
from workbench.intake.markdown.identifiers import canonical
from workbench.intake.prd.candidate import Candidate
from workbench.intake.prd.fields import Draft

#: Blocks above a list entry among which the entry that it is nested in is looked for.
_LOOKED_AT_BLOCKS = 400


def set_parents(
    drafts: Sequence[Draft], document: Markdown, candidates: Sequence[Candidate]
) -> None:
    """Set the parent of each requirement that has one and does not state it."""
    search = _ParentSearch(drafts, document, candidates)
    for draft in drafts:
        if draft.candidate.story or draft.values.get("parent"):
            continue
        parent = search.parent_of(draft)
        if parent is not None:
            draft.values["parent"] = parent
            draft.inferred.append("parent")


class _ParentSearch:
    def __init__(
        self, drafts: Sequence[Draft], document: Markdown, candidates: Sequence[Candidate]
    ) -> None:
        self._document = document
        self._keys = {
            canonical(draft.key): draft.key for draft in drafts if not draft.candidate.story
        }
        self._keys_by_block = {
            candidate.index: candidate.key for candidate in candidates if not candidate.story
        }
        self._defining_blocks = {draft.candidate.index for draft in drafts}

    def parent_of(self, draft: Draft) -> str | None:
        """The key of the requirement that a draft is part of."""
        parent = self._by_number(draft)
        owner = draft.candidate.context.owner
        if parent is None and owner in self._defining_blocks:
            parent = self._keys_by_block.get(owner)
        if parent is None:
            parent = self._by_nesting(draft)
        if parent is None or parent == draft.key or canonical(parent) not in self._keys:
            return None
        return parent

    def _by_number(self, draft: Draft) -> str | None:
        number = draft.candidate.identifier.number
        if "." not in number:
            return None
        upper = draft.key[: len(draft.key) - len(number)] + number.rpartition(".")[0]
        return self._keys.get(canonical(upper))

    def _by_nesting(self, draft: Draft) -> str | None:
        index = draft.candidate.index
        block = self._document.blocks[index]
        if not isinstance(block, ListItem) or block.depth < 2:  # noqa: PLR2004 - not nested
            return None
        depth = block.depth
        for above in range(index - 1, max(-1, index - _LOOKED_AT_BLOCKS), -1):
            block_above = self._document.blocks[above]
            if isinstance(block_above, Heading):
                return None
            if isinstance(block_above, ListItem) and block_above.depth < depth:
                if above in self._keys_by_block:
                    return self._keys_by_block[above]
                depth = block_above.depth
                if depth == 1:
                    return None
        return None
