import { list, type WordLists } from './lists.js';

export const URGENT_MEDICAL_WORDS: WordLists = {
  en: list(`
    not breathing, stopped breathing, cant breathe, cannot breathe, unconscious, wont wake up, choking,
    turning blue, blue lips, seizure, convulsion, swallowed battery, swallowed magnet, swallowed pills,
    swallowed bleach, swallowed poison, drank bleach, poisoned, poisoning, overdose, heart attack, chest pain,
    severe bleeding, heavy bleeding, bleeding a lot, febrile seizure, drowning, fell on head unconscious,
    anaphylaxis, rash does not fade, call an ambulance, emergency, isnt breathing, not breathe, stops breathing,
    no pulse, cpr, not responding, unresponsive, wont wake, cant wake him, cant wake her, drank cleaning fluid,
    drank cleaner, drank detergent, swallowed cleaner, swallowed coin, swallowed button battery,
    swallowed medicine, swallowed something, too many pills, took pills, took too much medicine, ate pills,
    ate laundry pod, laundry pod, ate poisonous, ate mushroom, ate berries, baby weeks fever, fell on head,
    fell on his head, fell on her head, fell from changing table, fell off the changing table, fell off the bed,
    hit head and vomiting, hit head vomiting, head injury, severe allergic reaction, allergic shock,
    swollen tongue, bleeding heavily, heavily bleeding, bleeding pregnant, bleeding in pregnancy,
    bleeding while pregnant, scalded, scald, burned with hot water, burnt with hot water, boiling water,
    electric shock, electrocuted, meningitis, stiff neck, floppy baby, baby floppy, baby is floppy,
    waters broke early, water broke early, waters broke weeks, water broke weeks, baby not moving,
    baby stopped moving, baby isnt moving, no fetal movement, reduced fetal movement, blue face, turned blue,
    went blue, newborn fever, concussion, weeks old fever, week old fever, fitting child, having a fit,
    having a stroke, ambulance, drowned, almost drowned, suffocating, 911, 999, 112`),
  de: list(`
    notfall, notruf, atmet nicht, keine luft, bewusstlos, ohnmächtig, wacht nicht auf, erstickt, blaue lippen,
    läuft blau an, krampfanfall, fieberkrampf, batterie verschluckt, knopfzelle verschluckt, magnet verschluckt,
    tabletten verschluckt, vergiftung, vergiftet, überdosis, herzinfarkt, brustschmerzen, starke blutung,
    blutet stark, ertrunken, ertrinken, allergischer schock, krankenwagen, putzmittel getrunken,
    atmet nicht mehr, wird blau, ist blau angelaufen, blau angelaufen, baby ist blau, kind ist blau, giftnotruf,
    giftig*, vergift*, tabletten gegessen, tabletten geschluckt, pillen geschluckt, medikamente gegessen,
    medikamente verschluckt, geld verschluckt, münze verschluckt, spülmittel getrunken, reiniger getrunken,
    verbrüht, verbrühung*, heißes wasser verbrannt, vom wickeltisch gefallen, auf den kopf gefallen,
    vom bett gefallen, ersticken, erstickungs*, blutung schwanger*, blutungen schwanger*, notarzt, wiederbeleb*,
    reanim*, keine kindsbewegung*, weniger kindsbewegung*, baby bewegt sich nicht, stromschlag,
    in die steckdose gefasst, kopf erbricht, kopf gestoßen erbr*, gehirnerschütterung, nicht ansprechbar,
    nicht wach zu bekommen, baby reagiert nicht mehr, krampft, hat einen krampf, fieberkrämpf*, anaphyla*,
    hirnhautentzündung, schlaganfall, blasensprung zu früh, rettungswagen, rettungsdienst, fast ertrunken`),
  es: list(`
    no respira, emergencia, inconsciente, convulsiones, intoxicación, envenenado, se atraganta, atragantamiento,
    sobredosis, ambulancia, no puede respirar, no reacciona, no despierta, se ahoga, se está ahogando,
    se atragantó, se tragó una pila, se tragó pastillas, se tragó una moneda, tragó una pila, tragó lejía,
    bebió lejía, veneno, sangrado embarazo, sangrado en el embarazo, sangra mucho, se cayó de la cama,
    se golpeó la cabeza, golpe en la cabeza, quemadura, se quemó, convulsión, labios morados, se puso morado,
    ahogamiento, bebé no se mueve, urgencias`),
  fr: list(`
    ne respire plus, urgence, inconscient, convulsions, intoxication, empoisonné, s’étouffe, overdose, ambulance,
    pile avalée, ne respire pas, n’arrive pas à respirer, a avalé une pile, a avalé des médicaments,
    a avalé un produit, avalé, brûlure, brûlé eau bouillante, saignement grossesse, saigne beaucoup,
    tombé de la table, tombé sur la tête, samu, lèvres bleues, tout bleu, ne se réveille pas, noyade,
    bébé ne bouge plus, centre antipoison`),
  it: list(`
    non respira, emergenza, incosciente, convulsioni, avvelenamento, soffocamento, ambulanza,
    non riesce a respirare, ha ingoiato, ha ingerito, soffoca, soffocando, ustione, scottatura,
    sanguinamento gravidanza, battuto la testa, caduto dal letto, labbra blu, non si sveglia, pronto soccorso,
    annegamento`),
  pt: list(`
    não respira, emergência, inconsciente, convulsão, envenenamento, engasgo, ambulância, não está respirando,
    não consegue respirar, engoliu, engoliu pilha, engasgou, engasgado, queimadura, sangramento gravidez,
    caiu da cama, bateu a cabeça, ficou roxo, não acorda, afogamento, desmaiou, pronto socorro`),
  nl: list(`
    ademt niet, noodgeval, bewusteloos, stuip, koortsstuip, vergiftiging, stikt, ambulance, ademt niet meer,
    krijgt geen lucht, batterij ingeslikt, pillen ingeslikt, ingeslikt, verslikt, verbrand heet water,
    bloedverlies zwanger, op het hoofd gevallen, van de commode gevallen, blauwe lippen, niet wakker,
    reageert niet, verdrinking, spoedeisende hulp`),
  tr: list(`
    nefes almıyor, acil durum, bilinci kapalı, bebek bayıldı, çocuğum bayıldı, havale geçiriyor, zehirlenme,
    zehirlendi, pil yuttu, ambulans, nefes alamıyor, nefes almıyo, morardı, boğuluyor, boğazına kaçtı,
    boğazında kaldı, havale, havale geçirdi, zehirlen*, ilaç yuttu, hap yuttu, deterjan içti, çamaşır suyu içti,
    yataktan düştü, kafasını çarptı, kafa üstü düştü, bilinci kapandı, uyanmıyor, kanama hamile*,
    kanamam var hamileyim, yandı kaynar su, haşlandı, acil servis, acil yardım, ambulans çağır, elektrik çarptı,
    bebek hareket etmiyor`),
  pl: list(`
    nie oddycha, nagły wypadek, nieprzytomn*, drgawki, zatrucie, zadławienie, karetka, połknęło baterię,
    nie może oddychać, połknął, połknęła, połknęło, krztusi się, dławi się, oparzenie, oparzył*,
    krwawienie w ciąży, pogotowie, uderzył się w głowę, upadło na głowę, spadł z łóżka, nie budzi się, sine usta,
    utonięcie`),
  ru: list(`
    не дышит, без сознания, судороги, отравление, отравился, подавился, скорая помощь, передозировка,
    проглотил батарейку, задыхается, не может дышать, проглотил, проглотила, ошпарил*, ожог кипятком, ожог,
    кровотечение при беременности, упал с кровати, ударился головой, судорог*, посинел, синеет, не просыпается,
    отравил*, выпил уксус, вызвать скорую, утонул, rebenok ne dyshit, ne dyshit`),
  uk: list(`
    не дихає, непритомн*, судоми, отруєння, отруївся, вдавився, швидка допомога, проковтнув батарейку,
    задихається, не може дихати, проковтнув, проковтнула, ошпарив*, опік окропом, опік, кровотеча при вагітності,
    впав з ліжка, вдарився головою, посинів, синіє, не прокидається, отруї*, викликати швидку, втопи*,
    без свідомості, знепритомні*, dytyna ne dykhaye, ne dyhaye`),
  ar: list(`
    لا يتنفس, لا تتنفس, طوارئ, فاقد الوعي, تشنج*, تسمم, اختناق, سيارة إسعاف, ابتلع بطارية, بيختنق, يختنق, مختنق,
    مش بيتنفس, ما يتنفس, ما عم يتنفس, لا يستطيع التنفس, مغمى عليه, أغمي عليه, لا يستيقظ, نزيف الحمل, نزيف حامل,
    نزيف شديد, ابتلع دواء, بلع بطارية, شرب كلور, حرق ماء ساخن, حروق, سقط من السرير, وقع على راسه, إسعاف, الإسعاف,
    تشنجات, غرق, شفاه زرقاء, la yatanaffas`),
  zh: list(`
    没有呼吸, 没呼吸, 急救, 昏迷, 中毒, 抽搐, 不呼吸, 不能呼吸, 无法呼吸, 喘不过气, 噎住, 呛到, 嗆到, 卡喉咙, 误食, 誤食, 误吞, 誤吞, 吞了电池, 吞了電池, 吞电池, 烫伤, 燙傷,
    窒息, 触电, 觸電, 溺水, 过敏性休克, 過敏性休克, 大出血, 孕期出血, 怀孕出血, 救护车, 救護車, 急诊, 急診, 昏倒, 叫不醒, 惊厥, 驚厥, 掉下床, 摔到头, 撞到头, 胎动减少, 没有胎动,
    嘴唇发紫, 脑膜炎`),
  ja: list(`
    息をしていない, 救急車, 意識がない, 中毒, けいれん, 呼吸していない, 息してない, 息が止ま, 誤飲, 窒息, ボタン電池, のどに詰ま, 喉に詰ま, ひきつけ, 痙攣, アナフィラキシー, やけど, 火傷,
    溺れ, 頭を打, 起きない 意識, 意識を失, 胎動がない, 大量出血, 妊娠 出血, 髄膜炎, 唇が紫`),
  ko: list(`
    숨을 안 쉬*, 숨을 못 쉬*, 숨을 쉬지 않*, 경련*, 질식*, 의식이 없*, 중독*, 응급*, 건전지* 삼*, 화상*`),
  fa: list(`
    نفس نمی کشد, نفس نمیکشه, بیهوش, تشنج, مسمومیت, خفگی, اورژانس, باتری قورت, خونریزی بارداری, سوختگی`),
  hi: list(`
    सांस नहीं ले, साँस नहीं ले, बेहोश, दौरा पड़, ज़हर खा, जहर खा, निगल लिया, दम घुट, एम्बुलेंस, saans nahi,
    behosh`),
  ro: list(`
    nu respiră, inconștient, convulsii, intoxicație, otrăvire, otrăvit, urgență, ambulanță, se îneacă,
    a înghițit, arsură, opărit, sângerare sarcină, a căzut în cap`),
  sq: list(`
    nuk merr frymë, pa ndjenja, helmim, konvulsion*, urgjenc*, ambulanc*, gëlltiti, gjakderdhje shtatzëni`),
  sr: list(`
    ne diše, bez svijesti, bez svesti, trovanje, otrova*, konvulzij*, guši se, progutao bateriju, hitna pomoć,
    krvarenje u trudnoći, opekotina, не дише`),
  vi: list(`
    không thở, co giật, ngộ độc, bất tỉnh, hóc dị vật, nuốt pin, cấp cứu, khong tho, co giat, ngo doc, bat tinh,
    cap cuu`),
  th: list(`
    ไม่หายใจ, หายใจไม่ออก, ลูกชัก, เด็กชัก, ทารกชัก, ชักเกร็ง, ไข้ชัก, สำลัก, หมดสติ, กินยาพิษ, กินยาเกินขนาด,
    กลืนถ่าน, กลืนเหรียญ, ติดคอ, ไฟดูด, จมน้ำ, น้ำร้อนลวก, รถพยาบาล, ฉุกเฉิน, ตกเตียง, หัวกระแทก, ปากเขียว,
    เลือดออกตอนท้อง, ลูกไม่ดิ้น`),
};

