import t from 'tap'
import { openOutside, outsideLines, ownAddress } from '../../daemon/service/outside.ts'

const v4 = (address: string, internal = false) => ({ ...{ address, internal, family: 'IPv4' as const }, ...REST })
const v6 = (address: string, internal = false) => ({
  ...{ address, internal, family: 'IPv6' as const, scopeid: 0, ...REST },
})
const REST = { netmask: '', mac: '', cidr: null }

t.test('the address by which others get here', async t => {
  const lo = [v4('127.0.0.1', true), v6('::1', true)]
  t.same(ownAddress({ lo, docker0: [v4('172.17.0.1')], eth0: [v6('fe80::1'), v6('fd00::7'), v4('192.168.1.20')] }), [
    '192.168.1.20',
  ])
  t.same(ownAddress({ lo, eth0: [v6('fe80::1'), v6('fd00::7')] }), ['[fd00::7]'])
  t.same(ownAddress({ lo }), [])
})

t.test('for this computer alone nothing is announced, and nothing said', async t => {
  for (const host of ['127.0.0.1', 'localhost', '::1']) {
    const outside = openOutside({
      host,
      hosts: ['lab.local'],
      port: 8_400,
      title: 'Lab',
      log: sentence => t.fail(sentence),
    })
    t.same(outside.addresses, [])
    t.equal(outsideLines(outside, 'ABCD-EFGH', true), '')
    await outside.close()
  }
})

t.test('from elsewhere: addresses, and for a phone a picture with the claim code', async t => {
  const mdns = { port: 15_353, interface: '127.0.0.1', bind: '127.0.0.1' }
  const hosts = ['lab-pi', 'lab-pi.local', 'Heat.local', 'lab-pi.local', 'example.org']
  const outside = openOutside({ host: '192.168.1.20', hosts, port: 8_400, title: 'Lab', log: () => {}, mdns })
  t.teardown(() => outside.close())
  t.same(outside.addresses, ['http://192.168.1.20:8400', 'http://lab-pi.local:8400', 'http://heat.local:8400'])
  const where = 'From elsewhere: http://192.168.1.20:8400  http://lab-pi.local:8400  http://heat.local:8400\n'
  t.equal(outsideLines(outside, undefined, true), where, 'it is claimed')
  t.equal(outsideLines(outside, 'ABCD-EFGH', false), where, 'a log has no pictures')
  const picture = outsideLines(outside, 'ABCD-EFGH', true)
  t.match(picture, /phone[\s\S]*▀[\s\S]*\n$/)
  t.not(picture, outsideLines(outside, 'ABCD-EFGI', true), 'the code is in it')
})
