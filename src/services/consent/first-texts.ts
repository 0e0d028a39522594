/** The consent that a hub begins with, by locale. Admins publish their own in its place. */
export const FIRST_CONSENT_TEXTS = [
  {
    locale: 'en',
    body: `## Your story, on your terms

By sending in your story you agree that we may show it on our website and in what we make from it (search, newsletters, other languages).

- **Your name is yours to choose.** We show the name you have entered, and never your real one.
- **We may shorten and correct it,** with care. You can look at it, and say no, at any time.
- **Think of others.** Leave out what tells who your child, your partner or anyone else is, unless they agree.
- **You can withdraw at any time,** without giving a reason. Then we take the story down at once and delete it: the text, all names, in every language. All that we keep is that there was a consent, when it was given and when it was withdrawn.
- **What others have copied** before that we cannot call back.

You are not obliged to anything, and nothing depends on whether you agree.`,
  },
  {
    locale: 'de',
    body: `## Deine Geschichte, deine Regeln

Wenn du uns deine Geschichte schickst, dürfen wir sie auf unserer Website zeigen, und in dem, was daraus entsteht (Suche, Rundbriefe, andere Sprachen).

- **Deinen Namen wählst du.** Wir zeigen den Namen, den du einträgst, und nie deinen echten.
- **Wir dürfen behutsam kürzen und berichtigen.** Du kannst sie jederzeit ansehen, und Nein sagen.
- **Denk an die anderen.** Lass weg, woran man dein Kind, deinen Partner oder sonst jemanden erkennt, der nicht einverstanden ist.
- **Du kannst jederzeit widerrufen,** ohne Grund. Dann nehmen wir die Geschichte sofort heraus und löschen sie: den Text, alle Namen, in jeder Sprache. Wir behalten nur, dass es eine Einwilligung gab, wann sie gegeben und wann sie widerrufen wurde.
- **Was andere bis dahin kopiert haben,** können wir nicht zurückholen.

Du bist zu nichts verpflichtet, und nichts hängt davon ab, ob du einwilligst.`,
  },
] as const;
