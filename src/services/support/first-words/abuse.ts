import { list, pairs, type WordLists } from './lists.js';

export const ABUSE_WORDS: WordLists = {
  en: list(`
    child abuse, sexual abuse, sexually abused, abused, abuse, molested, child neglect, shaken baby,
    shook my baby, shaking my baby, hit my child, hit my baby, hits my child, hits our child, hurt my baby,
    hurt my child, touches my daughter, touched my daughter, touches my son, touched my son, incest,
    grooming child, touched my child, uncle touched, dad touched me, stepdad touched, grandpa touched,
    someone touched my child, touched inappropriately, inappropriate touching, touched my niece,
    abusing my child, abusing my daughter, abusing my son, neglected child, neglecting my child,
    slapped my toddler, slapped my child, slapped my baby, slapped my son, slapped my daughter, smacked my child,
    smacked my baby, smacked my toddler, hit my son, hit my daughter, hit my toddler, hit my kid, hit my kids,
    hits my kids, hits the kids, hits the children, hits our kids, beats the kids, beats my child,
    beats our child, thoughts of harming my baby, harm my baby, harming my baby, harm my child, harming my child,
    hurting my baby, hurting my child, shaking the baby, shook the baby, grooming online, online grooming,
    child porn*, pedophil*, paedophil*, molesting, molester`),
  de: list(`
    *kindesmissbrauch*, *missbrauch*, missbraucht, kindesmisshandlung, kindeswohlgefährdung, kind geschlagen,
    schlage mein kind, schlägt mein kind, schlägt unser kind, baby geschüttelt, baby schütteln, inzest,
    kind vernachlässigt, vernachlässigung, kind misshandelt, fasst meine tochter an, fasst meinen sohn an,
    schütteltrauma, habe mein kind geschlagen, habe mein baby geschlagen, ich haue mein kind,
    habe mein kind gehauen, hand ausgerutscht, meinem kind etwas antun, meinem kind was antun,
    meinem baby etwas antun, meinem baby was antun, baby was anzutun, baby etwas anzutun, kind was anzutun,
    kind etwas anzutun, schlägt die kinder, schlägt meine kinder, schlägt unsere kinder, schlägt seine kinder,
    mann schlägt kind, sohn geschlagen, tochter geschlagen, baby geschlagen, onkel fasst an, opa fasst an,
    unsittlich berührt, pädophil*, kinderporno*, cybergrooming, misshandel*, kinderschutz notruf`),
  es: list(`
    abuso, abuso infantil, abuso sexual, maltrato infantil, abusó de mi hija, abusó de mi hijo, pegué a mi hijo,
    tocan a mi hija, tocan a mi hijo, tocó a mi hija, tocó a mi hijo, toca a mi hija, pega a los niños,
    pega a mis hijos, pega a mi hijo, le pegué a mi hijo, le pegué a mi hija, pego a mi hijo, sacudí a mi bebé,
    hacer daño a mi bebé, hacerle daño a mi hijo, maltrato*, pedofil*`),
  fr: list(`
    maltraitance, abus sexuel, enfant maltraité, attouchements, inceste, bébé secoué, enfant battu,
    frappe mon enfant, frappe les enfants, frappé mon enfant, frappé mon bébé, giflé mon enfant, secoué mon bébé,
    faire du mal à mon bébé, touche ma fille, pédophil*`),
  it: list(`
    abuso, abuso sessuale, maltrattamento minori, pedofilia, picchia i bambini, picchio mio figlio,
    ho picchiato mio figlio, tocca mia figlia, scosso il bambino, fare del male al bambino`),
  pt: list(`
    abuso, abuso infantil, abuso sexual, maus tratos, bati no meu filho, bati na minha filha, bate nas crianças,
    bate nos filhos, sacudi o bebê, machucar meu bebê, tocou minha filha, pedofil*`),
  nl: list(`
    kindermishandeling, misbruik, seksueel misbruik, incest, mijn kind geslagen, slaat mijn kind,
    slaat de kinderen, slaat ons kind, baby door elkaar geschud, mijn baby pijn doen, aangeraakt mijn dochter`),
  tr: list(`
    istismar*, çocuk istismarı, cinsel istismar, çocuğumu dövdüm, taciz*, çocuğuma vurdum, çocuğa vuruyor,
    çocuğumu döv*, çocukları döv*, oğlumu döv*, kızımı döv*, bebeğimi sars*, bebeği sars*, bebeğime zarar,
    çocuğuma zarar, kızıma dokun*, oğluma dokun*`),
  pl: list(`
    molestowan*, wykorzystywanie seksualne, znęca się, znęcanie, uderzyłam dziecko, uderzyłem dziecko,
    bije dzieci, bije dziecko, zbiłam dziecko, potrząsnęłam dzieckiem, skrzywdzić dziecko, dotykał moją córkę,
    pedofil*`),
  ru: list(`
    насилие над ребенком, домогательств*, растлени*, ударила ребенка, ударил ребенка,
    жестокое обращение с детьми, бью ребенка, бьет ребенка, бьет детей, избивает ребенка, насилие над детьми,
    тряс* ребенка, трясла ребенка, шлепнула ребенка, причинить вред ребенку, трогает мою дочь, педофил*,
    inasilie nad detmi`),
  uk: list(`
    насильство над дитиною, домагання, розбещення, вдарила дитину, вдарив дитину, бʼю дитину, бʼє дитину,
    бʼє дітей, насильство над дітьми, насилля над дитиною, трясла дитину, заподіяти шкоду дитині,
    чіпає мою доньку, педофіл*`),
  ar: list(`
    *تحرش, اعتداء جنسي, إساءة معاملة الأطفال, ضربت طفلي, تحرش بالأطفال, أضرب ابني, أضرب طفلي, أضرب أولادي,
    ضربت ابني, ضربت ابنتي, ضربت بنتي, يضرب الأطفال, يضرب أولادي, يضرب ابني, بيضرب الاولاد, اعتداء على طفل,
    الاعتداء على الأطفال, هززت طفلي, أؤذي طفلي, لمس ابنتي`),
  zh: list(`
    虐待, 性侵, 猥亵, 打孩子, 打了孩子, 打小孩, 打宝宝, 打寶寶, 揍孩子, 打我的孩子, 摇晃婴儿, 搖晃嬰兒, 虐童, 猥褻, 伤害孩子, 傷害孩子, 伤害宝宝, nuedai`),
  ja: list(`
    虐待, 性的虐待, 叩いてしま, たたいてしま, 手を上げてしま, 手をあげてしま, 揺さぶってしま, 揺さぶられっ子, 子供を叩, 子どもを叩, 子供を殴, 子どもを殴, 赤ちゃんを叩, 痴漢, ネグレクト,
    gyakutai`),
  ko: list(`
    아동학대*, 학대*, 성추행*, 아이를 때렸*, 아이* 때려*`),
  fa: list(`
    کودک آزاری, بچه ام را زدم, بچمو زدم, شوهرم بچه را می زند, آزار جنسی`),
  hi: list(`
    बाल शोषण, यौन शोषण, बच्चे को मारा, बच्चे को पीटता, bal shoshan, yaun shoshan`),
  ro: list(`
    abuz sexual, abuz, mi-am lovit copilul, bate copilul, bate copiii, am zgâlțâit bebelușul, pedofil*`),
  sq: list(`
    abuzim, abuzim seksual, rreh fëmijët, rraha fëmijën, pedofil*`),
  sr: list(`
    zlostavljanje, zlostavlja*, udarila dijete, udarila dete, tuče djecu, tuče decu, pedofil*, злостављање`),
  vi: list(`
    bạo hành trẻ em, xâm hại tình dục, đánh con tôi, xam hai tinh duc, lạm dụng tình dục`),
  th: list(`
    ทารุณกรรมเด็ก, ล่วงละเมิด, ตีลูก, เขย่าลูก, เขย่าเด็ก, ทำร้ายลูก, ทำร้ายเด็ก, อนาจาร, ลวนลาม`),
};

