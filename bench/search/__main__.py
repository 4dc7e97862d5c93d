"""Measure search on made archives: engine, page, freshness, size, worst questions, relevance.

    make bench-search ARGS="../shared/corpus"
    make bench-search ARGS="--articles 10000 --parts engine,page ../shared/corpus"

The folder holds public corpora; without it sentences are those of the project's own articles.
Archives are made once and kept (see archives.py); their indexes are built anew by the part
"build". Figures on a busy machine differ from run to run: compare ratios within one run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.search import archives
from bench.search.times import heading, line

SIZES = [10_000, 100_000, 1_000_000]
PARTS = ("build", "engine", "page", "worst", "change", "relevance")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-search")
    parser.add_argument("--articles", type=_numbers, default=SIZES, metavar="N,N")
    parser.add_argument("--parts", type=_parts, default=list(PARTS), metavar=",".join(PARTS))
    parser.add_argument("--questions", type=int, default=200, help="of each class")
    # Where one size leaves its figures for the comparison of sizes.
    parser.add_argument("--figures", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", type=Path, help="the folder of public corpora")
    options = parser.parse_args()
    if options.figures:
        options.figures.write_text(json.dumps(measure(options)))
        return
    if set(options.parts) != {"relevance"}:
        compare(options.articles, sys.argv[1:])
    if "relevance" in options.parts and options.folder:
        _run("bench.search.relevance", str(options.folder))


def measure(options: argparse.Namespace) -> dict[str, float]:
    """All parts on the archive of one size; answers the figures that sizes are compared by."""
    count = options.articles[0]
    print(f"\n=== {count:,} articles ===", flush=True)
    archives.use(count)
    is_new = archives.make(count, options.folder)
    from django.core.management import call_command

    from archive.search import index
    from bench.search import building, engine, page, worst

    # The page names them by what they hold.
    call_command("collectstatic", interactive=False, verbosity=0)
    folder = index.current_folder()
    is_outdated = is_new or folder is None or index.position_of(folder) is None
    if "build" in options.parts or is_outdated:
        building.measure_building()
    figures = {}
    if "engine" in options.parts:
        engine.measure(options.questions)
    if "page" in options.parts:
        figures["page"] = page.measure(options.questions)
    if "worst" in options.parts:
        worst.measure()
    if "change" in options.parts:
        building.measure_changes()
    return figures


def compare(sizes: list[int], arguments: list[str]) -> None:
    """Each size, then the largest over the smallest."""
    pages = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            figures = Path(folder) / f"{count}.json"
            own = ["--articles", str(count), "--figures", str(figures)]
            _run("bench.search", *arguments, *own)
            pages[count] = json.loads(figures.read_text()).get("page")
    first, last = min(sizes), max(sizes)
    if first != last and pages[first] and pages[last]:
        heading("page p95", "ratio")
        line(f"{last:,} over {first:,}", pages[last] / pages[first])


def _run(module: str, *arguments: str) -> None:
    """Django is set up on one database a process, so each measure has its own."""
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if unknown := set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"no such part: {', '.join(sorted(unknown))}")
    return parts


if __name__ == "__main__":
    main()
