import type { ScheduledActionCancelReason, ScheduledActionKind } from '../../schema/scheduled-actions.js';
import type { UserErrorCode } from '../../schema/user-error.js';
import type { Language } from './language.js';
import { dueWording, reviewWording } from './review-de.js';

const PLANNED: Record<ScheduledActionKind, string> = {
  PUBLISH: 'veröffentlicht werden',
  UNPUBLISH: 'nicht mehr öffentlich sein',
};

const REASONS: Record<UserErrorCode, string> = {
  REQUIRED: 'Etwas, das nötig ist, fehlt.',
  INVALID: 'Etwas darin ist nicht möglich.',
  NOT_FOUND: 'Es verweist auf etwas, das es nicht mehr gibt.',
  TAKEN: 'Den Namen in der Adresse hat schon ein anderer Eintrag.',
  IN_USE: 'Anderes verweist darauf.',
  UNPUBLISHED_REFERENCE: 'Es verweist auf etwas, das nicht veröffentlicht ist.',
  ALT_TEXT_REQUIRED: 'Einem Bild fehlt in einer der Sprachen die Beschreibung für alle, die es nicht sehen.',
  VERSION_CONFLICT: 'Jemand hat inzwischen gespeichert.',
  CONDUCT_REQUIRED: 'Erst müssen die Regeln des Miteinanders angenommen werden.',
  REVIEW_REQUIRED: 'Es fehlt noch, dass jemand die Fassung prüft und freigibt.',
  UNEXPECTED: 'Bei uns ist etwas schiefgegangen.',
  NOT_ALLOWED: 'Sein Zustand, oder die Rechte der Person, die es geplant hat, lassen es nicht mehr zu.',
};

const CANCELLED: Record<ScheduledActionCancelReason, string> = {
  BY_HAND: 'Jemand hat es abgesagt.',
  TRASHED: 'Jemand hat den Eintrag, oder einen der Veröffentlichung, in den Papierkorb gelegt.',
  TAKEN_BACK: 'Jemand hat den Eintrag aus der Öffentlichkeit zurückgezogen.',
  SUPERSEDED: 'Jemand hat eine neuere Fassung veröffentlicht, die sonst überschrieben worden wäre.',
};

const NOT_YOU =
  'Wenn du das nicht warst, musst du nichts tun: Es ändert sich nichts, und du kannst diese Mail einfach löschen.';

