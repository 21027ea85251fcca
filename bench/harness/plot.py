"""Draws the results as SVG."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")
# Write labels as SVG text, and make the output reproducible.
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "tasklane", "font.size": 9})
from matplotlib import pyplot  # noqa: E402

from harness.results import Cell  # noqa: E402

COLORS = {"tasklane": "#0f766e", "pgbench": "#94a3b8", "fastapi": "#d97706", "fastify": "#7c3aed"}
SHOWN = ("get", "list", "create", "edit")


def rates(all: list[Cell], names: dict[str, str], file: Path) -> None:
    """Draws requests per second by number of connections, one panel per operation."""
    figure, panels = pyplot.subplots(1, len(SHOWN), figsize=(11, 3), layout="constrained")
    for panel, operation in zip(panels, SHOWN, strict=True):
        for subject, name in names.items():
            own = [cell for cell in all if (cell.operation, cell.subject) == (operation, subject)]
            own.sort(key=lambda cell: cell.connections)
            places = [cell.connections for cell in own]
            panel.plot(places, [cell.figures["rate"] for cell in own], "o-", color=COLORS[subject], label=name)
        panel.set(title=operation, xscale="log", xlabel="connections")
        panel.set_xticks(sorted({cell.connections for cell in all}), minor=False)
        panel.xaxis.set_major_formatter("{x:.0f}")
        panel.minorticks_off()
        panel.set_ylim(bottom=0)
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("requests / s")
    lines, labels = panels[0].get_legend_handles_labels()
    figure.legend(lines, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    save(figure, file)


def growth(points: list[dict[str, float]], file: Path) -> None:
    """Draws rates, and disk space per task, by number of tasks in the database."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 3), layout="constrained")
    places = [point["tasks"] for point in points]
    for name in [name for name in points[0] if name.startswith("rate ")]:
        left.plot(places, [point[name] for point in points], "o-", label=name.removeprefix("rate "))
    for name in [name for name in points[0] if name.startswith("bytes ")]:
        right.plot(places, [point[name] for point in points], "o-", label=name.removeprefix("bytes "))
    left.set(xscale="log", xlabel="tasks", ylabel="requests / s")
    right.set(xscale="log", xlabel="tasks", ylabel="bytes")
    for panel in (left, right):
        panel.set_ylim(bottom=0)
        panel.grid(alpha=0.3)
        # Put the legend beside the lines.
        panel.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    save(figure, file)


def save(figure: matplotlib.figure.Figure, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
