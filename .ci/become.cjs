'use strict'
// Apart from start.cjs because an ancient Node cannot even read `import()`.

const { pathToFileURL } = require('node:url')

module.exports = main => {
  process.setSourceMapsEnabled(true)
  import(pathToFileURL(main).href).catch(error => {
    console.error(error)
    process.exit(1)
  })
}