export const de: Language = {
  locale: 'de',
  direction: 'ltr',
  greeting: (name) => (name ? `Hallo ${name},` : 'Hallo,'),
  codeBesideLink: 'Oder gib diesen Code ein, wo du danach gefragt wirst:',
  codeAlone: 'Gib diesen Code ein, wo du danach gefragt wirst:',
  validity: (duration) => `Das geht einmal, von jetzt an ${duration} lang.`,
  signature: (site) => `Herzliche Grüße\n${site}`,
  letters: {
    test: ({ site }) => ({
      subject: `Eine Mail zum Ausprobieren (${site})`,
      opening: [`Diese Mail kommt von ${site}. Sie zeigt, ob Mails ankommen. Sie ist da: Alles ist gut.`],
      closing: ['Du musst nichts tun.'],
    }),
    'verify-email': ({ site }) => ({
      subject: `Ist das deine E-Mail-Adresse? (${site})`,
      opening: [
        `schön, dass du bei ${site} bist.`,
        'Bitte bestätige mit dem Passwort, das du gewählt hast, dass diese E-Mail-Adresse dir gehört. Dann kannst du mitschreiben, und du kommst wieder hinein, falls du einmal dein Passwort verlierst.',
      ],
      action: 'Ja, das ist meine Adresse',
      closing: ['Wenn du dich nicht bei uns angemeldet hast, musst du nichts tun: Du kannst diese Mail löschen.'],
    }),
    'account-exists': ({ site }) => ({
      subject: `Du hast schon ein Konto bei ${site}`,
      opening: [
        `jemand wollte sich bei ${site} mit dieser E-Mail-Adresse neu anmelden, vielleicht du.`,
        'Du gehörst schon dazu: Melde dich einfach an. Wenn du dein Passwort nicht mehr weißt, kannst du dort ein neues anfordern. Das geht ganz schnell.',
      ],
      closing: [NOT_YOU],
    }),
    'password-reset': ({ site }) => ({
      subject: `Dein neues Passwort für ${site}`,
      opening: ['halb so schlimm, Passwörter gehen verloren. Hier kannst du ein neues wählen.'],
      action: 'Neues Passwort wählen',
      closing: [
        'Danach bist du überall abgemeldet und meldest dich mit dem neuen Passwort wieder an.',
        'Wenn du das nicht wolltest, musst du nichts tun: Dein Passwort bleibt, wie es ist.',
      ],
    }),
    'magic-link': ({ site }) => ({
      subject: `Anmelden bei ${site}`,
      opening: [`hier kommst du zu ${site} hinein, ganz ohne Passwort.`],
      action: 'Anmelden',
      closing: ['Bitte gib diese Mail nicht weiter: Sie öffnet dein Konto.', NOT_YOU],
    }),
    'email-change-old': ({ site, newEmail }) => ({
      subject: `Möchtest du deine E-Mail-Adresse ändern? (${site})`,
      opening: [
        `dein Konto bei ${site} soll eine neue E-Mail-Adresse bekommen: ${newEmail}`,
        'Wenn du das möchtest, bestätige es bitte hier. Wir haben auch an die neue Adresse geschrieben; die Änderung gilt, sobald du in beiden Mails zugestimmt hast.',
      ],
      action: 'Ja, ändern',
      closing: [
        'Wenn du das nicht wolltest, stimme nicht zu. Vielleicht kennt jemand dein Passwort: Bitte wähle bald ein neues.',
      ],
    }),
    'email-change-new': ({ site }) => ({
      subject: `Ist das deine neue E-Mail-Adresse? (${site})`,
      opening: [
        `jemand, wahrscheinlich du, möchte diese E-Mail-Adresse für ein Konto bei ${site} verwenden.`,
        'Wenn du das bist, bestätige es bitte hier. Wir haben auch an die bisherige Adresse geschrieben; die Änderung gilt, sobald du in beiden Mails zugestimmt hast.',
      ],
      action: 'Ja, das ist meine neue Adresse',
      closing: [NOT_YOU],
    }),
    'email-change-taken': ({ site }) => ({
      subject: `Du hast schon ein Konto bei ${site}`,
      opening: [
        `jemand wollte diese E-Mail-Adresse für ein anderes Konto bei ${site} verwenden, vielleicht du.`,
        'Sie gehört schon zu deinem Konto und bleibt dort: Melde dich einfach mit ihr an.',
      ],
      closing: [NOT_YOU],
    }),
    invitation: ({ site, inviter }) => ({
      subject: `Du bist zu ${site} eingeladen`,
      opening: [
        inviter ? `${inviter} lädt dich ein, bei ${site} mitzumachen.` : `du bist eingeladen, bei ${site} mitzumachen.`,
        'Wir freuen uns auf dich. Es braucht nur deinen Namen und ein Passwort; wenn du schon ein Konto hast, melde dich zuerst damit an.',
      ],
      action: 'Einladung annehmen',
      closing: ['Wenn du lieber nicht möchtest, musst du nichts tun.'],
    }),
    'two-factor-reset': ({ site }) => ({
      subject: `Dein Konto bei ${site} hat keinen zweiten Faktor mehr`,
      opening: [
        `jemand aus der Verwaltung von ${site} hat den zweiten Faktor von deinem Konto genommen, weil du nicht mehr hineingekommen bist.`,
        'Du bist überall abgemeldet. Melde dich wie gewohnt an und richte den zweiten Faktor dann bitte neu ein.',
      ],
      closing: ['Wenn du das nicht wolltest, wähle bitte gleich ein neues Passwort und sag uns Bescheid.'],
    }),
    'testimonial-submitted': ({ site }) => ({
      subject: `Jemand hat eine Geschichte eingeschickt (${site})`,
      opening: [
        `Ein Mitglied von ${site} hat seine Geschichte erzählt und möchte, dass sie veröffentlicht wird.`,
        'Du findest sie bei den Erfahrungsberichten, die warten. Bitte schau sie bald an: Es braucht Mut, eine einzuschicken.',
      ],
      closing: ['Alle in der Redaktion bekommen diese Mail. Es reicht, wenn sich eine von euch darum kümmert.'],
    }),
    'webhook-disabled': ({ site, webhook }) => ({
      subject: `Der Webhook „${webhook}“ ist abgeschaltet (${site})`,
      opening: [
        `der Webhook „${webhook}“ von ${site} hat seit Tagen niemanden erreicht, deshalb haben wir ihn abgeschaltet. Was an ihm hängt, erfährt nicht mehr, was sich ändert.`,
        'Noch ist nichts verloren: Was von jetzt an geschieht, wartet einige Wochen, zusammen mit dem, was nicht ankam.',
      ],
      closing: [
        'Woran es lag, steht in der API bei seinen Zustellungen. Wenn der Empfänger wieder läuft, schalte den Webhook dort ein: Dann wird alles zugestellt, was wartet.',
        'Wenn ihn niemand mehr braucht, lösche ihn.',
      ],
    }),
    'scheduled-action-failed': ({ site, plan }) => ({
      subject: `„${plan?.title}“: Das Geplante war nicht möglich (${site})`,
      opening: [
        `„${plan?.title}“ sollte ${PLANNED[plan!.action]}: ${plan?.when}. Das war nicht möglich, und nichts hat sich geändert.`,
        ...plan!.codes.map((code) => REASONS[code]),
      ],
      closing: [
        'Beim Plan steht genau, was im Weg war. Bring es in Ordnung und plane es neu, oder erledige es von Hand.',
      ],
    }),
    'scheduled-action-cancelled': ({ site, plan }) => ({
      subject: `„${plan?.title}“: Das Geplante ist abgesagt (${site})`,
      opening: [
        `„${plan?.title}“ sollte ${PLANNED[plan!.action]}: ${plan?.when}. Das geschieht nun nicht.`,
        ...(plan?.cancelReason ? [CANCELLED[plan.cancelReason]] : []),
      ],
      closing: ['Wenn es trotzdem geschehen soll, sieh dir die neueste Fassung an und plane es neu.'],
    }),
    review: (facts) => reviewWording(facts.review!, facts.site),
    'reviews-due': (facts) => dueWording(facts.due!, facts.site),
  },
};
