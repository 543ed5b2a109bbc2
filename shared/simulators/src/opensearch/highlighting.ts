import { analyze } from './analysis';
import type { Indexed } from './documents';
import type { Mark, Scene } from './matching';
import { compile } from './queries';
import { isFields, matchesPattern, refuseOthers, textOf } from './reading';
import { type Fields, notSimulated, type Refusal, unknownField } from './refusal';

const options = ['fragment_size', 'highlight_query', 'number_of_fragments', 'post_tags', 'pre_tags', 'require_field_match', 'type'];

const refuse = (key: string): Refusal => unknownField('highlight', key);

type Style = {
  readonly pre: string;
  readonly post: string;
  readonly fragments: number;
  readonly size: number;
  readonly marks: readonly Mark[];
};

type Span = { readonly start: number; readonly end: number };

const spansIn = (analyzer: string, text: string, marks: readonly Mark[]): readonly Span[] =>
  analyze(analyzer, text).filter(({ term }) => marks.some(({ fits }) => fits(term)));

/** Fragments of about the requested size around the matches. */
const fragmentsOf = (text: string, spans: readonly Span[], { fragments, size }: Style): readonly Span[] => {
  if (fragments === 0) return spans.length === 0 ? [] : [{ start: 0, end: text.length }];
  const pieces: Span[] = [];
  for (const { start, end } of spans) {
    const last = pieces.at(-1);
    if (last !== undefined && end <= last.end) continue;
    const from = Math.max(last?.end ?? 0, text.lastIndexOf(' ', Math.max(0, start - size / 3)) + 1);
    const space = text.indexOf(' ', Math.max(end, Math.min(text.length, from + size)));
    pieces.push({ start: Math.min(from, start), end: space === -1 ? text.length : space });
  }
  return pieces.slice(0, fragments);
};

const marked = (text: string, [piece, spans]: readonly [piece: Span, spans: readonly Span[]], { pre, post }: Style): string => {
  let at = piece.start;
  let result = '';
  for (const { start, end } of spans.filter((span) => span.start >= piece.start && span.end <= piece.end)) {
    result += `${text.slice(at, start)}${pre}${text.slice(start, end)}${post}`;
    at = end;
  }
  return result + text.slice(at, piece.end);
};

const first = (value: unknown, otherwise: string): string => (Array.isArray(value) ? textOf(value[0]) : otherwise);

/** Parses `highlight` and returns a highlighter. */
export const readHighlight = (scene: Scene, given: unknown, queryMarks: readonly Mark[]): ((document: Indexed) => Fields) => {
  if (!isFields(given)) return () => ({});
  refuseOthers(given, [...options, 'fields'], refuse);
  const fields = Object.entries(isFields(given['fields']) ? given['fields'] : {}).map(([pattern, own]) => {
    const all: Fields = { ...given, ...(isFields(own) ? own : {}) };
    if (isFields(own)) refuseOthers(own, options, refuse);
    if (!['unified', undefined].includes(all['type'] as string | undefined)) throw notSimulated('a highlighter other than unified');
    const marks = all['highlight_query'] === undefined ? queryMarks : compile(scene, all['highlight_query']).marks;
    const style = {
      pre: first(all['pre_tags'], '<em>'),
      post: first(all['post_tags'], '</em>'),
      fragments: Number(all['number_of_fragments'] ?? 5),
      size: Number(all['fragment_size'] ?? 100),
    };
    return { pattern, style, marks, anyField: all['require_field_match'] === false };
  });
  return (document) => {
    const found: [string, string[]][] = [];
    for (const [path, values] of document.values) {
      const field = scene.mapping.fields.get(path);
      const own = fields.find(({ pattern }) => matchesPattern(pattern, path));
      if (own === undefined || field?.kind !== 'text') continue;
      const marks = own.marks.filter((mark) => own.anyField || mark.field === path);
      const pieces = values.flatMap((value) => {
        if (value.kind !== 'text') return [];
        const spans = spansIn(field.analyzer, value.text, marks);
        return fragmentsOf(value.text, spans, { ...own.style, marks }).map((piece) =>
          marked(value.text, [piece, spans], { ...own.style, marks }),
        );
      });
      if (pieces.length > 0) found.push([path, pieces]);
    }
    return found.length === 0 ? {} : { highlight: Object.fromEntries(found) };
  };
};