/** What only looks like it. */
export const ABUSE_EXCEPTIONS: WordLists = {
  en: [
    ...list(`
      touches everything, invest, abu, mole, moles, kinder, tac, infest, amused, ingest`),
    ...pairs(
      `child, son, daughter, toddler, kid, baby, year old`,
      `hits me, hits other, hits others, hits kids, hits children, hits his, hits her, hits everyone, is hitting, keeps hitting, kicks me, punches me, slaps me`,
    ),
  ],
  de: [
    ...list(`
      kindern, schützt, schütze, schutze, schütte, schüttet, schulte, schütteln, drogenmissbrauch,
      medikamentenmissbrauch, alkoholmissbrauch`),
    ...pairs(
      `kind, sohn, tochter, kleinkind, baby, jährige`,
      `schlägt mich, haut mich, schlägt andere, haut andere, schlägt um sich, schlägt sich, schlägt und, schlägt kinder`,
    ),
  ],
  es: list(`
    pega a otros, pega a otro, molesta, molesto, molestia, molestar, pedo`),
  ru: list(`
    бьет других детей, бьет других`),
  fr: list(`
    modeste`),
  it: list(`
    nuda, modesto`),
  tr: list(`
    ince, taç`),
  nl: list(`
    schutter`),
  pl: list(`
    inż`),
  uk: list(`
    розміщення`),
};
