// What the reader chose of brought layers, as it stands in the link: "1.on.d1.c0.h0-3.s2_2.all" is layer 1, the
// rows of exactly the day, its second date column, its first category, without values 0 and 3 and source 2; then layer 2.
const WHEN = ["upto", "on", "all"];

const NOTHING = new Set();

const numberOf = (id) => Number(id.replace("brought-", ""));
// A letter without a number says nothing: Number("") would be the first of all.
const codes = (text) => new Set(text.split("-").filter(Boolean).map(Number));
const column = (text) => (text ? Number(text) : undefined);

function read(part) {
  const [number, ...words] = part.split(".");
  const choice = {};
  for (const word of words) {
    if (WHEN.includes(word)) choice.when = word;
    else if (word[0] === "d") choice.date = column(word.slice(1));
    else if (word[0] === "c") choice.category = column(word.slice(1));
    else if (word[0] === "h") choice.hiddenCategories = codes(word.slice(1));
    else choice.hiddenSources = codes(word.slice(1));
  }
  return [Number(number), choice];
}

const chosenIn = (text) => new Map(text ? text.split("_").map(read) : []);

// A column that the file does not have, as an old link may name one, gives way to the usual one.
const among = (index, columns, usual) => (Number.isInteger(index) && index < columns.length ? index : usual);

// The whole filter of one layer: what the link says, otherwise what its file suggests.
export function choiceOf(text, { id, brought }) {
  const said = chosenIn(text).get(numberOf(id)) || {};
  const date = among(said.date, brought.dates, brought.chosen.date);
  const series = brought.series.length > 0 && said.date === undefined;
  return {
    when: date === null && !series ? "all" : said.when || "upto",
    date,
    category: among(said.category, brought.categories, brought.chosen.category),
    series,
    hiddenCategories: said.hiddenCategories || NOTHING,
    hiddenSources: said.hiddenSources || NOTHING,
  };
}

const listed = (letter, set) => (set.size ? [`${letter}${[...set].sort((a, b) => a - b).join("-")}`] : []);

function write(number, choice, { chosen, series }) {
  const words = [
    ...(choice.when === (choice.date === null && !choice.series ? "all" : "upto") ? [] : [choice.when]),
    ...(choice.series || choice.date === null || (choice.date === chosen.date && !series.length) ? [] : [`d${choice.date}`]),
    ...(choice.series || choice.category === null || choice.category === chosen.category ? [] : [`c${choice.category}`]),
    ...listed("h", choice.hiddenCategories),
    ...listed("s", choice.hiddenSources),
  ];
  return words.length ? [number, ...words].join(".") : "";
}

// The link's text after one layer's choice changed; what is as usual is left out of it.
export function withChoice(text, spec, change) {
  const choice = { ...choiceOf(text, spec), ...change };
  // Of a series each date has its own category.
  if ("date" in change) {
    const pair = spec.brought.series.find(([date]) => date === change.date);
    if (pair) choice.category = pair[1];
  }
  // Another column has other values: what was hidden of the old one says nothing of it.
  if ("category" in change || "date" in change || "series" in change) choice.hiddenCategories = NOTHING;
  const mine = numberOf(spec.id);
  const others = text ? text.split("_").filter((part) => read(part)[0] !== mine) : [];
  const own = write(mine, choice, spec.brought);
  return [...others, ...(own ? [own] : [])].sort((a, b) => parseInt(a, 10) - parseInt(b, 10)).join("_");
}
