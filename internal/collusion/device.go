package collusion

import "nariwai/internal/clock"

// DevicesKept is how long it is kept in which browser somebody signed in: the twelve months that a seal looks back on, and
// one in which the screening runs. The privacy notice says so.
const DevicesKept = 395 * clock.Day
