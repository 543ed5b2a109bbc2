/** A piece of a request. Its grammar is OpenSearch's, its types say no more than that it is JSON. */
export type Clause = Readonly<Record<string, unknown>>;

export const allOf = (filter: readonly Clause[]): Clause => (filter.length === 0 ? { match_all: {} } : { bool: { filter } });

/** What begins with a text, as an expression of Lucene: every letter that could mean something stands for itself. */
export const beginningWith = (start: string): string => `${start.replace(/[^\p{L}\p{N}]/gu, '\\$&')}.*`;
