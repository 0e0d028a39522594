/** In characters. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const;

/**
 * Why `password` is not good enough, for the person who chose it; undefined when it is.
 * @param personal what others know of them, such as their e-mail address and name
 */
export function passwordProblem(password: string, personal: readonly string[]): string | undefined {
  if (password.length < PASSWORD_LENGTH.min)
    return `The password needs at least ${PASSWORD_LENGTH.min} characters. Several words in a row are easy to remember.`;
  if (password.length > PASSWORD_LENGTH.max) return `The password may have at most ${PASSWORD_LENGTH.max} characters.`;
  const lower = password.toLowerCase();
  if (personal.some((text) => text.toLowerCase() === lower)) {
    return 'The password is your name or e-mail address. Choose one that others cannot guess.';
  }
  return isCommon(lower) ? 'This password is one of the first that attackers try. Choose another one.' : undefined;
}

/** A common word with what people put around it (`P@ssw0rd2024!`), a run of neighbours, or something short repeated. */
function isCommon(lower: string): boolean {
  const unit = /^(.+?)\1+$/.exec(lower)?.[1] ?? lower;
  if (unit.length <= 4 || RUNS.some((run) => run.includes(unit))) return true;
  const word = unit
    .replace(/^[^\p{L}@$]+|[^\p{L}@$]+$/gu, '')
    .replace(/[@4]/g, 'a')
    .replace(/[$5]/g, 's')
    .replace(/[!1|]/g, 'i')
    .replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('7', 't');
  // Without letters it is guessed in no time while it is as short as a date or a telephone number.
  return word === '' ? unit.length < 16 : COMMON.has(word);
}

const RUNS = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1q2w3e4r5t6y7u8i9o0p',
  '1q2w3e4r5t6z7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  '1qay2wsx3edc4rfv5tgb6zhn7ujm8ik',
  'q1w2e3r4t5y6u7i8o9p0',
  'q1w2e3r4t5z6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujmikolp',
  'qaywsxedcrfvtgbzhnujmikolp',
  '!@#$%^&*()_+',
  '!"§$%&/()=?',
];

const COMMON = new Set(
  `password passwort passw kennwort mypassword meinpasswort newpassword neuespasswort thisispassword passwords
  qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdfgh asdfghjkl asdfasdf asdfjkl yxcvbnm zxcvbnm qazwsx abc abcd
  admin administrator adminadmin root superuser login user username guest test tester testing testtest default
  changeme changemenow changeit letmein letmeinnow welcome willkommen hello hallo hallohallo helloworld hallowelt
  secret topsecret geheim supergeheim master access trustno whatever nothing nopassword
  iloveyou iloveyouso ichliebedich liebe schatz schatzi sweetheart loveme lovelove forever
  sunshine princess prinzessin flower butterfly rainbow chocolate schokolade angel engel baby babygirl babyboy mama papa
  familie family mother father mutter vater kinder children mothercenter muetterzentrum mütterzentrum hearth
  monkey dragon tiger football fussball fußball baseball basketball superman batman spiderman pokemon starwars naruto
  minecraft computer internet google facebook instagram samsung apple android
  summer winter spring autumn sommer fruehling frühling herbst sonnenschein sonne monday montag january januar
  hamburg berlin muenchen münchen koeln köln deutschland germany bayern hsv stpauli
  liverpool manchester manchesterunited chelsea arsenal barcelona realmadrid juventus bayernmuenchen schalke borussia
  motherfucker fuckyou fuckyoubitch killer hunter ranger soccer hockey freedom letmein trustme unknown nintendo
  playstation blackjack cocacola mercedes ferrari porsche volkswagen linkedin twitter whatsapp youtube snapchat myspace
  qweasd qweasdzxc qweqwe asdzxc zaqwsx zaqxsw zxcvbn poiuytrewq lkjhgfdsa mnbvcxz
  christopher jonathan alexandra elizabeth samantha victoria danielle stephanie veronica gabriela sebastian maximilian
  christian matthias katharina elisabeth johannes benjamin christina michelle anthony fernando alejandro estrella
  familienzentrum familycentre familycenter nachbarschaft zuhause
  michael thomas stefan daniel alexander andrea nicole jessica ashley jennifer charlie jordan`.split(/\s+/),
);
