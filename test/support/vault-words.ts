/** What a person sees of what is kept, in both languages. */
export const VAULT_WORDS = {
  en: {
    lockedTitle: 'Sotto is locked',
    passphrase: 'Passphrase',
    wrongPassphrase: 'That is not the passphrase.',
    forgotten: 'I do not know the passphrase',
    recoveryPhrase: 'Recovery phrase: 24 words',
    wrongPhrase: 'That is not the recovery phrase. Look at each word once more: there are 24, in their order.',
    newPassphrase: 'New passphrase, at least 8 characters',
    again: 'The same once more',
    different: 'These are two different passphrases.',
    recover: 'Unlock and set this passphrase',
  },
  de: {
    lockedTitle: 'Sotto ist gesperrt',
    passphrase: 'Deine Passphrase',
    wrongPassphrase: 'Das ist nicht die Passphrase.',
    forgotten: 'Ich weiß die Passphrase nicht',
    recoveryPhrase: 'Wiederherstellungsphrase: 24 Wörter',
    wrongPhrase:
      'Das ist nicht die Wiederherstellungsphrase. Sieh dir jedes Wort noch einmal an: Es sind 24, in ihrer Reihenfolge.',
    newPassphrase: 'Neue Passphrase, mindestens 8 Zeichen',
    again: 'Noch einmal dieselbe',
    different: 'Das sind zwei verschiedene Passphrasen.',
    recover: 'Entsperren und diese Passphrase setzen',
  },
} as const;
