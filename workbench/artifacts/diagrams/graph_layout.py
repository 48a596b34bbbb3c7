"""Graphviz in a process of its own: reads DOT sources as a JSON list, writes SVGs as one.

The Graphviz that comes with pygraphviz and the PDF engine each bring a Pango, and two of them
in one process end it. A process of its own also bounds what a hostile graph can cost. Run as
a program, this file imports nothing of the workbench.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

#: A diagram that takes longer is given up.
SECONDS = 60


class DiagramError(RuntimeError):
    """Graphviz could not draw; the message says why."""


def draw_graphs(sources: Sequence[str]) -> list[str]:
    """SVG documents of several DOT sources, in order. Raises DiagramError."""
    if not sources:
        return []
    try:
        finished = subprocess.run(  # noqa: S603 - our own file under our own interpreter
            [sys.executable, "-I", __file__],
            input=json.dumps(list(sources)).encode(),
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise DiagramError(f"Graphviz took longer than {SECONDS} seconds") from error
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip()[-400:]
        raise DiagramError(f"Graphviz could not draw: {words}") from error
    drawn: list[str] = json.loads(finished.stdout)
    return drawn


def main() -> None:
    """Draw the graphs on standard input."""
    import pygraphviz  # noqa: PLC0415 - only this process may load it

    drawn = []
    for source in json.load(sys.stdin):
        graph = pygraphviz.AGraph(string=source)
        drawn.append(graph.draw(format="svg", prog="dot").decode())
        graph.close()
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
