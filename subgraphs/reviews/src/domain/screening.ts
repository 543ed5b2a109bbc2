import { bannedWordFinder, bannedWords } from './banned-words';
import { contactsIn, type Contact } from './contacts';

/** A reason to hold a review for moderation. EDITED: it was hidden already when it was edited. */
export type ModerationFlag = Contact | 'BANNED_WORD' | 'EDITED';

/** Screens texts before publication. Returns no flags if they can be public at once. */
export type Screen = (...texts: readonly string[]) => readonly ModerationFlag[];

/** Creates a screening with the default banned words and additional ones. */
export const screening = (additionalWords: readonly string[]): Screen => {
  const hasBannedWord = bannedWordFinder([...Object.values(bannedWords).flat(), ...additionalWords]);
  return (...texts) => {
    const contacts = new Set(texts.flatMap(contactsIn));
    return [...contacts, ...(texts.some(hasBannedWord) ? (['BANNED_WORD'] as const) : [])];
  };
};
