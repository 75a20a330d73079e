// Asks the engine of the site's search: reads {assets, payload, names, queries} and prints what each query finds.

import { readFileSync } from "node:fs";

const { assets, payload, names, queries } = JSON.parse(readFileSync(0, "utf8"));
const { Corpus } = await import(`${assets}/works/corpus.js`);
const { Engine } = await import(`${assets}/search/engine.js`);
const { SearchIndex } = await import(`${assets}/search/index.js`);

const SHOWN = 5;
const corpus = new Corpus(payload);
const entries = names.map(([address, kind, title, facts]) => ({ address, kind, title, facts }));
const engine = new Engine(corpus, SearchIndex.whole(corpus), entries);
const answers = queries.map((query) => {
  const { results, nearest } = engine.find(query);
  return {
    first: results.slice(0, SHOWN).map(({ address, filters = [] }) => ({
      address, filters: filters.map(({ facet, value }) => [facet, value]),
    })),
    total: results.length,
    nearest: nearest.map(({ work }) => corpus.ids[work]),
  };
});
console.log(JSON.stringify(answers));
