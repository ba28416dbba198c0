#!/bin/sh
# Reads, sets and stops a plate with nothing but curl. Start the demo station first (`npm start`), then:
#
#   sh examples/rest/watch.sh [http://localhost:8400]
#
# Where access control is on, put a token of yours into LOCKSTEP_TOKEN.
set -eu
at=${1:-http://localhost:8400}/api
ask() { curl --silent --show-error ${LOCKSTEP_TOKEN:+-H "Authorization: Bearer $LOCKSTEP_TOKEN"} "$@"; echo; }

echo "The plate's temperature, as a bare number:"
ask "$at/devices/plate/properties/temperature/value"
echo "Its target, set and confirmed:"
ask -X PUT -H 'Content-Type: application/json' -d '{"value": 45}' "$at/devices/plate/properties/target"
echo "What it cannot take is refused, with a sentence:"
ask -X PUT -H 'Content-Type: application/json' -d '{"value": 999}' "$at/devices/plate/properties/target"
echo "Its last three samples, for a spreadsheet:"
ask "$at/history/plate/temperature?samples=3&format=csv"
echo "What changes, for one second:"
ask --max-time 1 --no-buffer "$at/events?select=plate.temperature" || true
