// Search the built pages without a browser: node search.js HTML_DIRECTORY QUESTION...
// Print a JSON list for each question: the pages that are found, the best one first.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const [root, ...questions] = process.argv.slice(2);

// The scripts of Sphinx touch the page only to say how far they are.
const context = vm.createContext({
  document: {
    addEventListener() {},
    getElementById: () => null,
    documentElement: { dataset: {} },
    readyState: "loading",
  },
  localStorage: { setItem() {} },
  DOCUMENTATION_OPTIONS: {},
  SPHINX_HIGHLIGHT_ENABLED: false,
  _: (text) => text,
  _ready() {},
  console,
});
// In a browser, what is set on the window is global.
vm.runInContext("window = globalThis; addEventListener = () => {};", context);

const run = (name) =>
  vm.runInContext(fs.readFileSync(path.join(root, name), "utf8"), context, name);

["_static/language_data.js", "_static/searchtools.js", "searchindex.js"]
  .filter((name) => fs.existsSync(path.join(root, name)))
  .forEach(run);

context.questions = questions;
const found = vm.runInContext(
  `questions.map((question) => {
     const [query, wanted, excluded, highlighted, objects] = Search._parseQuery(question);
     const results = Search._performSearch(query, wanted, excluded, highlighted, objects);
     return results.reverse().map(([docName]) => docName);
   })`,
  context,
);
console.log(JSON.stringify(found));
