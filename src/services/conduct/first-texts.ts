/** The code of conduct that a hub begins with, by locale. Admins publish their own in its place. */
export const FIRST_TEXTS = [
  {
    locale: 'en',
    body: `## How we treat each other

Welcome! Here parents and those who support them help each other. It stays a good place if all of us keep to this:

- **Be kind.** Behind every question is someone who has had a long day.
- **Every family is different.** Nobody is judged here for how they live, feed, sleep, love or believe.
- **Share what you have lived through, and say so.** For medical questions send people to those who have learned it.
- **What is private stays private.** Write nothing by which a child, or someone who is not here, can be recognised.
- **No hate, no threats, no advertising.** We take it away, and we ask whoever keeps on to leave.
- **In danger, do not wait for an answer here.** Call your local emergency number.

Does something feel wrong? Tell the moderators. You need not be sure.`,
  },
  {
    locale: 'de',
    body: `## So gehen wir miteinander um

Willkommen! Hier helfen sich Eltern und alle, die sie begleiten. Damit es ein guter Ort bleibt, halten wir uns daran:

- **Sei freundlich.** Hinter jeder Frage steht jemand, der einen langen Tag hatte.
- **Jede Familie ist anders.** Niemand wird hier dafür beurteilt, wie er lebt, füttert, schläft, liebt oder glaubt.
- **Erzähle, was du erlebt hast, und sage das dazu.** Bei medizinischen Fragen verweise an Menschen vom Fach.
- **Privates bleibt privat.** Schreibe nichts, woran man ein Kind oder jemanden, der nicht hier ist, erkennt.
- **Kein Hass, keine Drohungen, keine Werbung.** Wir nehmen es heraus, und wer nicht aufhört, muss gehen.
- **Warte in Gefahr nicht auf eine Antwort hier.** Wähle den Notruf deines Landes.

Fühlt sich etwas falsch an? Sag es den Moderierenden. Du musst dir nicht sicher sein.`,
  },
] as const;
