/** A decoded form: `metadata[order]=1` is a branch `metadata` with a leaf `order`; `expand[]=a` is a branch with numbered leaves. */
export type Form = ReadonlyMap<string, FormValue>;
export type FormValue = string | Form;

type Branch = Map<string, string | Branch>;

const pathOf = (name: string): readonly string[] => {
  const [head = '', ...rest] = name.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
};

const put = (form: Branch, path: readonly string[], value: string): void => {
  const [head = '', ...rest] = path;
  const name = head === '' ? String(form.size) : head;
  if (rest.length === 0) {
    form.set(name, value);
    return;
  }
  const found = form.get(name);
  const branch: Branch = found === undefined || typeof found === 'string' ? new Map<string, string | Branch>() : found;
  form.set(name, branch);
  put(branch, rest, value);
};

/** Decodes `application/x-www-form-urlencoded` with the bracket notation for hashes and lists. */
export const decodeForm = (pairs: URLSearchParams): Form => {
  const form: Branch = new Map();
  for (const [name, value] of pairs) put(form, pathOf(name), value);
  return form;
};

/** A canonical text of parameters, independent of their order. */
export const canonical = (pairs: URLSearchParams): string =>
  [...pairs]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
