import { bannedWordFinder, bannedWords } from './banned-words';
import { contactsIn, type Contact } from './contacts';

/** Why others do not see a text before a person has read it. EDITED: they did not see it before it was edited either. */
export type Hold = Contact | 'BANNED_WORD' | 'EDITED';

/** Reads texts before anybody else does; finds nothing in what may be seen at once. */
export type Screen = (...texts: readonly string[]) => readonly Hold[];

/** The screening with the words that are banned everywhere, and these. */
export const screening = (furtherWords: readonly string[]): Screen => {
  const hasBannedWord = bannedWordFinder([...Object.values(bannedWords).flat(), ...furtherWords]);
  return (...texts) => {
    const contacts = new Set(texts.flatMap(contactsIn));
    return [...contacts, ...(texts.some(hasBannedWord) ? (['BANNED_WORD'] as const) : [])];
  };
};
