'use strict'
// `npm start`: install if the lock file changed, build if the sources changed, then become the daemon
// (in this very process, so that a signal reaches it).

const path = require('path')
const prepare = require('./prepare.cjs')

prepare.checkMachine()
prepare.install()
prepare.build()

const main = path.join(prepare.root, 'dist/daemon/main.js')
process.argv[1] = main
require('./become.cjs')(main)
