#!/bin/sh
# Makes Temporal's two databases, or brings them up to this version: safe to run again.
set -eu

tool() {
  temporal-sql-tool --plugin postgres12 --ep temporal-database -p 5432 -u temporal "$@"
}

for database in temporal:temporal temporal_visibility:visibility; do
  name=${database%:*}
  schema=/etc/temporal/schema/postgresql/v12/${database#*:}/versioned
  tool --db "$name" create
  tool --db "$name" setup-schema -v 0.0
  tool --db "$name" update-schema -d "$schema"
done
