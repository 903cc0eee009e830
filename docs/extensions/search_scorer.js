// Order the results of a search: guides first, then reference, then long records.
const PAGES = {
  guide: /^(quickstart|troubleshooting|faq|migration|guide\/.*)$/,
  record: /^(changelog|contributing|design|fidelity)$/,
};

var Scorer = {
  score: ([docName, , , , score]) => {
    if (PAGES.record.test(docName)) return score - 1000;
    return PAGES.guide.test(docName) ? score + 3 : score;
  },

  // The weights that Sphinx gives to the places where a word is found.
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
