/** The first request with a key. */
export type Asked = { readonly path: string; readonly parameters: string };

export type SavedAnswer<T> = { readonly key: string; readonly asked: Asked; readonly answer: T; readonly savedAt: number };

export type Claim<T> =
  | { readonly kind: 'first' }
  | { readonly kind: 'replay'; readonly answer: T }
  | { readonly kind: 'mismatch'; readonly asked: Asked }
  | { readonly kind: 'busy' };

export type Keyring<T> = {
  readonly claim: (key: string, asked: Asked) => Claim<T>;
  readonly save: (key: string, answer: T) => void;
  readonly release: (key: string) => void;
  readonly saved: () => readonly SavedAnswer<T>[];
};

const keptForMs = 24 * 60 * 60 * 1000;

/** Idempotency keys as the big providers keep them: the first answer for a day, whatever it was. */
export const createKeyring = <T>(remembered: readonly SavedAnswer<T>[]): Keyring<T> => {
  const answers = new Map(remembered.map((entry) => [entry.key, entry]));
  const running = new Map<string, Asked>();
  const forgetOld = (): void => {
    for (const [key, entry] of answers) if (Date.now() - entry.savedAt > keptForMs) answers.delete(key);
  };
  return {
    claim: (key, asked) => {
      forgetOld();
      const entry = answers.get(key);
      const first = entry?.asked ?? running.get(key);
      if (first !== undefined && (first.path !== asked.path || first.parameters !== asked.parameters))
        return { kind: 'mismatch', asked: first };
      if (entry !== undefined) return { kind: 'replay', answer: entry.answer };
      if (first !== undefined) return { kind: 'busy' };
      running.set(key, asked);
      return { kind: 'first' };
    },
    save: (key, answer) => {
      const asked = running.get(key);
      if (asked === undefined) return;
      running.delete(key);
      answers.set(key, { key, asked, answer, savedAt: Date.now() });
    },
    release: (key) => void running.delete(key),
    saved: () => [...answers.values()],
  };
};
