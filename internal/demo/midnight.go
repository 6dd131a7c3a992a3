package demo

import (
	"fmt"

	clockwork "nariwai/internal/worker"
)

// midnight is what the clock-work does of itself, and what the desk makes of it.
func (s *stage) midnight(day int) error {
	for _, step := range clockwork.Schedule() {
		if err := step.Run(s.ctx, s.d); err != nil {
			return fmt.Errorf("%s: %w", step.Name, err)
		}
	}
	return s.payRuns(day)
}
