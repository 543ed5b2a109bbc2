/** Where a text goes on in a new line, or after an empty one. */
const breaks: ReadonlyMap<string, number> = new Map([
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

const meaningOf = (name: string): string | undefined => {
  if (name.startsWith('#')) return /^#[xX]/.test(name) ? characterOf(name.slice(2), 16) : characterOf(name.slice(1), 10);
  return entities.get(name);
};

const decoded = (text: string): string =>
  text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/g, (whole: string, name: string) => meaningOf(name) ?? whole);

/** Where a tag ends; a > within quotes is none. -1 when it never does. */
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

/** Behind whatever stands between tags for programs and not for people. */
const endOfHidden = (lowerCase: string, name: string, from: number): number => {
  const close = lowerCase.indexOf(`</${name}`, from);
  return close < 0 ? lowerCase.length : close;
};

type Piece = { readonly text: string } | { readonly newLines: number; readonly always: boolean };

const tagShape = /<\/?([a-zA-Z][a-zA-Z0-9]*)/y;

const pieceOfTag = (name: string): readonly Piece[] => {
  if (name === 'br') return [{ newLines: 1, always: true }];
  const count = breaks.get(name);
  return count === undefined ? [] : [{ newLines: count, always: false }];
};

/** The words of a document and where its lines end, in one pass from left to right whatever somebody has written. */
const piecesOf = (html: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  const lowerCase = html.toLowerCase();
  let at = 0;
  let isOver = false;
  const textUntil = (end: number): void => {
    if (end > at) pieces.push({ text: html.slice(at, end) });
    at = end;
  };
  for (let open = html.indexOf('<'); open >= 0 && !isOver; open = html.indexOf('<', Math.max(at, open + 1))) {
    tagShape.lastIndex = open;
    const name = tagShape.exec(html)?.[1]?.toLowerCase();
    const isComment = html.startsWith('<!--', open);
    if (name === undefined && !isComment) continue;
    const closing = isComment ? html.indexOf('-->', open + 4) : endOfTag(html, open + 1);
    textUntil(open);
    // What is never closed hides all that follows, as in a browser.
    isOver = closing < 0;
    at = isOver ? html.length : isComment ? closing + 3 : closing;
    if (isOver || name === undefined) continue;
    if ((name === 'script' || name === 'style') && html[open + 1] !== '/') at = endOfHidden(lowerCase, name, at);
    pieces.push(...pieceOfTag(name));
  }
  textUntil(html.length);
  return pieces;
};

const trailingLines = (text: string): number => text.length - text.replace(/\n+$/, '').length;

const laidOut = (pieces: readonly Piece[]): string => {
  const lines: string[] = [];
  let ends = 2;
  for (const piece of pieces) {
    if ('text' in piece) {
      const words = piece.text.replace(/[ \t\n\r\f]+/g, ' ');
      const text = ends > 0 || lines.at(-1)?.endsWith(' ') === true ? words.replace(/^ /, '') : words;
      if (text === '') continue;
      lines.push(text);
      ends = 0;
    } else {
      const count = piece.always ? piece.newLines : Math.max(0, piece.newLines - ends);
      lines.push('\n'.repeat(count));
      ends += count;
    }
  }
  const text = lines.join('').replace(/ +\n/g, '\n');
  return trailingLines(text) > 0 ? text.replace(/\n+$/, '') : text;
};

/** A description that was written for a browser, as people read it: tags go, paragraphs stay. A text without tags stays as it is. */
export const textOfMarkup = (html: string): string => {
  const hasTags = /<(?:\/?[a-zA-Z]|!--)/.test(html);
  return decoded(hasTags ? laidOut(piecesOf(html)) : html).trim();
};

/** The opposite: what a browser shows as the text is, to the last space. */
export const markupOfText = (text: string): string => {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (!/[\n\r\t]/.test(escaped)) return escaped;
  return escaped
    .replaceAll('\t', '&#9;')
    .replaceAll('\r', '&#13;')
    .replace(/(?<=[ \n]) | (?=\n)/g, '&#32;')
    .replaceAll('\n', '<br>');
};
