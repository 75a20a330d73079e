// Two to four works side by side: everything that is known of them, to read, and as Markdown or LaTeX.

import { fill, make } from "../common/dom.js";
import { save } from "../common/files.js";
import { listAt } from "../works/statements.js";
import { tr } from "../common/texts.js";

/** @typedef {import("../works/corpus.js").Corpus} Corpus */

export const FEWEST = 2;
export const MOST = 4;
const AUTHORS_NAMED = 6;

/** A line of the comparison: its title, and of each work what is said there.
 * @typedef {{title: string, cells: string[][]}} Line */

/** The rows of tables of each work, such as its datasets, in words and by id.
 * @typedef {Record<string, string[]>} Rows */

/** What is known of works, line by line; a line that says nothing of any is left out.
 * @param {Corpus} corpus
 * @param {number[]} works
 * @param {Rows} rows
 * @returns {Line[]} */
function comparison(corpus, works, rows) {
  const ofWork = corpus.facets.filter(({ declared, stated }) => declared && !stated);
  /** @type {[string, (work: number) => string[]][]} */
  const lines = [
    [tr("Names"), (work) => corpus.names[work]],
    [tr("Summary"), (work) => [corpus.summaries[work]]],
    [tr("Authors"), (work) => [people(corpus, work)]],
    [tr("Published"), (work) => [[corpus.venue(work), corpus.years[work] || ""].filter(Boolean).join(" ")]],
    [tr("First public"), (work) => [corpus.dates[work]]],
    ...ofWork.map((facet) => /** @type {[string, (work: number) => string[]]} */ ([
      facet.name,
      (work) => [[...listAt(facet, work)].filter((value) => value < facet.values.length - 1).map((value) => facet.values[value].label).join(", ")],
    ])),
    [tr("Classification"), (work) => corpus.tagNodes[work].map((node, tag) => {
      return [corpus.nodes[node].title, corpus.tagNotes[work][tag]].filter(Boolean).join(": ");
    })],
    [tr("Statements"), (work) => corpus.own.statements.of(work).map((group) => statement(corpus, group)).filter(Boolean)],
    [tr("Effects"), (work) => corpus.own.statements.of(work).map((group) => corpus.own.statements.effects[group] ?? "").filter(Boolean)],
    [tr("Datasets and other rows"), (work) => rows[corpus.ids[work]] ?? []],
    [tr("Links"), (work) => corpus.links(work).map(([, address]) => address)],
  ];
  return lines
    .map(([title, said]) => ({ title, cells: works.map((work) => said(work).filter(Boolean)) }))
    .filter(({ cells }) => cells.some((cell) => cell.length));
}

/** @param {Corpus} corpus
 * @param {number} work */
function people(corpus, work) {
  const names = corpus.authorsOf[work].map((author) => corpus.authors[author]);
  const others = names.length - AUTHORS_NAMED;
  return others > 1 ? tr("{0} and {1} more", names.slice(0, AUTHORS_NAMED).join(", "), others) : names.join(", ");
}

/** What one group states, with its place and source.
 * @param {Corpus} corpus
 * @param {number} group */
function statement(corpus, group) {
  const { values, nodes, sources } = corpus.own.statements;
  const parts = corpus.facets.filter(({ stated }) => stated).flatMap((facet) => facet.relations.flatMap(({ verb, at }) => {
    const labels = [...listAt(values[at], group)].map((value) => facet.values[value].label);
    return labels.length ? `${verb} ${labels.join(", ")}` : [];
  }));
  if (!parts.length) return "";
  const place = nodes[group] < 0 ? "" : `${corpus.nodes[nodes[group]].label}: `;
  return `${place}${parts.join("; ")} (${corpus.sources[sources[group]]})`;
}

/** The comparison as a table.
 * @param {Corpus} corpus
 * @param {number[]} works
 * @param {Rows} rows
 * @param {(id: string) => string} workAddress
 * @param {(work: number) => void} remove */
