// Types of the data that the form loads; living_survey/rendering/contribute.py writes it.

/** A node of the taxonomy with what helps to choose it.
 * @typedef {{id: string, title: string, short: string, option: string, level: string, parent: string, area: string,
 *   aliases: string[], about: string, belongs: string, not_here: string, examples: [string, string][], works: number}} Node */

/** A value of a facet, with what suggests it.
 * @typedef {{id: string, title: string, label: string, about: string, group: string, suggested_by: string[],
 *   record_types: string[]}} Value */

/** @typedef {{title: string, plural: string, about: string, many: boolean, required: boolean, groups: [string, string][],
 *   values: Value[]}} Facet */

/** A field of an entry, or of its tags, that takes values of a facet.
 * @typedef {{key: string, facet: string, label: string, title: string, verb: string, of_statements: boolean, entry: boolean,
 *   tag: boolean, asked: boolean, asked_at_tags: boolean}} Field */

/** A work that has an entry: what finds it.
 * @typedef {{id: string, title: string, also: string, identifiers: string[]}} KnownWork */

/** Words, by their places in a list, and their weights.
 * @typedef {[number[], number[]]} Weights */

/** What suggests nodes for a text.
 * @typedef {{words: string[], rarity: number[], topics: Record<string, Weights>,
 *   nodes: Record<string, Record<string, Weights>>}} SuggestionData */

/** @typedef {{repository: string, branch: string, schema: import("./schema.js").Schema, facets: Record<string, Facet>,
 *   fields: Field[], venues: string[], known_venues: import("./venues.js").Venue[], nodes: Node[]}} FormData */

export {};
