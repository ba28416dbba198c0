import t from 'tap'
import { OUTCOMES, outcomeSentence, REFUSALS, refusalSentence } from '../../protocol/index.ts'

const isSentence = /^[A-Z"].*[.!]$/

t.test('every refusal and every outcome has its sentence, each its own', async t => {
  const sentences = [...REFUSALS.map(code => refusalSentence(code, {}, '')), ...OUTCOMES.map(o => outcomeSentence(o))]
  for (const sentence of sentences) t.match(sentence, isSentence, sentence)
  t.equal(new Set(sentences).size, sentences.length)
})

t.test('they name who, and what instead', async t => {
  const by = 'Anna'
  for (const code of ['notHolder', 'fenced', 'latched', 'staleStop', 'inUse', 'changedMeanwhile'] as const) {
    t.match(refusalSentence(code, { by }), /Anna/, code)
    t.match(refusalSentence(code), /[Ss]omebody/, code)
  }
  for (const outcome of ['stopped', 'fenced'] as const) t.match(outcomeSentence(outcome, { by }), /Anna/, outcome)
  t.equal(refusalSentence('changedMeanwhile', { by, current: 40 }), 'Anna changed this meanwhile to 40.')
  t.equal(refusalSentence('changedMeanwhile', { by, current: true }), 'Anna changed this meanwhile to on.')
  t.equal(refusalSentence('changedMeanwhile', { by, current: null }), 'Anna changed this meanwhile to nothing.')
  t.match(outcomeSentence('clamped', { current: 12.5 }), /12\.5/)
  t.match(outcomeSentence('clamped', { current: false }), /off/)
})

t.test('a reason given in words is said', async t => {
  for (const code of ['badArgs', 'noSuchControl', 'interlock', 'offline'] as const)
    t.match(refusalSentence(code, {}, 'because of this'), /because of this/, code)
  for (const outcome of ['failed', 'unknown'] as const) t.equal(outcomeSentence(outcome, {}, 'Because.'), 'Because.')
})
