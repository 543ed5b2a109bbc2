/** A way of writing that readers stumble over, and what the field says. */
export type Rule = { readonly pattern: RegExp; readonly instead: string };

const words = (instead: string, ...patterns: readonly string[]): readonly Rule[] =>
  patterns.map((pattern) => ({ pattern: new RegExp(`\\b(?:${pattern})\\b`, 'i'), instead }));

/** Words and phrases that no comment, text, name or document uses. To extend the list, add a pattern and what to write in its place. */
const rules: readonly Rule[] = [
  ...words('anyone who, the caller, the client', 'whoever', 'for who'),
  ...words('again, from scratch', 'anew'),
  ...words('whose, that, and which', 'of which', 'by which', 'from when on', 'until when', 'since when'),
  ...words('receives, reports, is notified', 'told', 'tells?', 'telling'),
  ...words('event, change, update, input', 'news'),
  ...words('published', 'on show'),
  ...words('category', 'shelf', 'shelves', 'shelved'),
  ...words('on delivery', 'at the door'),
  ...words('cancel, abort', 'call(?:s|ed|ing)? (?:(?:it|them|this|an order|the order) )?off', 'called-off', 'calledOff'),
  ...words('after this cursor, continue', 'go(?:es)? on behind', 'going on behind', 'go on'),
  ...words('receives, handles, listens to', 'hears?', 'heard', 'hearing', 'unheard'),
  ...words('permanently', 'for good'),
  ...words('the result, the total', 'what comes of', 'what came of', 'comes to nothing', 'what came off'),
  ...words('edit, change', 'otherwise, for', 'puts? (?:your|a|the) \\w+ otherwise'),
  ...words('request', 'wish', 'wishes'),
  ...words('calculate', 'reckon(?:s|ed|ing)?'),
  ...words('repair, fix', 'mend(?:s|ed|ing)?'),
  ...words('status, state, position; is', 'standing', 'where it stands', 'stands? for', 'how far it (?:is|has come)', 'as it stands'),
  ...words('exists, is present', 'that there is', 'what there is', 'there is no such thing'),
  ...words('no one, none', 'nobody'),
  ...words('someone, another user', 'somebody'),
  ...words('everyone', 'everybody'),
  ...words('in progress', 'under way'),
  ...words('unavailable', 'is away', 'are away', 'was away', 'went away', 'being away', 'when away'),
  ...words('in total, combined', 'all together', 'together they', 'lines together', 'pieces together'),
  ...words('timeout, retries', 'patience', 'patiently'),
  ...words('message, notice', 'a word of', 'word (?:comes|came|is sent)', 'by word'),
  ...words('possibly', 'perhaps'),
];

/** How a doc comment or a description does not begin: with a noun phrase or a verb, it says what it is at once. */
export const opening = /^(?:What|Whether|Who|Whose|Where|When|How|Why|Which|By what|In what|On whose|From when|Until when|Since when)\b/;

export type Finding = { readonly line: number; readonly text: string; readonly instead: string };

/** The places of a text that break a rule. A line with `dialect-ok:` and a reason is left out. */
export const dialectOf = (text: string): readonly Finding[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.includes('dialect-ok:')) return [];
    const broken = rules.filter(({ pattern }) => pattern.test(line)).map(({ instead }) => instead);
    const comment = /\/\*\* (?<start>.*)/.exec(line)?.groups?.['start'] ?? '';
    const found = opening.test(comment) ? [...broken, 'begin with a noun phrase or a verb'] : broken;
    return found.map((instead) => ({ line: index + 1, text: line.trim(), instead }));
  });
