package billingdb

import "nariwai/internal/db"

// Sealed are the tables in which something is sealed.
func Sealed() []db.SealedTable { return []db.SealedTable{payouts, refunds} }
