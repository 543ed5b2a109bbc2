/** The parameters of a statement that is put together: each value gets the next number, and never stands in the text itself. */
export type Bindings = { readonly bind: (value: unknown, type: string) => string; readonly values: () => readonly unknown[] };

export const bindings = (): Bindings => {
  const values: unknown[] = [];
  return {
    bind: (value, type) => {
      values.push(value);
      return `$${values.length.toString()}::${type}`;
    },
    values: () => values,
  };
};
