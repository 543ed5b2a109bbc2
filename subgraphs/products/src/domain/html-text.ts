/** The number of line breaks around block elements. */
const lineBreaks: ReadonlyMap<string, number> = new Map([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote'].map((name): [string, number] => [name, 2]),
  ...['div', 'li', 'tr', 'section', 'article'].map((name): [string, number] => [name, 1]),
]);

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['lsquo', '\u2018'],
  ['rsquo', '\u2019'],
  ['ldquo', '\u201C'],
  ['rdquo', '\u201D'],
  ['hellip', '\u2026'],
  ['bull', '\u2022'],
  ['middot', '\u00B7'],
  ['deg', '\u00B0'],
  ['times', '\u00D7'],
  ['copy', '\u00A9'],
  ['reg', '\u00AE'],
  ['trade', '\u2122'],
  ['euro', '\u20AC'],
  ['pound', '\u00A3'],
  ['eacute', '\u00E9'],
  ['egrave', '\u00E8'],
  ['agrave', '\u00E0'],
  ['ccedil', '\u00E7'],
  ['auml', '\u00E4'],
  ['ouml', '\u00F6'],
  ['uuml', '\u00FC'],
  ['szlig', '\u00DF'],
]);

const isScalar = (code: number): boolean => code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);

const characterOf = (digits: string, base: number): string => {
  const code = Number.parseInt(digits, base);
  return isScalar(code) ? String.fromCodePoint(code) : '';
};

const entityOf = (name: string): string | undefined => {
  if (name.startsWith('#')) return /^#[xX]/.test(name) ? characterOf(name.slice(2), 16) : characterOf(name.slice(1), 10);
  return entities.get(name);
};

const decodeEntities = (text: string): string =>
  text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/g, (whole: string, name: string) => entityOf(name) ?? whole);

/** The offset after a tag, or -1 if the tag is not closed. Ignores `>` within quotes. */
const endOfTag = (html: string, from: number): number => {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const character = html[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return -1;
};

/** The offset of the closing tag of a script or style element. */
const endOfHidden = (lowerCase: string, name: string, from: number): number => {
  const close = lowerCase.indexOf(`</${name}`, from);
  return close < 0 ? lowerCase.length : close;
};

type Token = { readonly text: string } | { readonly newLines: number; readonly always: boolean };

const tagShape = /<\/?([a-zA-Z][a-zA-Z0-9]*)/y;

const tokensOfTag = (name: string): readonly Token[] => {
  if (name === 'br') return [{ newLines: 1, always: true }];
  const count = lineBreaks.get(name);
  return count === undefined ? [] : [{ newLines: count, always: false }];
};

/** Splits a document into text and line breaks in one pass, whatever the input. */
const tokenize = (html: string): readonly Token[] => {
  const tokens: Token[] = [];
  const lowerCase = html.toLowerCase();
  let at = 0;
  let isOver = false;
  const textUntil = (end: number): void => {
    if (end > at) tokens.push({ text: html.slice(at, end) });
    at = end;
  };
  for (let open = html.indexOf('<'); open >= 0 && !isOver; open = html.indexOf('<', Math.max(at, open + 1))) {
    tagShape.lastIndex = open;
    const name = tagShape.exec(html)?.[1]?.toLowerCase();
    const isComment = html.startsWith('<!--', open);
    if (name === undefined && !isComment) continue;
    const closing = isComment ? html.indexOf('-->', open + 4) : endOfTag(html, open + 1);
    textUntil(open);
    // As in a browser, a tag that is not closed hides the rest.
    isOver = closing < 0;
    at = isOver ? html.length : isComment ? closing + 3 : closing;
    if (isOver || name === undefined) continue;
    if ((name === 'script' || name === 'style') && html[open + 1] !== '/') at = endOfHidden(lowerCase, name, at);
    tokens.push(...tokensOfTag(name));
  }
  textUntil(html.length);
  return tokens;
};

const trailingLines = (text: string): number => text.length - text.replace(/\n+$/, '').length;

const layOut = (tokens: readonly Token[]): string => {
  const lines: string[] = [];
  let ends = 2;
  for (const token of tokens) {
    if ('text' in token) {
      const words = token.text.replace(/[ \t\n\r\f]+/g, ' ');
      const text = ends > 0 || lines.at(-1)?.endsWith(' ') === true ? words.replace(/^ /, '') : words;
      if (text === '') continue;
      lines.push(text);
      ends = 0;
    } else {
      const count = token.always ? token.newLines : Math.max(0, token.newLines - ends);
      lines.push('\n'.repeat(count));
      ends += count;
    }
  }
  const text = lines.join('').replace(/ +\n/g, '\n');
  return trailingLines(text) > 0 ? text.replace(/\n+$/, '') : text;
};

/** Converts HTML to plain text: removes tags and keeps paragraphs. Text without tags only has its entities decoded. */
export const htmlToText = (html: string): string => {
  const hasTags = /<(?:\/?[a-zA-Z]|!--)/.test(html);
  return decodeEntities(hasTags ? layOut(tokenize(html)) : html).trim();
};

/** Converts plain text to HTML that a browser renders identically, including spaces. */
export const textToHtml = (text: string): string => {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (!/[\n\r\t]/.test(escaped)) return escaped;
  return escaped
    .replaceAll('\t', '&#9;')
    .replaceAll('\r', '&#13;')
    .replace(/(?<=[ \n]) | (?=\n)/g, '&#32;')
    .replaceAll('\n', '<br>');
};
