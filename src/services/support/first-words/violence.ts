import { list, type WordLists } from './lists.js';

export const VIOLENCE_WORDS: WordLists = {
  en: list(`
    domestic violence, domestic abuse, violence at home, violent husband, violent partner, violent boyfriend,
    violent wife, abusive husband, abusive partner, abusive relationship, abusive boyfriend, battered wife,
    husband hits, partner hits, boyfriend hits, wife hits, he hits me, he hit me, she hits me, hits me, beats me,
    beat me, beating me, threatens me, threatened to kill, chokes me, strangled me, he raped me, raped, rape,
    forced marriage, afraid of my husband, scared of my husband, afraid of my partner, scared of my partner,
    locks me in, women shelter, womens shelter, womens refuge, violence, stalking, sexual assault,
    genital mutilation, forces me, violent father, is violent, gets violent, violent man, husband is violent,
    he slapped me, slapped me, slaps me, punched me, punches me, he kicked me, husband kicked me, pushed me down,
    threatens to kill, threatened me, threatening me, controls my money, controls my phone, wont let me leave,
    wont let me go out, locked me in, coercive control, gaslighting, forced to marry, fgm, stalker, stalks me,
    hands around my neck, choked me, hit me in front of, hit in front of the kids, hit in front of kids,
    afraid to go home, scared to go home, safe house, abused by my husband, abused by my partner,
    beaten by my husband, beaten by my partner, beats his wife, he hurts me, she hurts me, husband hurts me,
    partner hurts me, boyfriend hurts me, he hurt me, he is hurting me, afraid of my boyfriend,
    scared of my boyfriend, abusive ex, abusive, afraid of my ex, dv help, dv shelter, dv support, dv hotline,
    honour killing, marital rape`),
  de: list(`
    gewalt, *gewalttätig*, häusliche gewalt, schlägt mich, mich geschlagen, bedroht mich, würgt mich,
    sperrt mich ein, verprügelt, prügelt, *vergewaltig*, frauenhaus, zwangsheirat, zwingt mich,
    angst vor meinem mann, angst vor meinem partner, angst vor meinem freund, angst vor meiner frau, misshandelt,
    misshandlung, stalking, sexuelle gewalt, sexueller übergriff, genitalverstümmelung, mann schlägt,
    mann haut mich, freund haut mich, er haut mich, freund schlägt mich, hat mich gehauen, hat mich geschubst,
    hat mich gewürgt, gewürgt, handgreiflich, mann ist aggressiv, aggressiver mann, partner ist aggressiv,
    aggressiver partner, verfolgt mich, zwangsverheirat*, zwangsehe, frauen haus, droht mich umzubringen,
    droht mir, will mich umbringen, kontrolliert mein handy, lässt mich nicht raus, angst nach hause,
    gewaltschutz*, er tut mir weh, mann tut mir weh, freund tut mir weh, partner tut mir weh,
    tut mir und den kindern weh, ohrfeige gegeben, getreten und geschlagen, angst vor meinem ex`),
  es: list(`
    violencia, violencia de género, violencia doméstica, me pega, me pegó, me golpea, me amenaza, maltrato,
    maltratada, me maltrata, violación, me violó, miedo de mi marido, miedo a mi pareja, agresión sexual,
    violencia machista, violencia familiar, me pegaba, me pegan, mi marido me pega, me golpeó, me golpeaba,
    miedo de mi esposo, miedo a mi marido, miedo a mi esposo, miedo de mi pareja, casa de acogida,
    refugio para mujeres, me violaron, mi pareja me controla, me amenazó, me empujó, matrimonio forzado`),
  fr: list(`
    violence conjugale, violences conjugales, violence, me frappe, me bat, me menace, viol, violée, femme battue,
    peur de mon mari, peur de mon conjoint, mariage forcé, agression sexuelle, me tape, m’a frappée, m’a frappé,
    m’a battue, m’a giflée, mari violent, conjoint violent, harcèlement, j’ai peur de lui, m’étrangle,
    me séquestre`),
  it: list(`
    violenza, violenza domestica, mi picchia, mi minaccia, maltrattamenti, stupro, paura di mio marito,
    mi ha picchiata, marito violento, compagno violento, mi ha violentata, ho paura di lui, casa rifugio`),
  pt: list(`
    violência, violência doméstica, me bate, bate-me, me ameaça, estupro, medo do meu marido, me bateu,
    ele me bate, marido violento, fui estuprada, tenho medo dele, violência no namoro`),
  nl: list(`
    geweld, huiselijk geweld, slaat mij, slaat me, bedreigt me, verkracht, verkrachting, mishandeling,
    bang voor mijn man, mijn man slaat, hij slaat me, heeft me geslagen, bang voor mijn vriend,
    blijf van mijn lijf, uithuwelijking, gewurgd`),
  tr: list(`
    şiddet, aile içi şiddet, kocam dövüyor, beni dövüyor, dayak, tehdit ediyor, tecavüz*, kocamdan korkuyorum,
    eşimden korkuyorum, kadın sığınma, zorla evlilik, bana vuruyor, kocam döv*, kocam vur*, eşim döv*, eşim vur*,
    sevgilim döv*, beni döv*, babam döv*, çocuklarımı dövüyor, kocam tokat, tokat attı, kocam tehdit,
    öldürmekle tehdit, şiddet görüyorum, şiddet uyguluyor, darp, sığınma evi, boğazımı sıktı`),
  pl: list(`
    przemoc, przemoc domowa, bije mnie, mąż mnie bije, grozi mi, gwałt, zgwałc*, boję się męża, mąż bije,
    mąż mnie uderzył, partner mnie bije, pobił mnie, uderzył mnie, boję się partnera, groził mi, dom dla kobiet`),
  ru: list(`
    насилие, домашнее насилие, бьет меня, меня бьет, избивает, избил, угрожает мне, изнасилова*, муж бьет,
    боюсь мужа, муж избил, муж бил, муж угрожает, поднял на меня руку, муж поднял руку, поднимает руку,
    угрожает убить, боюсь своего мужа, насилу*, муж душит, изнасил*, кризисный центр для женщин, muzh bet,
    muzh byet, muzh bjet, muzh bil, domashnee nasilie, nasilie`),
  uk: list(`
    насильство, домашнє насильство, б’є мене, мене б’є, погрожує мені, зґвалтува*, боюся чоловіка, насилля,
    домашнє насилля, чоловік бʼє, підняв руку, піднімає руку, погрожує вбити, чоловік погрожує, боюсь чоловіка,
    ґвалтува*, чоловік душить, cholovik bye, cholovik bje, nasylstvo, nasyllia`),
  ar: list(`
    *عنف, عنف أسري, يضربني, زوجي يضربني, يهددني, اغتصاب, اغتصبني, أخاف من زوجي, زواج قسري, خايفة من زوجي,
    خائفة من زوجي, خايفه من جوزي, زوجي عنيف, جوزي بيضرب*, بيضربني, ضربني, زوجي ضربني, يعنفني, تعنيف, معنفة,
    اغتصب*, يخنقني, هددني, هددني بالقتل, يحبسني, ملجأ للنساء, yadribuni, yadribni, zawji yadrib*, gozi beydrab*,
    beydrabni, bydrabni, bydrobny, joz* bydrob*, 3onf`),
  fa: list(`
    خشونت, خشونت خانگی, شوهرم مرا می زند, کتکم می زند, تهدیدم می کند, تجاوز جنسی, شوهرم کتکم میزند,
    شوهرم کتکم میزنه, شوهرم منو میزنه, شوهرم مرا می‌زند, کتکم میزنه, از شوهرم میترسم, خانه امن, shoharam mizane,
    khoshunat`),
  zh: list(`
    家暴, 家庭暴力, 强奸, 強姦, 打我, 老公打我, 丈夫打我, 被老公打, 被丈夫打, 老公打人, 男朋友打我, 男友打我, 被打, 性侵, 掐我脖子, 威胁我, 威脅我, 跟踪我, 跟蹤我, 怕老公, 庇护所,
    庇護所, jiabao, laogong da wo`),
  ja: list(`
    家庭内暴力, 殴られ, レイプ, 暴力, 夫のdv, 旦那のdv, 彼氏のdv, dv相談, dv被害, dv夫, 夫が怖い, 旦那が怖い, 夫に殴, 旦那に殴, 彼氏に殴, 夫に叩かれ, 殴る夫, 首を絞め,
    ストーカー, 性暴力, 脅され, otto ni nagurareta, danna ni nagurareta`),
  ko: list(`
    가정폭력*, 남편* 때려*, 남편* 때린*, 남편* 폭행*, 성폭행*, 데이트폭력*, 폭행*`),
  hi: list(`
    घरेलू हिंसा, पति मारता, पति मुझे मारता, पति पीटता, बलात्कार, मारपीट, gharelu hinsa, pati maarta, pati marta,
    pati mujhe maarta, balatkar`),
  ro: list(`
    mă bate, mă lovește, soțul mă bate, violență, violență domestică, mă amenință, mi-e frică de soț, viol,
    violată, agresiune sexuală`),
  sq: list(`
    burri më rreh, më rreh, dhunë në familje, dhunë, më kërcënon, përdhun*`),
  sr: list(`
    muž me tuče, tuče me, nasilje u porodici, obiteljsko nasilje, nasilje, silovanje, prijeti mi, preti mi,
    муж ме туче, насиље`),
  vi: list(`
    chồng đánh, bị chồng đánh, bạo lực gia đình, bạo hành, bị cưỡng hiếp, hiếp dâm, chong danh, bao luc gia dinh`),
  th: list(`
    สามีทำร้าย, แฟนทำร้าย, ผัวทำร้าย, ถูกสามีตี, โดนสามีตี, สามีตี, สามีตบ, สามีซ้อม, ผัวตี, ผัวตบ, ผัวซ้อม,
    โดนแฟนตี, แฟนตบ, แฟนตี, ความรุนแรงในครอบครัว, ข่มขืน, ทำร้ายร่างกาย, ขู่ฆ่า, กลัวสามี, บ้านพักฉุกเฉิน`),
};

/** What only looks like it. */
export const VIOLENCE_EXCEPTIONS: WordLists = {
  en: list(`
    nonviolent communication, violation, violations, violate, rap, viola, stacking, stalling, stalks, stalk, dar,
    day, violet`),
  de: list(`
    gewaltfreie kommunikation, angst vor der geburt, gewählt, stärker, starker, verursacht, gehalt, gehalts,
    verbracht, verbrachte, verbraucht, gewagt, verarscht, frauen, zwang, gewaltig, gewaltige, gewaltigen,
    gewaltiger, gewaltiges, gemalt, malt, violett`),
  zh: list(`
    打我电话, 打我電話, 打我手机, 暴力熊`),
  es: list(`
    vio, vió, bala`),
  fr: list(`
    perd`),
  tr: list(`
    nasıl`),
  nl: list(`
    geweldig, geweldige, gewend, gebeld, gemeld, verwachting, staking, geteld, stal`),
  pl: list(`
    nasi, metra, prze`),
  ar: list(`
    ضرب, ضربة, يضرب, ضربت, الضرب, يهدد, تعني, تعنى`),
};
