import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchEngine } from '../../src/search/engine.js';
import { document } from './search-corpus.js';

/** The part of the contract about what differs between languages: documents by locale, each with what must find it. */
const TEXTS: readonly [locale: string, title: string, body: string, found: readonly string[]][] = [
  [
    'de',
    'Häufige Kinderkrankheiten',
    'Masern, Röteln und Straßenlärm.',
    ['Krankheit', 'kinderkrankheiten', 'roeteln', 'STRASSENLÄRM'],
  ],
  ['es', 'La niñez y la canción de cuna', 'Vacunación gratuita', ['ninez', 'NIÑEZ', 'cancion', 'vacunacion']],
  ['fr', 'L’éveil du bébé à la crèche', 'Dès la rentrée', ['eveil', 'bebe', 'CRÈCHE', 'l’eveil', "l'éveil"]],
  ['tr', 'ISIRIK ve İlk yardım', 'Çocuklarda ısırık', ['ısırık', 'isirik', 'ilk yardim', 'İLK', 'çocuklarda']],
  ['vi', 'Trẻ sơ sinh bị sốt', 'Khi nào cần gọi bác sĩ', ['tre so sinh', 'sốt', 'bac si']],
  ['pl', 'Żłobek i przedszkole', 'Zapisy dla dzieci', ['zlobek', 'ŻŁOBEK', 'dzieci']],
  ['ru', 'Ребёнок и её сон', 'Бессонные ночи', ['ребенок', 'РЕБЁНОК', 'ночи']],
  ['uk', 'Здоров’я дитини', 'М’ята й мед від кашлю', ['здоров’я', "здоров'я", 'кашлю']],
  ['el', 'Ο πυρετός στα παιδιά', 'Πότε καλούμε γιατρό', ['πυρετος', 'ΠΥΡΕΤΟΣ', 'παιδια']],
  [
    'ar',
    'الحُمَّى عند الأطفال والرضاعة الطبيعية',
    'متى نتّصل بالطبيب',
    ['الحمى', 'الاطفال', 'الأطفال', 'حمى', 'الحمي', 'الرضاعه', 'الطبيب'],
  ],
  ['fa', 'تب در کودکان', 'چه زمانی به پزشک زنگ بزنیم', ['کودکان', 'كودكان', 'پزشک']],
  ['he', 'חֹם אצל ילדים', 'מתי להתקשר לרופא', ['חם', 'ילדים', 'לרופא']],
  ['zh', '幼儿发烧怎么办', '多喝水，注意休息', ['发烧', '幼儿发烧', '休息']],
  ['ja', '子どもの発熱について', '水分をこまめにとりましょう', ['水分', '子ども']],
  ['th', 'เด็กมีไข้ต้องทำอย่างไร', 'ดื่มน้ำมาก ๆ และพักผ่อน', ['เด็ก', 'พักผ่อน']],
  ['km', 'កុមារមានគ្រុនក្តៅ', 'ផឹកទឹកឱ្យបានច្រើន', ['គ្រុនក្តៅ', 'កុមារ']],
  ['lo', 'ເດັກນ້ອຍເປັນໄຂ້', 'ດື່ມນ້ຳຫຼາຍໆ', ['ເດັກນ້ອຍ']],
  ['my', 'ကလေးဖျားနေသည်', 'ရေများများသောက်ပါ', ['ကလေး']],
  ['ko', '아기가 열이 날 때', '물을 자주 먹이세요', ['아기', '물을']],
];

export function searchEngineLanguageContract(makeEngine: () => Promise<SearchEngine>): void {
  let engine: SearchEngine;

  beforeAll(async () => {
    engine = await makeEngine();
    await engine.configure();
    await engine.upsert(TEXTS.map(([locale, title, body]) => document({ id: `${locale}Text_${locale}`, title, body })));
  }, 120_000);

  afterAll(async () => {
    await engine?.close();
  });

  describe.each(TEXTS)('%s', (locale, title, _body, queries) => {
    test.each(queries)('%s is found and marked', async (text) => {
      const { hits } = await engine.search({ text, locale, offset: 0, limit: 5, highlight: true });
      expect(hits.map((hit) => hit.ownerId)).toEqual([`${locale}Text`]);
      const { title: marked = '', snippet = '' } = hits[0]?.highlight ?? {};
      expect(marked + snippet).toContain('<mark>');
      expect(marked.replace(/<\/?mark>/g, '')).toBe(title);
    });

    test('and another word is not', async () => {
      const { total } = await engine.search({ text: 'qwrtzx', locale, offset: 0, limit: 5 });
      expect(total).toBe(0);
    });
  });
}
