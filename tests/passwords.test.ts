import { describe, expect, test } from '@jest/globals';
import { passwordProblem } from '../src/services/identity/passwords.js';

describe('passwords', () => {
  test.each([
    'P@ssw0rd2024!',
    'Passwort123',
    'iloveyou1234',
    '1234567890',
    '11111111111',
    '14.02.1985',
    'abcabcabcabc',
    'qwertzuiop',
    'Hamburg2024!!',
    'SommerSommer',
    'Liverpool1892',
    '2024Maximilian!',
    'q1w2e3r4t5',
    '!!!!!!!!!!!!',
  ])('%s is one of the most common', (password) => {
    expect(passwordProblem(password, [])).toContain('first that attackers try');
  });

  test.each([
    'correct horse battery staple',
    'three green kettles',
    'X7#kd92!mQzz',
    'schnecke-turm-regen',
    'สวัสดีครับทุกคน',
  ])('%s is good enough', (password) => {
    expect(passwordProblem(password, ['lena@test.example', 'Lena'])).toBeUndefined();
  });

  test('have 10 to 128 characters', () => {
    expect(passwordProblem('x7#kd92!m', [])).toContain('at least 10');
    expect(passwordProblem('kettle '.repeat(20), [])).toContain('at most 128');
  });

  test('are not the name or address of the person', () => {
    expect(passwordProblem('Lena@Test.example', ['lena@test.example', 'Lena'])).toContain(
      'your name or e-mail address',
    );
  });
});