/** What only looks like it. */
export const URGENT_MEDICAL_EXCEPTIONS: WordLists = {
  en: list(`
    emergency contact, emergency childcare, emergency fund, emergency kit, emergency contraception, poison ivy,
    poison oak, poison dart, toy ambulance, ambulance toy, unconscious bias, cpr course, cpr class, cpr training,
    choking hazard, choking hazards, bleeding gums, gums bleeding, conclusion, conclusions, conversion,
    conversions, confusion, emerging, emerged, emerge, emerges, emergence, emergent, over, meaning, gift,
    electric, electron, electro, scott, sam, urge, scaled, downing, downed, compulsion, compulsions, verb, helm,
    ava, stu, mora, sti, contusion, cooking, urgency, intoxicated, ambulation, confession, concession,
    concessions`),
  es: list(`
    quemadura solar, conclusión, conclusiones, encargado, confusión, conversión, alojamiento, sobre, otro, otra,
    nota, quema, concesión`),
  de: list(`
    verhaftet, verhaftung, kämpft, verbietet, vergütung, erbringen, vermietet, vermietung, vergibt, vergeltung,
    erstrecken, erkranken, venen, ambulante, ambulanten, ambulant, krampf, wieder, erst, bewusst, bewusste,
    schlag, schlage, schläge, schlagen, schlägt, rettung, kranke, kranken, kranker, krankes, elektro, kram, vers,
    notar, gell, fieber, fiebert`),
  fr: list(`
    émergence, aval, avaler, emplois, poisson, pois, conçu, conçue`),
  it: list(`
    veneto, venendo, conclusioni, trova, trovano, vene, concessione`),
  tr: list(`
    havalı, hava, vergi, kare, şam`),
  pt: list(`
    conclusão, morar, conversão, alojamento, saem, queima`),
  nl: list(`
    vernietiging, verdenking, mening, kranten, koorts, oever, herzien, bewust, bewuste`),
  pl: list(`
    usunięcie, karę`),
  ru: list(`
    отправился, отправил, обратился, синий, понравился, отражение, судом, подарил`),
  uk: list(`
    син, сина, синів, сини, синій, сином, залишається, займається, подивився, подав`),
  ar: list(`
    الأسعار, اختراق`),
};
