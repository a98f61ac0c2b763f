"""The report as one HTML page: plots drawn as SVG, no script, nothing loaded."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

from corrector.corpus.progress import duration
from corrector.corpus.tally import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_STYLE = """
:root { --ink: #1d2733; --soft: #5b6b7c; --line: #d8dfe6; --page: #fff; --card: #f6f8fa; --bar: #2f6fb0; --gone: #b3261e;
  --new: #1b6e3c; --gone-back: #fbe4e2; --new-back: #dff3e5; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --soft: #9fb0c0; --line: #36424e; --page: #14191f;
  --card: #1c232b; --bar: #6ba6dd; --gone: #ff9d94; --new: #7fd6a0; --gone-back: #43201d; --new-back: #173824; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 2rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
.sub { color: var(--soft); margin: 0 0 1.4rem; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: .8rem; padding: 0; margin: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; }
.figures dt { color: var(--soft); font-size: .85rem; } .figures dd { margin: 0; font-size: 1.35rem; font-weight: 600; }
.figures small { display: block; font-weight: 400; font-size: .8rem; color: var(--soft); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 0 2rem; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, "Noto Sans", sans-serif; }
svg .soft { fill: var(--soft); } svg rect.bar { fill: var(--bar); } svg line { stroke: var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
del { color: var(--gone); background: var(--gone-back); }
ins { color: var(--new); background: var(--new-back); text-decoration: none; }
del, ins { padding: 0 .15em; border-radius: 3px; white-space: pre-wrap; } .soft { color: var(--soft); }
td.k { white-space: nowrap; }
.warn { border-left: 4px solid var(--gone); background: var(--gone-back); padding: .6rem .9rem; border-radius: 4px; }
.none { color: var(--soft); }
"""


def render(facts: Mapping[str, Any]) -> str:
    """Return the page of a report's facts."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>Cleaning report: {escape(facts['output'])}</title><style>{_STYLE}</style></head><body>",
        f"<h1>Cleaning report</h1><p class='sub'>{escape(_listed(facts['inputs']))} → {escape(facts['output'])}</p>",
        _warnings(facts),
        _figures(facts),
        "<div class='columns'><section><h2>Documents by score</h2>",
        "<p class='soft'>Score: the expected share of words inside wrong spans. The scale of counts is logarithmic.</p>",
        _histogram(facts["scores"]),
        "</section><section><h2>Edits by kind</h2>",
        "<p class='soft'>Applied edits; in brackets what was reported and left as it is.</p>",
        _bars(facts["edits_by_kind"], facts["flagged_by_kind"]),
        "</section></div>",
        "<h2>Most frequent repairs</h2>",
        _repairs(facts["repairs"][:40]),
        "<h2>Edits to look at</h2><p class='soft'>A random sample, the same in every run over the same corpus.</p>",
        _samples(facts["samples"]),
        "<h2>Worst documents</h2>",
        _documents(facts["worst"], "Score", lambda figure: f"{figure:.3f}"),
        "<h2>Slowest documents</h2><p class='soft'>Only documents of batches that took far longer than the mean are timed.</p>",
        _documents(facts["slowest"], "Seconds", lambda figure: f"{figure:.2f}"),
        "<div class='columns'><section><h2>Text left alone</h2>",
        _counts(facts["skipped_blocks"], "Reason", "Blocks"),
        "</section><section><h2>Failures</h2>",
        _counts(facts["failures"], "Reason", "Records"),
        "</section></div></body></html>",
    ]
    return "\n".join(parts)


def _listed(inputs: Sequence[str]) -> str:
    return ", ".join(inputs[:4]) + (f" and {len(inputs) - 4} more" if len(inputs) > 4 else "")


def _warnings(facts: Mapping[str, Any]) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in facts["notes"][:20])
    return f"<div class='warn'><b>Not all of the input could be read</b><ul>{items}</ul></div>" if items else ""


def _figures(facts: Mapping[str, Any]) -> str:
    records = facts["records"]
    share = f"{facts['changed'] / records:.1%} of records" if records else ""
    per_thousand = f"{1000 * facts['edits'] / facts['words']:.2f} a 1,000 words" if facts["words"] else ""
    shown = [
        ("Records", f"{records:,}", f"{facts['records_per_second']:,.0f} a second"),
        ("Words", f"{facts['words']:,}", f"{facts['words_per_second']:,.0f} a second"),
        ("Changed", f"{facts['changed']:,}", share),
        ("Edits", f"{facts['edits']:,}", per_thousand),
        ("Findings", f"{facts['findings']:,}", "edits and flags"),
        ("Dropped", f"{facts['dropped']:,}", "beyond repair"),
        ("Failed", f"{facts['failed']:,}", f"{facts['failed_and_kept_in_errors']:,} kept in errors.jsonl"),
        ("Time", duration(facts["seconds"]), f"{facts['sources']:,} sources"),
    ]
    cells = "".join(
        f"<div><dt>{name}</dt><dd>{value}<small>{escape(note)}</small></dd></div>" for name, value, note in shown
    )
    return f"<dl class='figures'>{cells}</dl>"


