'use strict'
// `npm test [-- paths and options of tap]`: install if the lock file changed, then all the rest.

const prepare = require('./prepare.cjs')

prepare.checkMachine()
prepare.install()
require('./suite.cjs')
