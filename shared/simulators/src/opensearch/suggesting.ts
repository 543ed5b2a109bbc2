import { analyze, editDistance } from './analysis';
import type { Indexed, Value } from './documents';
import type { Scene } from './matching';
import { isFields, refuseOthers, wholeNumber, textOf } from './reading';
import { type Fields, illegal, notSimulated, parsing } from './refusal';

type Suggester = (scene: Scene, text: string, given: Fields) => (documents: readonly Indexed[]) => readonly Fields[];

const refuse = (suggester: string) => (key: string) => parsing(`suggester [${suggester}] doesn't support field [${key}]`);

/** The frequency of each term of a field. */
const frequencies = (documents: readonly Indexed[], path: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  const termsOf = (value: Value): readonly string[] =>
    value.kind === 'text' ? value.tokens.map(({ term }) => term) : [textOf(value.exact)];
  for (const { values } of documents) {
    for (const term of new Set((values.get(path) ?? []).flatMap(termsOf))) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
};

const termKeys = ['accuracy', 'field', 'max_edits', 'min_word_length', 'prefix_length', 'size', 'suggest_mode'];

const leastAlike = 0.5;

const term: Suggester = (scene, text, given) => {
  refuseOthers(given, termKeys, refuse('term'));
  const path = textOf(given['field']);
  const field = scene.mapping.fields.get(path);
  if (field === undefined) throw illegal(`no mapping found for field [${path}]`);
  if (field.kind !== 'text' && field.kind !== 'keyword') throw notSimulated(`terms of the ${field.kind} ${path}`);
  // A keyword is one term, including spaces.
  const words = field.kind === 'text' ? analyze(field.analyzer, text) : [{ term: text, start: 0, end: text.length }];
  if ((given['suggest_mode'] ?? 'missing') !== 'missing') throw notSimulated('a suggest_mode other than missing');
  const maxEdits = wholeNumber(given['max_edits'], 'max_edits', 2);
  if (maxEdits < 1 || maxEdits > 2) throw illegal('maxEdits must be between 1 and 2');
  const [size, prefixLength, shortest] = [
    wholeNumber(given['size'], 'size', 5),
    wholeNumber(given['prefix_length'], 'prefix_length', 1),
    wholeNumber(given['min_word_length'], 'min_word_length', 4),
  ];
  const accuracy = Number(given['accuracy'] ?? leastAlike);
  return (documents) => {
    const counts = frequencies(documents, path);
    const alike = (wanted: string): readonly Fields[] => {
      if (counts.has(wanted) || wanted.length < shortest) return [];
      const options = [...counts].flatMap(([word, freq]) => {
        const distance = word.startsWith(wanted.slice(0, prefixLength)) ? editDistance(wanted, word, maxEdits) : undefined;
        const score = distance === undefined ? 0 : 1 - distance / Math.min(wanted.length, word.length);
        return score >= accuracy && score > 0 ? [{ text: word, score, freq }] : [];
      });
      return options.sort((a, b) => b.score - a.score || b.freq - a.freq || (a.text < b.text ? -1 : 1)).slice(0, size);
    };
    return words.map(({ term: wanted, start, end }) => ({
      text: wanted,
      offset: start,
      length: end - start,
      options: alike(wanted),
    }));
  };
};

const suggesters: Readonly<Record<string, Suggester>> = { term };

/** Parses `suggest` and returns similar terms. */
export const readSuggest = (scene: Scene, given: unknown): ((documents: readonly Indexed[]) => Fields) => {
  if (given === undefined) return () => ({});
  if (!isFields(given)) throw parsing('suggest malformed');
  const { text: common, ...named } = given;
  const each = Object.entries(named).map(([name, one]) => {
    if (!isFields(one)) throw illegal(`[suggest] does not support [${name}]`);
    const { text = common, ...kinds } = one;
    const [found, ...more] = Object.entries(kinds);
    if (found === undefined || more.length > 0) throw illegal('missing suggestion object');
    if (found[0] === 'phrase' || found[0] === 'completion') throw notSimulated(`the suggester ${found[0]}`);
    const suggester = Object.hasOwn(suggesters, found[0]) ? suggesters[found[0]] : undefined;
    if (suggester === undefined) throw parsing(`Unknown suggester [${found[0]}]`);
    if (typeof text !== 'string') throw illegal('The required text option is missing');
    return [name, suggester(scene, text, isFields(found[1]) ? found[1] : {})] as const;
  });
  return (documents) => ({ suggest: Object.fromEntries(each.map(([name, suggest]) => [name, suggest(documents)])) });
};