export function comparisonTable(corpus, works, rows, workAddress, remove) {
  const head = make("tr", {}, make("td"));
  for (const work of works) {
    const title = make("a", { class: "result__title", href: workAddress(corpus.ids[work]) }, make("bdi", {}, corpus.titles[work]));
    const button = make("button", { type: "button", class: "explore__quiet", onclick: () => remove(work), "aria-label": tr("Leave out {0}", corpus.titles[work]) }, tr("Leave out"));
    head.append(make("th", { scope: "col", "data-work": corpus.ids[work] }, title, " ", button));
  }
  const body = make("tbody");
  for (const { title, cells } of comparison(corpus, works, rows)) {
    const row = make("tr", {}, make("th", { scope: "row" }, title));
    for (const cell of cells) row.append(make("td", {}, ...cell.map((text) => make("p", {}, shown(text)))));
    body.append(row);
  }
  return make("div", { class: "results__scroll", tabindex: 0, role: "region", "aria-label": tr("Comparison") },
    make("table", { class: "compare" }, make("caption", {}, tr("Works side by side")), make("thead", {}, head), body));
}

/** @param {string} text */
function shown(text) {
  return /^https?:\/\/\S+$/.test(text) ? make("a", { href: text, rel: "noopener" }, text.replace(/^https?:\/\//, "")) : text;
}

/** @param {Corpus} corpus
 * @param {number[]} works
 * @param {Rows} rows */
function asMarkdown(corpus, works, rows) {
  const cell = (/** @type {string[]} */ lines) => lines.map(escapedMarkdown).join("<br>");
  const titles = works.map((work) => escapedMarkdown(corpus.titles[work]));
  const lines = comparison(corpus, works, rows).map(({ title, cells }) => `| **${title}** | ${cells.map(cell).join(" | ")} |`);
  return [`| | ${titles.join(" | ")} |`, `|${" --- |".repeat(works.length + 1)}`, ...lines, ""].join("\n");
}

/** @param {Corpus} corpus
 * @param {number[]} works
 * @param {Rows} rows */
function asLatex(corpus, works, rows) {
  const width = (0.84 / works.length).toFixed(2);
  const cell = (/** @type {string[]} */ lines) => lines.map(escapedLatex).join(" \\newline ");
  const lines = comparison(corpus, works, rows).map(({ title, cells }) => `${escapedLatex(title)} & ${cells.map(cell).join(" & ")} \\\\`);
  const titles = works.map((work) => `\\textbf{${escapedLatex(corpus.titles[work])}}`);
  return [
    `\\begin{tabular}{l${`p{${width}\\linewidth}`.repeat(works.length)}}`, "\\hline", ` & ${titles.join(" & ")} \\\\`, "\\hline",
    ...lines, "\\hline", "\\end{tabular}", "",
  ].join("\n");
}

/** @param {string} text */
function escapedMarkdown(text) {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, "\\$&").replace(/&/g, "&amp;").replace(/\s+/g, " ");
}

/** @type {Record<string, string>} */
const LATEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

/** @param {string} text */
function escapedLatex(text) {
  return text.replace(/[\\~^]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`).replace(/\s+/g, " ");
}

/** What a comparison is copied and saved as.
 * @type {{name: string, suffix: string, type: string, write: typeof asMarkdown}[]} */
const FORMATS = [
  { name: "Markdown", suffix: "md", type: "text/markdown", write: asMarkdown },
  { name: "LaTeX", suffix: "tex", type: "application/x-tex", write: asLatex },
];

/** The bar above a comparison.
 * @param {Corpus} corpus
 * @param {number[]} works
 * @param {Rows} rows
 * @param {{copy: (text: string, done: string) => void, share: () => void, close: () => void}} actions */
export function comparisonTools(corpus, works, rows, actions) {
  const bar = make("p", { class: "compare__tools" });
  /** @type {[string, () => void][]} */
  const buttons = [
    ...FORMATS.flatMap(({ name, suffix, type, write }) => /** @type {[string, () => void][]} */ ([
      [tr("Copy as {0}", name), () => actions.copy(write(corpus, works, rows), tr("Copied as {0}.", name))],
      [tr("Save as {0}", name), () => save(`comparison.${suffix}`, type, write(corpus, works, rows))],
    ])),
    [tr("Copy link"), actions.share],
    [tr("Back to the list"), actions.close],
  ];
  for (const [label, act] of buttons) fill(bar, make("button", { type: "button", class: "explore__button", onclick: act }, label), " ");
  return bar;
}
