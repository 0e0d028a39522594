import { list, type WordLists } from './lists.js';

export const SUICIDE_WORDS: WordLists = {
  en: list(`
    suicide, suicidal, kill myself, killing myself, end my life, ending my life, want to die, wanna die,
    better off dead, no reason to live, dont want to live, do not want to live, dont want to be alive, self harm,
    selfharm, hurt myself, hurting myself, cut myself, cutting myself, tired of living, harm myself,
    wish i was dead, wish i were dead, end it all, ending it all, unalive, wanna kms, want to kms, gonna kms,
    going to kms, dont want to be here anymore, do not want to be here anymore, dont wanna be here,
    dont wanna live, not want to live, life is not worth living, life isnt worth living, not worth living,
    better off without me, wish i was never born, wish i had never been born, kill my self, kil myself,
    cuts herself, cutting herself, cutting himself, cuts themselves, harms herself, thoughts of suicide,
    suicide hotline, suicide prevention, jump off a bridge, dont want to wake up, rather be dead,
    feel like dying`),
  de: list(`
    *suizid*, *selbstmord*, freitod, mich umbringen, bringe mich um, nicht mehr leben, will sterben,
    möchte sterben, leben beenden, keinen sinn mehr, selbstverletz*, mich ritzen, ritze mich, lebensmüde,
    mich selbst verletzen, mir das leben nehmen, mir was antun, mir etwas antun, lieber tot, wäre gern tot,
    umbringen, umgebracht werden, ritzt sich, sich ritzen, sich ritzt, nicht mehr da sein, nicht mehr aufwachen,
    todeswunsch, todessehnsucht, wünschte ich wäre tot, leben hat keinen sinn, leben nicht mehr lebenswert,
    suizidal*, das leben nehmen, will nicht mehr weiterleben, springe von der brücke, mich töten,
    verletzt sich selbst, verletze mich selbst`),
  es: list(`
    suicidio, suicidarme, suicidar, quiero morir, quiero morirme, no quiero vivir, acabar con mi vida,
    quitarme la vida, autolesión, autolesiones, cortarme las venas, me quiero matar, quiero matarme, matarme*,
    suicid*, ya no quiero vivir, ganas de morir, no vale la pena vivir, cortarme los brazos, hacerme daño,
    pensamientos suicidas`),
  fr: list(`
    suicide, me suicider, suicidaire, envie de mourir, veux mourir, me tuer, plus envie de vivre,
    en finir avec la vie, mettre fin à mes jours, automutilation, me faire du mal, idées noires,
    envie d’en finir, en finir, je veux en finir, suicid*, pensées suicidaires, me scarifier,
    me tailler les veines, mettre fin à ma vie`),
  it: list(`
    suicidio, suicidarmi, voglio morire, uccidermi, ammazzarmi, non voglio più vivere, togliermi la vita,
    farla finita, voglio farla finita, suicid*, togliermi di mezzo, autolesionismo, tagliarmi le vene`),
  pt: list(`
    suicídio, me matar, quero morrer, não quero viver, acabar com a minha vida, automutilação, me suicidar,
    suicid*, vontade de morrer, tirar a minha vida, acabar com tudo, me cortar`),
  nl: list(`
    zelfmoord*, zelfdoding, wil dood, wil niet meer leven, mezelf van kant maken, suïcide, suïcidaal,
    wil niet meer, zelfmoordgedachten, uit het leven stappen, snijd mezelf, zelfbeschadiging, suicid*`),
  tr: list(`
    intihar*, ölmek istiyorum, kendimi öldürmek, yaşamak istemiyorum, canıma kıymak, kendime zarar,
    kendimi öldür*, yaşamaktan bıktım, yaşamak istemiyor, canıma kıy*, kendini kes*, bileklerimi kes*,
    ölmeyi düşünüyorum, hayatıma son`),
  pl: list(`
    samobójstwo, samobójst*, samobójcz*, chcę umrzeć, zabić się, nie chcę żyć, odebrać sobie życie, samookalecz*,
    myśli samobójcze, zabiję się, nie mam po co żyć, skończyć ze sobą, tnę się, ciąć się`),
  ru: list(`
    самоубийств*, суицид*, хочу умереть, покончить с собой, не хочу жить, убить себя, убью себя,
    свести счеты с жизнью, самоповреждение, режу себя, не хочется жить, покончу с собой, порезать вены,
    режет себя, мысли о смерти, samoubiystv*, samoubijstv*, suitsid*, khochu umeret, hochu umeret, xochu umeret,
    ne hochu zhit, ne khochu zhit, pokonchit s soboj, pokonchit s soboy`),
  uk: list(`
    самогубств*, суїцид*, хочу померти, накласти на себе руки, не хочу жити, вбити себе, покінчити з життям,
    не хочеться жити, вкоротити собі віку, вбʼю себе, думки про смерть, ріже себе, samohubstv*, samogubstv*,
    khochu pomerty, hochu pomerty, ne khochu zhyty, ne hochu zhyty`),
  ar: list(`
    *انتحار*, أنتحر, أريد أن أموت, اريد الموت, بدي موت, أقتل نفسي, قتل نفسي, لا أريد العيش, إيذاء نفسي, انتحر,
    عايز اموت, عايزة اموت, عايزه اموت, نفسي اموت, ابغى اموت, اريد أن أنهي حياتي, إنهاء حياتي, لا أريد أن أعيش,
    ما بدي عيش, أجرح نفسي, aqtul nafsi, aktol nafsi, uqtul nafsi, urid an amut, ureed an amoot, biddi moot,
    3ayez amoot, 3ayza amoot, ayez amoot`),
  fa: list(`
    خودکشی, می خواهم بمیرم, میخوام بمیرم, نمی خواهم زنده بمانم, خودم را بکشم, می خواهم خودم را بکشم,
    میخوام خودمو بکشم, دیگه نمیخوام زنده باشم, khodkoshi, mikham bemiram`),
  zh: list(`
    自杀, 自殺, 不想活, 想死, 轻生, 輕生, 割腕, 活着没意思, 活着没有意思, 活著沒意思, 自尽, 自盡, 结束生命, 結束生命, 了结自己, 了結自己, 自残, 自殘, 想跳楼, 想跳樓, 寻短见,
    尋短見, zisha, bu xiang huo le`),
  ja: list(`
    自殺, 死にたい, 自傷, しにたい, リストカット, リスカ, 消えたい, 生きるのがつらい, 生きるのが辛い, 生きていたくない, 生きたくない, 自死, 首吊り, shinitai, jisatsu,
    kietai`),
  ko: list(`
    자살*, 죽고 싶*, 죽고싶*, 살기 싫*, 자해*`),
  hi: list(`
    आत्महत्या, मरना चाहता, मरना चाहती, जीना नहीं चाहता, जीना नहीं चाहती, खुदकुशी, aatmahatya, khudkushi,
    marna chahta, marna chahti, jeena nahi chahta, jeena nahi chahti`),
  ro: list(`
    vreau să mor, sinucid*, nu mai vreau să trăiesc, să mă omor, îmi vine să mor`),
  sq: list(`
    vetëvrasje, dua të vdes, nuk dua të jetoj`),
  sr: list(`
    samoubistv*, samoubojstv*, hoću da umrem, želim umrijeti, ne želim da živim, хоћу да умрем`),
  vi: list(`
    muốn chết, tự sát, muốn tự tử, không muốn sống, muon chet, khong muon song`),
  th: list(`
    ฆ่าตัวตาย, อยากตาย, ไม่อยากมีชีวิต, ไม่อยากอยู่แล้ว, ทำร้ายตัวเอง, กรีดข้อมือ, คิดสั้น, จบชีวิต`),
};

/** What only looks like it. */
export const SUICIDE_EXCEPTIONS: WordLists = {
  en: list(`
    suicide squad, die cast, suit, suits, shin, self`),
  zh: list(`
    想死你了, 想死我了`),
  de: list(`
    lebensende, selbst, automat, frei, leben, lebens`),
  es: list(`
    matar, mata, autores`),
  tr: list(`
    ünal`),
  ar: list(`
    انتشار, انتظار, انتصار, أنت, انت`),
};