def _histogram(scores: Mapping[str, Any]) -> str:
    """Draw the documents by score, those with score 0 as a bar of their own, counts on a logarithmic axis."""
    bins: list[int] = scores["bins"]
    last = max((place for place, count in enumerate(bins) if count), default=0)
    shown = bins[: max(10, last + 1)]
    counts = [scores["zero"], *shown]
    if not any(counts):
        return "<p class='none'>No documents.</p>"
    width, height, left, bottom, top = 520, 260, 60, 40, 12
    decades = math.ceil(math.log10(max(counts) + 1)) or 1
    top_value = math.log10(10**decades + 1)
    step = (width - left - 10) / len(counts)
    parts = [f"<svg viewBox='0 0 {width} {height}' role='img' aria-label='Documents by score'>"]
    for decade in range(decades + 1):
        y = height - bottom - (height - bottom - top) * math.log10(10**decade + 1) / top_value
        parts.append(f"<line x1='{left}' y1='{y:.1f}' x2='{width - 10}' y2='{y:.1f}'/>")
        parts.append(f"<text class='soft' x='{left - 6}' y='{y + 4:.1f}' text-anchor='end'>{10**decade:,}</text>")
    for place, count in enumerate(counts):
        size = (height - bottom - top) * math.log10(count + 1) / top_value
        x, label = left + place * step, _range(place, scores["bin_width"])
        parts.append(
            f"<rect class='bar' x='{x + 1:.1f}' y='{height - bottom - size:.1f}' width='{max(1.0, step - 2):.1f}' "
            f"height='{size:.1f}'><title>{label}: {count:,} documents</title></rect>"
        )
    every = max(1, math.ceil(len(shown) / 10))
    parts.append(f"<text x='{left + step / 2:.1f}' y='{height - bottom + 16}' text-anchor='middle'>0</text>")
    for place in range(every, len(shown) + 1, every):
        x = left + (place + 1) * step
        parts.append(
            f"<text x='{x:.1f}' y='{height - bottom + 16}' text-anchor='middle'>{place * scores['bin_width']:.2f}</text>"
        )
    middle = (left + width) / 2
    parts.append(
        f"<text class='soft' x='{middle}' y='{height - 4}' text-anchor='middle'>score (first bar: exactly 0)</text></svg>"
    )
    return "".join(parts)


def _range(place: int, width: float) -> str:
    return "score 0" if place == 0 else f"score {(place - 1) * width:.2f} to {place * width:.2f}"


def _bars(counts: Mapping[str, int], flagged: Mapping[str, int]) -> str:
    names = sorted({*counts, *flagged}, key=lambda name: (-counts.get(name, 0), -flagged.get(name, 0), name))
    if not names:
        return "<p class='none'>No edits.</p>"
    width, left, row = 520, 120, 24
    most = max([*counts.values(), 1])
    parts = [f"<svg viewBox='0 0 {width} {row * len(names) + 6}' role='img' aria-label='Edits by kind'>"]
    for place, name in enumerate(names):
        count, y = counts.get(name, 0), place * row
        size = (width - left - 150) * count / most
        also = f" ({flagged[name]:,} flagged)" if flagged.get(name) else ""
        parts.append(
            f"<text x='{left - 8}' y='{y + 17}' text-anchor='end'>{escape(name)}</text>"
            f"<rect class='bar' x='{left}' y='{y + 5}' width='{size:.1f}' height='{row - 8}' rx='2'/>"
            f"<text x='{left + size + 6:.1f}' y='{y + 17}'>{count:,}<tspan class='soft'>{also}</tspan></text>"
        )
    return "".join([*parts, "</svg>"])


def _table(heads: Sequence[tuple[str, str]], rows: Iterable[str]) -> str:
    body = "".join(rows)
    if not body:
        return "<p class='none'>None.</p>"
    head = "".join(f"<th class='{kind}'>{name}</th>" for name, kind in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _repairs(repairs: Sequence[Mapping[str, Any]]) -> str:
    return _table(
        (("Times", "n"), ("Repair", ""), ("Kind", "")),
        (
            f"<tr><td class='n'>{each['count']:,}</td><td>{_change(each)}</td><td>{escape(each['kind'])}</td></tr>"
            for each in repairs
        ),
    )


def _change(values: Mapping[str, Any]) -> str:
    gone = f"<del>{escape(_visible(values['before']))}</del>" if values["before"] else ""
    new = f"<ins>{escape(_visible(values['after']))}</ins>" if values["after"] else ""
    return f"{gone}{new}"


def _visible(text: str) -> str:
    return text if text.strip() else "␣" * len(text)


def _samples(samples: Sequence[Mapping[str, Any]]) -> str:
    return _table(
        (("Edit in its place", ""), ("Kind", ""), ("Confidence", "n"), ("Record", "n")),
        (
            f"<tr><td>{_cut(each['left'], 'left')}{_change(each)}{_cut(each['right'], 'right')}</td>"
            f"<td class='k'>{escape(each['kind'])}</td>"
            f"<td class='n'>{each['confidence']:.2f}</td>"
            f"<td class='n' title='{escape(each['source'])}'>{each['record']:,}</td></tr>"
            for each in samples
        ),
    )


def _cut(context: str, side: str) -> str:
    """Return the text beside an edit, with a mark where it was cut in mid-text."""
    if len(context) < CONTEXT:
        return escape(context)
    return f"…{escape(context)}" if side == "left" else f"{escape(context)}…"


def _documents(documents: Sequence[Mapping[str, Any]], figure: str, show: Any) -> str:
    return _table(
        ((figure, "n"), ("Record", "n"), ("Id", ""), ("Begins", "")),
        (
            f"<tr><td class='n'>{show(each['figure'])}</td>"
            f"<td class='n' title='{escape(each['source'])}'>{each['record']:,}</td>"
            f"<td class='k'>{escape(each['id'][:40])}</td><td class='soft'>{escape(each['text'])}</td></tr>"
            for each in documents
        ),
    )


def _counts(counts: Mapping[str, int], what: str, how_many: str) -> str:
    return _table(
        ((what, ""), (how_many, "n")),
        (f"<tr><td>{escape(name)}</td><td class='n'>{count:,}</td></tr>" for name, count in counts.items()),
    )
