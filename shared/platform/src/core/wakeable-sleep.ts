/** A sleep that can be interrupted. A wake-up before the sleep is not lost. */
export type WakeableSleep = { readonly wake: () => void; readonly sleep: (milliseconds: number) => Promise<void> };

export const wakeableSleep = (): WakeableSleep => {
  let pending = false;
  let release: (() => void) | undefined;
  return {
    wake: () => {
      if (release === undefined) pending = true;
      else release();
    },
    sleep: (milliseconds) => {
      if (pending) {
        pending = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => release?.(), milliseconds);
        release = () => {
          clearTimeout(timer);
          release = undefined;
          resolve();
        };
      });
    },
  };
};
