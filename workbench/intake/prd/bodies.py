"""Which blocks of a document belong to the item that a candidate defines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.intake.markdown.document import Block, Heading, ListItem, Markdown, Paragraph
from workbench.intake.markdown.item_body import BodyReader
from workbench.intake.prd.candidate import Candidate, Form


class BodyFinder:
    """Knows where every definition of a document starts, so that bodies do not run together."""

    def __init__(self, document: Markdown, candidates: Sequence[Candidate]) -> None:
        """Index the blocks and lines at which candidates start."""
        self._document = document
        self._starts = {(candidate.index, candidate.offset) for candidate in candidates}
        self._indexes = {candidate.index for candidate in candidates}
        self._last_start: dict[int, int] = {}
        for candidate in candidates:
            self._last_start[candidate.index] = max(
                self._last_start.get(candidate.index, 0), candidate.offset
            )

    def find(self, candidate: Candidate) -> tuple[str, list[Block]]:
        """The rest of the candidate's own lines, and the blocks that belong to it."""
        block = self._document.blocks[candidate.index]
        text = ""
        if isinstance(block, (Paragraph, ListItem)) and candidate.form is Form.fields:
            lines = block.text.split("\n")
            text = "\n".join(lines[candidate.offset + 1 : candidate.end_offset])
        if self._last_start[candidate.index] > candidate.offset:
            return text, []
        return text, list(self._below(candidate, block))

    def end_line(self, candidate: Candidate, blocks: Sequence[Block]) -> int:
        """Last line of the item: of its blocks, or before the first definition inside it."""
        own = self._document.blocks[candidate.index]
        if not isinstance(own, ListItem):
            return max([candidate.line, *(block.end_line for block in blocks)])
        for index in range(candidate.index + 1, len(self._document.blocks)):
            block = self._document.blocks[index]
            if block.line > own.end_line:
                break
            if index in self._indexes:
                return block.line - 1
        return own.end_line

    def _below(self, candidate: Candidate, own: Block) -> Iterator[Block]:
        inside = 0
        for index in range(candidate.index + 1, len(self._document.blocks)):
            block = self._document.blocks[index]
            if self._ends(block, own, index, candidate.form):
                return
            # Blocks inside another definition belong to that one.
            if inside and _is_inside(block, inside):
                continue
            inside = 0
            if index not in self._indexes:
                yield block
            elif isinstance(block, ListItem):
                inside = block.depth

    def _ends(self, block: Block, own: Block, index: int, form: Form) -> bool:
        """Whether a block is the first that no longer belongs to the candidate."""
        defines = index in self._indexes
        if isinstance(own, Heading):
            if isinstance(block, Heading):
                return block.level <= own.level or defines
            return defines and not isinstance(block, ListItem) and (index, 0) in self._starts
        if isinstance(block, Heading):
            return True
        if isinstance(own, ListItem):
            if block.line > own.end_line and form is not Form.fields:
                return True
            if isinstance(block, ListItem):
                return block.depth < own.depth or (defines and block.depth <= own.depth)
        return defines

    def only_fields(self, blocks: Sequence[Block]) -> list[Block]:
        """Of the blocks that follow a complete paragraph, only fields and criteria."""
        result: list[Block] = []
        for block in blocks:
            if isinstance(block, Paragraph) and not block.depth:
                probe = BodyReader(self._document).read([block])
                if not probe.fields and not probe.criteria and probe.text:
                    break
            elif not isinstance(block, (ListItem, Paragraph)) or not result:
                break
            result.append(block)
        return result


def _is_inside(block: Block, depth: int) -> bool:
    if isinstance(block, ListItem):
        return block.depth > depth
    return isinstance(block, Paragraph) and block.depth >= depth
