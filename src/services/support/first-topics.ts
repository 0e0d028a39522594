import type { SupportKind } from '../../schema/support.js';
import { ABUSE_EXCEPTIONS, ABUSE_WORDS } from './first-words/abuse.js';
import type { WordLists } from './first-words/lists.js';
import { SUICIDE_EXCEPTIONS, SUICIDE_WORDS } from './first-words/suicide.js';
import { URGENT_MEDICAL_EXCEPTIONS, URGENT_MEDICAL_WORDS } from './first-words/urgent-medical.js';
import { VIOLENCE_EXCEPTIONS, VIOLENCE_WORDS } from './first-words/violence.js';

/** A support topic as every hub begins with it. */
export interface FirstTopic {
  readonly kind: SupportKind;
  readonly translations: readonly { locale: string; name: string; message: string }[];
  readonly phrases: WordLists;
  readonly exceptions: WordLists;
}

/**
 * What every hub begins with; editors change it. A word that is also a harmless one does not stand alone among the
 * phrases, but in a longer one.
 */
export const FIRST_TOPICS: readonly FirstTopic[] = [
  {
    kind: 'SUICIDE',
    translations: [
      {
        locale: 'en',
        name: 'You do not want to live any more?',
        message:
          'You are not alone, and how you feel now can change. Please talk to someone at once: they listen to you, free of charge, and you need not say your name. In danger of your life, call the emergency number.',
      },
      {
        locale: 'de',
        name: 'Du willst nicht mehr leben?',
        message:
          'Du bist nicht allein, und wie du dich jetzt fühlst, kann sich ändern. Bitte sprich sofort mit jemandem: Hier hört dir jemand zu, kostenlos und ohne deinen Namen. Bei Lebensgefahr ruf den Notruf.',
      },
    ],
    phrases: SUICIDE_WORDS,
    exceptions: SUICIDE_EXCEPTIONS,
  },
  {
    kind: 'VIOLENCE',
    translations: [
      {
        locale: 'en',
        name: 'Someone hurts or threatens you?',
        message:
          'Nobody may hit, threaten, lock up or force you. It is not your fault. Here you get advice in confidence, also for someone else. In danger right now, call the emergency number.',
      },
      {
        locale: 'de',
        name: 'Jemand tut dir weh oder bedroht dich?',
        message:
          'Niemand darf dich schlagen, bedrohen, einsperren oder zwingen. Du bist nicht schuld. Hier wirst du vertraulich beraten, auch für jemand anderen. Bist du gerade in Gefahr, ruf den Notruf.',
      },
    ],
    phrases: VIOLENCE_WORDS,
    exceptions: VIOLENCE_EXCEPTIONS,
  },
  {
    kind: 'ABUSE',
    translations: [
      {
        locale: 'en',
        name: 'A child is being hurt?',
        message:
          'Children must be safe, and it is right to speak about it, also when you are not sure or fear to lose control yourself. Here you get advice without giving your name. If a child is in danger now, call the emergency number.',
      },
      {
        locale: 'de',
        name: 'Einem Kind wird wehgetan?',
        message:
          'Kinder müssen sicher sein, und es ist richtig, darüber zu sprechen: auch wenn du dir nicht sicher bist oder Angst hast, selbst die Beherrschung zu verlieren. Hier wirst du ohne deinen Namen beraten. Ist ein Kind gerade in Gefahr, ruf den Notruf.',
      },
    ],
    phrases: ABUSE_WORDS,
    exceptions: ABUSE_EXCEPTIONS,
  },
  {
    kind: 'URGENT_MEDICAL',
    translations: [
      {
        locale: 'en',
        name: 'A medical emergency?',
        message:
          'Do not read on: call. If someone does not breathe, cannot be woken or has swallowed something dangerous, every minute counts.',
      },
      {
        locale: 'de',
        name: 'Ein medizinischer Notfall?',
        message:
          'Lies nicht weiter: Ruf an. Wenn jemand nicht atmet, nicht wach wird oder etwas Gefährliches verschluckt hat, zählt jede Minute.',
      },
    ],
    phrases: URGENT_MEDICAL_WORDS,
    exceptions: URGENT_MEDICAL_EXCEPTIONS,
  },
];
