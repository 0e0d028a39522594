import type { Random } from './random.js';

/**
 * The vocabulary: English words from the most frequent down, then made-up ones for the long tail of names and rare
 * terms that every real collection has. How often a word is used falls with its rank as in natural language (Zipf).
 */
const ENGLISH = `
the and to of a in is it you that for on with are as your be this not have or at can they from but by will we what all
if when their one more our so my do how time them than up some her out about who him he she there has was into only
other which no most over just know take people day good way even new want any give first also after back use two well
work where down should because each those feel need help make many long little own say see get keep find ask think
child children baby parents mother father family home sleep night morning friend school care talk play eat food milk
hand body doctor midwife week month year start begin often always never sometimes together alone quiet calm tired
angry sad happy afraid safe small big early late before between while until against without during under through
question answer word story voice language book song walk rest break cry laugh hold carry wash cook read write listen
learn teach show tell bring leave stay come wait call meet visit join share support trust love patience courage strength
worry stress grief joy hope anger fear pain illness fever cough tooth skin belly breast bottle spoon table kitchen
bed room door window garden street bus train money rent letter form office benefit claim right law advice course group
centre cafe evening afternoon weekend holiday birthday winter summer spring autumn weather water bread fruit soup
pregnancy birth hospital ward nurse clinic check vaccine growth weight breath heart back pelvic floor exercise walk
toddler tantrum limit rule routine ritual bath story lullaby blanket pillow cot pram sling nappy potty toy ball puzzle
screen phone video picture message internet partner couple marriage separation divorce step grandparent brother sister
twin neighbour stranger colleague teacher carer childminder nursery kindergarten homework exam puberty teenager
loneliness depression therapy counselling crisis helpline emergency violence shelter police court contact custody
migration passport translation interpreter alphabet grammar accent culture religion festival tradition identity
disability autism hearing sight wheelchair assessment appointment waiting referral insurance prescription tablet dose
`
  .trim()
  .split(/\s+/);

const CONSONANTS = [...'bdfgklmnprstvz'];
const VOWELS = [...'aeiou'];
const SHAPE = [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS, VOWELS, [...'kmnrt']];
const SHAPES = SHAPE.reduce((product, letters) => product * letters.length, 1);

const MADE_UP = 4000;
const GENERAL = [...new Set(ENGLISH)];
for (let n = 0; n < MADE_UP; n++) GENERAL.push(madeUp(n));

/** How many words belong to one topic and are hardly used elsewhere. */
const WORDS_OF_TOPIC = 12;
const TOPICAL_SHARE = 0.12;

const CUMULATIVE = cumulativeZipf(GENERAL.length);

/** The words that belong to a topic. No two topics share one, and none begins like another. */
export function topicWords(topic: number): string[] {
  return Array.from({ length: WORDS_OF_TOPIC }, (_, i) => madeUp(MADE_UP + topic * WORDS_OF_TOPIC + i));
}

/** A word of a text about these topics. */
export function drawWord(random: Random, topics: readonly number[]): string {
  if (topics.length > 0 && random.chance(TOPICAL_SHARE)) return random.one(topicWords(random.one(topics)));
  return GENERAL[firstAtLeast(CUMULATIVE, random.fraction())]!;
}

/** The n-th made-up word, such as `dosavum`: all have seven letters, and no two are the same. */
function madeUp(n: number): string {
  // A prime that does not divide the number of shapes visits each of them once, in an order that looks random.
  let rest = (n * 611_953) % SHAPES;
  return SHAPE.map((letters) => {
    const letter = letters[rest % letters.length]!;
    rest = Math.floor(rest / letters.length);
    return letter;
  }).join('');
}

function cumulativeZipf(count: number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sums[rank] = sum += 1 / (rank + 2.7) ** 1.07;
  return sums.map((value) => value / sum);
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
